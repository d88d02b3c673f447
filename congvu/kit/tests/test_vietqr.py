"""VietQR: the golden code of a known transfer, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.kit import vietqr

GOLDEN = (
    "00020101021238570010A00000072701270006970436011300110019324180208QRIBFTTA"
    "53037045405750005802VN62290825000.00.00.H26-260105-00016304898D"
)


def test_a_known_transfer_gives_the_known_code():
    text = vietqr.payload(bank_bin="970436", account="0011001932418", amount=75000, purpose="000.00.00.H26-260105-0001")
    assert text == GOLDEN


def test_the_check_sum_is_the_known_one():
    assert vietqr.crc("123456789") == "29B1"


@given(
    amount=st.integers(1, 10**12),
    account=st.text("0123456789ABC", min_size=1, max_size=19),
    purpose=st.text("CV0123456789", min_size=1, max_size=25),
)
def test_what_is_written_is_read(amount, account, purpose):
    text = vietqr.payload(bank_bin="970418", account=account, amount=amount, purpose=purpose)
    told = {"bank_bin": "970418", "account": account, "amount": str(amount), "purpose": purpose}
    assert vietqr.read(text) == told


@pytest.mark.parametrize("text", ["", "x", GOLDEN[:-1] + "0", GOLDEN.replace("75000", "75001"), "63046304"])
def test_a_broken_code_is_told(text):
    with pytest.raises(vietqr.BadQr):
        vietqr.read(text)
