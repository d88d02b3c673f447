"""What signing asks of others: hold keys (a token, a remote service), and give papers to sign and take them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class KeyNotUsable(Refusal):
    """The key is not there, or may not be used here."""


class KeyDriver(Protocol):
    """Holds private keys and signs with them. May wait for a person (PIN, phone): never call it in a transaction."""

    @property
    def label(self) -> "str | StrPromise":
        """Where it keeps keys, in words."""
        ...

    @property
    def demo_only(self) -> bool:
        """Whether it refuses outside the demo."""
        ...

    @property
    def policy(self) -> "str | StrPromise":
        """Under whose certificate policy keys are held there, in words; empty: nobody has said, so it may not sign."""
        ...

    def sign(self, *, reference: str, data: bytes, digest: str) -> bytes:
        """Sign ``data`` (not its digest) with the key ``reference``: PKCS#1 v1.5 for RSA, DER ECDSA for EC.

        :param digest: name of the hash, ``sha256``
        :raises KeyNotUsable: with words for the user
        """


def demo_policy() -> str:
    """Return what a place of keys says whose policy nobody has named: words in the demo, nothing elsewhere."""
    return _("không theo chính sách chứng thư nào: chỉ để trình diễn") if settings.DEMO else ""


drivers: Registry[KeyDriver] = Registry("signing.drivers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What shows instead of the image of a certificate, in the upper right corner of the first page."""

    picture: bytes
    """PNG, or PDF of one page."""
    width_mm: float
    height_mm: float
    margin_mm: float = 8
    """How far from the edges of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A PDF that is ready to be signed, exactly as the signer will read it."""

    pdf: bytes
    label: str
    """What it is, in the list that the signer confirms: kind, number, whose."""
    reason: str = ""
    """Stands in the signature itself."""
    address: str = ""
    """Path of the page about the subject, for who wants to read more."""
    about: str = ""
    """Under what readings and the signature are kept when that is not the subject itself (``dossier:12``)."""
    party_id: int | None = None
    """The person it tells of (``people.Party``)."""
    by: Actor
    """The signer with the title under which he signs; the one that ``take`` is given."""
    memo: Mapping[str, Any] = field(default_factory=dict)
    """What the owner wants back with the signed paper (plain JSON data)."""


class Signable(Protocol):
    """The owner of a kind of subject (``document`` of ``document:12``) whose papers are signed on request.

    ``operations.request_signatures`` asks for the paper, freezes it, and shows it to the signer; a worker signs exactly
    those bytes later, after one activation for many of them.
    """

    def papers(self, *, subject: str, by: Actor, at: datetime) -> Sequence[Paper]:
        """Return what will be signed in one act, all of it or nothing: most often one paper, or it and its annexes.

        Called outside a transaction, once for each request. The ``memo`` of the first is given back.

        :raises Refusal: there is nothing to sign, or the signature is not the actor's to give
        """
        ...

    def look(self, *, subject: str, part: int, at: datetime) -> Look | None:
        """Return how the signature of one paper shows when it is given at ``at``; None: the certificate's image.

        :param part: which of ``papers``, from 0
        """
        ...

    def check(self, *, subject: str, by: Actor, at: datetime) -> None:
        """Say, just before the key is used, whether the subject still waits for this signature; writes nothing.

        :raises Refusal: it does not any more, in words for the signer
        """

    def take(self, *, subject: str, pdfs: Sequence[bytes], memo: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """Keep the signed papers and move the subject on. Called inside the transaction that marks them as signed.

        Either both happen or neither; after a fall the papers are signed and given again, so nothing is to be done
        outside the database here.

        :param pdfs: in the order of ``papers``
        :raises Refusal: the subject moved meanwhile; the signed papers are then let go of
        """


signables: Registry[Signable] = Registry("signing.signables")
