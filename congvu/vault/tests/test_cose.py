"""The envelope, held against the examples of the standards."""

import contextlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from congvu.vault import cose, statuses

RFC8392_KEY = ec.EllipticCurvePublicNumbers(
    int("143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f", 16),
    int("60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9", 16),
    ec.SECP256R1(),
).public_key()
RFC8392_A3 = bytes.fromhex(
    "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61732e657861"
    "6d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d041a"
    "5612aeb0051a5610d9f0061a5610d9f007420b7158405427c1ff28d23fbad1f29c4c7c6a555e601d6fa29f91"
    "79bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a52b9b63632c57209120e1c9e30"
)


def test_the_example_of_rfc_8392_is_read_and_its_signature_holds():
    message = cose.read(RFC8392_A3)
    assert message.kid == b"AsymmetricECDSA256"
    assert message.claims()[1] == "coap://as.example.com"
    assert message.is_signed_by(RFC8392_KEY)


@pytest.mark.parametrize("place", [8, 40, 60, 110, len(RFC8392_A3) - 1])
def test_one_changed_bit_breaks_it(place):
    changed = bytearray(RFC8392_A3)
    changed[place] ^= 1
    try:
        holds = cose.read(bytes(changed)).is_signed_by(RFC8392_KEY)
        assert not holds or cose.read(bytes(changed)).kid != b"AsymmetricECDSA256"  # the bare kid is not signed
    except cose.Unreadable:
        pass


def test_a_key_on_another_curve_or_kind_signs_nothing_here():
    assert not cose.read(RFC8392_A3).is_signed_by(rsa.generate_private_key(65537, 2048).public_key())
    with pytest.raises(cose.Unreadable):
        cose.algorithm_of(ec.generate_private_key(ec.SECP384R1()).public_key())


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_what_is_signed_is_read_again(kind):
    if kind == "ec":
        private = ec.generate_private_key(ec.SECP256R1())
        sign = lambda data: private.sign(data, ec.ECDSA(hashes.SHA256()))  # noqa: E731
    else:
        private = rsa.generate_private_key(65537, 2048)
        sign = lambda data: private.sign(data, padding.PKCS1v15(), hashes.SHA256())  # noqa: E731
    raw = cose.sign(claims={1: "H24"}, kid=b"12345678", key=private.public_key(), by=sign, typ="text/plain")
    message = cose.read(raw)
    assert message.is_signed_by(private.public_key())
    assert (message.claims(), message.kid, message.headers[cose.TYP]) == ({1: "H24"}, b"12345678", "text/plain")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_nothing_but_a_refusal_comes(raw):
    with contextlib.suppress(cose.Unreadable):
        cose.read(raw).is_signed_by(RFC8392_KEY)


def test_the_example_of_a_two_bit_list_of_the_standard():
    # Token Status List, "Example with Status Types": [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3] packs to c9 44 f9
    states = list(enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]))
    packed = statuses.packed(states, length=12)
    assert packed.hex() == "c944f9"
    assert [statuses.state_at(statuses.compressed(packed), n) for n, _state in states] == [s for _n, s in states]


def test_a_place_that_nobody_named_is_invalid_and_one_beyond_is_not_known():
    packed = statuses.compressed(statuses.packed([(5, statuses.VALID)], length=6))
    assert statuses.state_at(packed, 4) == statuses.INVALID
    assert statuses.state_at(packed, 8) is None
    assert statuses.state_at(packed, -1) is None
    with pytest.raises(ValueError):
        statuses.state_at(b"no zlib", 0)
