"""The letter by which a document goes to a receiver outside the system: its words and its files."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from congvu.documents.models import Document, DocumentFile, Letterhead, Mailing
from congvu.files import queries as files

MOST_BYTES = 15_000_000
"""Of all files together; more is taken by the link alone, since mail servers refuse it."""
GOING = (DocumentFile.Role.MAIN, DocumentFile.Role.ANNEX, DocumentFile.Role.ATTACHMENT)
"""Files that go to the receivers; drafts stay with the sender."""


def files_of(document: Document) -> list[DocumentFile]:
    """Return the files of a document that go to its receivers, itself first."""
    rows = document.files.filter(role__in=GOING, replaced_at=None, use__released_at=None).select_related("use__blob")
    return sorted(rows, key=lambda row: (GOING.index(DocumentFile.Role(row.role)), row.ordinal, row.pk))


@translation.override(settings.LANGUAGE_CODE)
def letter(mailing: Mailing) -> EmailMessage:
    """Return the letter with its files, or with the link alone where they are too large for a mail.

    :raises FileMissing: a file is gone
    """
    delivery, document = mailing.delivery, mailing.delivery.document
    rows = files_of(document)
    is_light = sum(row.use.size for row in rows) <= MOST_BYTES
    head = Letterhead.objects.filter(agency_id=document.agency_id).first()
    name, _at, host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")
    message = EmailMessage(
        subject=f"{document.kind.name} {document.code}: {document.subject}".replace("  ", " ")[:200],
        body=_words(mailing, document, rows, is_light=is_light),
        from_email=formataddr((document.organ_name, f"{name}@{host}")),
        to=[delivery.address],
        reply_to=[head.email] if head and head.email else None,
        headers={"Message-ID": f"<document-{delivery.pk}-{mailing.tries}-{mailing.token.hex}@{host or 'congvu'}>"},
    )
    for row in rows if is_light else ():
        message.attach(row.use.name, files.content_of(row.use), row.use.mime)
    return message


def _words(mailing: Mailing, document: Document, rows: list[DocumentFile], *, is_light: bool) -> str:
    day = f" ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    lines = [
        f"Kính gửi: {mailing.delivery.receiver_name}",
        "",
        f"{document.organ_name} gửi {document.kind.name} số {document.code}{day}:",
        document.subject,
        "",
        f"Tệp kèm theo thư này: {len(rows)}." if is_light else f"{len(rows)} tệp, lớn nên tải ở địa chỉ dưới đây.",
        f"Tải tệp và xác nhận đã nhận: {settings.PUBLIC_URL}{_path('portal:mailed', mailing.token)}",
        f"Kiểm tra chữ ký số: {settings.PUBLIC_URL}{_path('portal:verify')}",
        "",
        f"Thư gửi tự động lúc {timezone.localtime(mailing.changed_at):%H:%M %d/%m/%Y}.",
    ]
    return "\n".join(lines)


def _path(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return "/"
