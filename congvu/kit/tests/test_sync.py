"""The line between two systems over real HTTP: proof on both sides, files compared, nothing taken from strangers."""

import datetime as dt
import threading

import pytest

from congvu.kit.sync import messages
from congvu.kit.sync.client import Account, Line
from congvu.kit.sync.sandbox import NAMES, Sandbox, System, open_sandbox, serve

NOON = dt.datetime(2026, 11, 20, 5, 6, 7, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def system():
    system = System("police", "http://127.0.0.1:9/")
    server = serve(Sandbox({"police": system}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield system
    server.shutdown()


@pytest.fixture
def line(system):
    system.secret, system.is_down = "sandbox", False
    return Line("Công an", lambda: Account(system.address, "congvu", "sandbox"))


def test_moments_are_written_in_vietnamese_time():
    assert messages.written(NOON) == "20261120120607"
    assert messages.moment_in({"a": "20261120120607"}, "a") == NOON
    assert messages.moment_in({}, "a") is None


@pytest.mark.parametrize("text", ["2026112012060", "20261320120607", "２０２６１１２０１２０６０７", "x" * 14])
def test_what_is_no_moment_is_unreadable(text):
    with pytest.raises(messages.Unreadable):
        messages.moment_in({"a": text}, "a")


def test_a_file_arrives_whole_and_a_dossier_names_it(line, system):
    number = line.upload("Giấy tờ.pdf", b"%PDF-x")
    assert system.files[number] == ("Giấy tờ.pdf", b"%PDF-x")
    answer = line.call(messages.FILE, {"MaHoSo": "H24-1", "TaiLieuNop": [{"TepDinhKemId": number}]})
    assert answer["MaHoSoNganh"] == system.cases["H24-1"].number
    again = line.call(messages.FILE, {"MaHoSo": "H24-1", "TaiLieuNop": []})
    assert again["MaHoSoNganh"] == answer["MaHoSoNganh"]


def test_a_dossier_whose_file_is_missing_is_refused_with_words(line):
    with pytest.raises(messages.MessageRefused, match="Thiếu tệp"):
        line.call(messages.FILE, {"MaHoSo": "H24-2", "TaiLieuNop": [{"TepDinhKemId": "?"}]})


def test_a_wrong_key_is_refused_and_an_unsigned_answer_is_no_answer(line, system):
    stranger = Line("?", lambda: Account(system.address, "congvu", "another"))
    with pytest.raises(messages.MessageRefused):
        stranger.token()
    system.is_down = True
    with pytest.raises(messages.SystemDown, match="503"):
        line.token()


def test_a_silent_system_is_down():
    with pytest.raises(messages.SystemDown):
        Line("?", lambda: Account("http://127.0.0.1:9", "congvu", "x")).token()


def test_files_are_fetched_from_the_system_alone(line, system):
    system.files["k"] = ("a.pdf", b"%PDF-1")
    assert line.fetch(f"{system.address}/tep/k") == b"%PDF-1"
    with pytest.raises(messages.MessageRefused):
        line.fetch(f"{system.address}/tep/none")
    with pytest.raises(messages.MessageRefused):
        line.fetch("http://169.254.169.254/latest/")


def test_a_message_is_theirs_only_with_their_code_and_for_us(line):
    body = messages.packed({"MaDoiTac": "congvu", "a": "ă"})
    proof = {messages.PROOF: messages.code(body, "sandbox")}
    assert line.read(body, proof)["a"] == "ă"
    with pytest.raises(messages.Forged):
        line.read(body + b" ", proof)
    other = messages.packed({"MaDoiTac": "another"})
    with pytest.raises(messages.Forged):
        line.read(other, {messages.PROOF: messages.code(other, "sandbox")})


@pytest.mark.parametrize("body", [b"", b"[]", b"[" * 20_000])
def test_a_signed_body_that_is_no_message_is_unreadable(line, body):
    with pytest.raises(messages.Unreadable):
        line.read(body, {messages.PROOF: messages.code(body, "sandbox")})


def test_without_a_key_nobody_is_believed(system):
    bare = Line("?", lambda: Account(system.address, "congvu", ""))
    body = messages.packed({"MaDoiTac": "congvu"})
    with pytest.raises(messages.Forged):
        bare.read(body, {messages.PROOF: messages.code(body, "")})


def test_the_result_of_the_sandbox_is_a_pdf_that_says_what_it_is(system):
    sandbox = open_sandbox("http://127.0.0.1:9/lien-thong/")
    assert set(sandbox.systems) == set(NAMES)
    police = sandbox.systems["police"]
    _status, token = police.hear(messages.TOKEN, b"{}", messages.code(b"{}", police.secret), "")
    filed = messages.packed({"MaHoSo": "H24-3", "TrichYeuHoSo": "Thử"})
    police.hear(messages.FILE, filed, messages.code(filed, police.secret), token["Token"])
    said = police._message(police.cases["H24-3"], "solve", NOON)
    key = said["DanhSachGiayToKetQua"][0]["GiayToId"]
    assert police.files[key][1].startswith(b"%PDF-")
