# make up · make down · make test · make check · make fix · make assets · make bench · make torture · make cluster · make upgrade · make sbom · make new-module NAME=… · make training
SHELL := /bin/sh
V := .venv
PY := $(V)/bin/python
PORT ?=
NAME ?=
WORDS := $(wildcard congvu/*/locale/*/LC_MESSAGES/*.po congvu/*/*/locale/*/LC_MESSAGES/*.po)
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help up down env dev test check fix assets bench torture cluster upgrade sbom training new-module

help:
	@sed -n 's/^# //p' Makefile | head -1

up: env
	@exec env $(if $(PORT),CONGVU_PORT=$(PORT)) $(PY) -m tools.up

down:
	@if test -x $(PY); then exec $(PY) -m tools.up --down; else echo "Chưa có gì chạy."; fi

# The environment. A linked .venv belongs to somebody else and is left as it is.
env: $(V)/.ready $(V)/.words

$(V)/.ready: bootstrap.txt requirements.txt
	@test -L $(V) || sh tools/environment.sh $(V) requirements.txt
	@test -L $(V) || touch $@

$(V)/.dev: $(V)/.ready requirements-dev.txt
	@test -L $(V) || sh tools/environment.sh $(V) requirements.txt requirements-dev.txt
	@test -L $(V) || touch $@

$(V)/.words: $(V)/.ready $(WORDS)
	@$(PY) -m tools.catalogues compile
	@test -L $(V) || touch $@

dev: $(V)/.dev $(V)/.words

test: dev
	@$(PY) -m pytest -n 2 --dist worksteal

check: dev
	@sh tools/check.sh

fix: dev
	@$(V)/bin/ruff check --fix . ; $(V)/bin/ruff format .

assets:
	@sh frontend/build.sh

bench: env
	@$(PY) -m tools.bench

torture: env
	@$(PY) -m tools.torture

# A copy of this installation to train on, in var/training: invented people, a mark on every page, nothing leads outside.
training: env
	@exec env $(if $(PORT),CONGVU_PORT=$(PORT)) $(PY) -m tools.training

# Several machines on this one: needs root, ip netns, and Debian's patroni, etcd-server, haproxy, pgbouncer, postgresql-15.
cluster: dev
	@$(PY) -m tools.cluster

# An update without a stop, tried: the version before works on while the tables change; needs Debian's nginx.
upgrade: env
	@$(PY) -m tools.upgrade

sbom: env
	@$(PY) -m tools.sbom

new-module: dev
	@$(PY) -m tools.new_module "$(NAME)$(word 2,$(MAKECMDGOALS))"

ifneq ($(filter new-module,$(MAKECMDGOALS)),)
# `make new-module meetings`: the second word is the name, not a target
$(wordlist 2,2,$(MAKECMDGOALS)):
	@:
endif
