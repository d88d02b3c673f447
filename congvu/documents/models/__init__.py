"""What is kept of a document. Fields and constraints only: rows are written by ``operations``."""

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models.access import AccessChange, AccessGrant, SavedSearch
from congvu.documents.models.copies import CopyOrder
from congvu.documents.models.deliveries import Delivery
from congvu.documents.models.document import Document, DocumentFile, DocumentLink, DocumentMove, DocumentText, Urgency
from congvu.documents.models.drafts import DraftVersion, Remark
from congvu.documents.models.holding import Directive, Holding
from congvu.documents.models.importing import ImportedDocument, OfficeImport
from congvu.documents.models.kept import KeptCopyUse
from congvu.documents.models.kinds import Kind
from congvu.documents.models.mailbox import Mailbox, MailboxLetter, shelf_of_letter
from congvu.documents.models.mailings import Mailing
from congvu.documents.models.offices import AddresseeGroup, KindSeries, Letterhead, SigningPower
from congvu.documents.models.sight import Sight

__all__ = [
    "AccessChange",
    "AccessGrant",
    "AddresseeGroup",
    "CopyOrder",
    "Delivery",
    "Direction",
    "Directive",
    "Document",
    "DocumentFile",
    "DocumentLink",
    "DocumentMove",
    "DocumentText",
    "DraftVersion",
    "Holding",
    "ImportedDocument",
    "KeptCopyUse",
    "Kind",
    "KindSeries",
    "Letterhead",
    "Mailbox",
    "MailboxLetter",
    "Mailing",
    "OfficeImport",
    "Remark",
    "SavedSearch",
    "Sight",
    "SigningPower",
    "State",
    "Urgency",
    "shelf_of_letter",
]
