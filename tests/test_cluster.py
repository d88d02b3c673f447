"""The files of ``deploy/cluster`` agree with each other and with what is promised; the trial is ``make cluster``."""

import configparser
import re

import pytest
import yaml
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection

from config.settings import database
from tools.cluster import configuration, needs, telling

PLACE = project.ROOT / "deploy" / "cluster"


def patroni():
    return yaml.safe_load((PLACE / "patroni.yml").read_text())


def pools():
    found = configparser.ConfigParser(comment_prefixes=(";", "#"), interpolation=None)
    found.read(PLACE / "pgbouncer.ini")
    doors = {name: dict(part.split("=") for part in line.split()) for name, line in found["databases"].items()}
    return doors, found["pgbouncer"]


def test_every_file_names_the_same_three_machines():
    known = configuration.databases()
    assert list(known) == ["db1", "db2", "db3"]
    assert patroni()["etcd"]["hosts"] == [f"{address}:2379" for address in known.values()]
    balanced = re.findall(r"^ *server (\w+) ([\d.]+):5432", configuration.examples("haproxy.cfg"), re.MULTILINE)
    assert dict(balanced) == known
    rules = "\n".join(patroni()["postgresql"]["pg_hba"])
    assert all(f"{address}/32" in rules for address in known.values())
    assert "replicator 127.0.0.1/32" in rules, "an old primary asks itself where it was before it follows another"
    assert "trust" not in rules
    assert {rule.split()[0] for rule in rules.splitlines()} == {"local", "hostssl"}


def test_a_machine_gets_its_own_name_and_address_and_knows_the_others():
    told = configuration.of_machine("db2", "etcd.env")
    assert told["ETCD_NAME"] == "db2"
    assert "10.77.0.11" not in "".join(value for key, value in told.items() if key != "ETCD_INITIAL_CLUSTER")
    assert told["ETCD_INITIAL_CLUSTER"].count("https://") == 3
    assert (told["ETCD_ENABLE_V2"], told["ETCD_PRE_VOTE"]) == ("true", "true"), "or an old primary may promote itself"
    env = configuration.of_machine("db3", "machine.env")
    assert (env["PATRONI_NAME"], env["PATRONI_POSTGRESQL_CONNECT_ADDRESS"]) == ("db3", "10.77.0.13:5432")


def test_nothing_is_confirmed_that_lies_on_one_machine_alone():
    dcs = patroni()["bootstrap"]["dcs"]
    assert (dcs["synchronous_mode"], dcs["synchronous_mode_strict"]) == (True, True)
    assert dcs["ttl"] >= dcs["loop_wait"] + 2 * dcs["retry_timeout"], "Patroni asks for it"
    parameters = {**dcs["postgresql"]["parameters"], **patroni()["postgresql"]["parameters"]}
    assert [parameters[name] for name in ("fsync", "full_page_writes", "synchronous_commit")] == ["on"] * 3
    assert parameters["statement_timeout"] == 0, "a wait for the second machine that is broken off counts as confirmed"
    assert "query_timeout" not in pools()[1]
    assert configuration.smaller(configuration.examples("patroni.yml")).count("96MB") == 1


def test_memory_and_planner_are_those_of_one_machine():
    alone = dict(
        (part.strip() for part in line.partition("#")[0].split("=", 1))
        for line in (project.ROOT / "deploy/postgresql/congvu.conf").read_text().splitlines()
        if "=" in line.partition("#")[0]
    )
    ours = patroni()["postgresql"]["parameters"] | patroni()["bootstrap"]["dcs"]["postgresql"]["parameters"]
    both = set(alone) & set(ours)
    assert {"shared_buffers", "work_mem", "jit", "max_connections"} <= both
    assert {name: str(ours[name]) for name in both - {"log_line_prefix"}} == {
        name: alone[name] for name in both - {"log_line_prefix"}
    }


def test_pages_share_connections_and_jobs_keep_theirs():
    doors, pooler = pools()
    web = database(configuration.variables("web.env")["DATABASE_URL"])
    jobs = database(configuration.variables("environment.add")["DATABASE_URL"])
    assert (doors[web["NAME"]]["pool_mode"], doors[jobs["NAME"]]["pool_mode"]) == ("transaction", "session")
    assert {door["dbname"] for door in doors.values()} == {"congvu"}
    assert web["PORT"] == jobs["PORT"] == pooler["listen_port"]
    assert f'"{web["USER"]}" "{web["PASSWORD"]}"' in configuration.examples("userlist.txt")
    assert web["PASSWORD"] in configuration.examples("first.sql")
    assert (web["DISABLE_SERVER_SIDE_CURSORS"], jobs["DISABLE_SERVER_SIDE_CURSORS"]) == (True, False)
    assert web["OPTIONS"] == {}, "what is said to the program is not said to the server"
    assert int(doors["congvu"]["pool_size"]) * 2 + int(doors["congvu_jobs"]["pool_size"]) * 2 < 120


def test_the_outbox_refuses_a_connection_that_it_cannot_listen_on(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with pytest.raises(CommandError, match="pooling=transaction"):
        call_command("run_outbox", "--once")


def test_what_is_missing_is_told_in_sentences(monkeypatch):
    monkeypatch.setattr(needs.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(needs, "program", lambda name: "")
    told = "\n".join(needs.missing())
    assert "root" in told
    assert "apt-get install --no-install-recommends" in told
    assert "patroni" in told


def test_the_longest_time_without_a_write_counts_both_ends():
    assert telling.longest_gap([1.0, 2.0, 9.0], 0.0, 10.0) == 7.0
    assert telling.longest_gap([1.0], 0.0, 10.0) == 9.0
    assert telling.longest_gap([], 0.0, 10.0) == 10.0
