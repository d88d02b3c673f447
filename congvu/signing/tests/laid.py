"""Papers to sign that belong to nobody else: an owner that keeps in the database what it is given."""

from congvu.audit import operations as audit
from congvu.audit.models import Entry
from congvu.kit.errors import Refusal, Stale
from congvu.signing.hooks import Paper, signables


class Drawer:
    """Owner of ``test:<n>``: gives the same small PDF, and marks what was taken as a line of the log."""

    def __init__(self):
        self.pdf, self.gone, self.refused = b"", set(), set()

    def papers(self, *, subject, by, at):
        if subject in self.refused:
            raise Refusal("Văn bản này không trình cho ông (bà).")
        label = f"Công văn số {subject.partition(':')[2]}/UBND-VX"
        return [Paper(pdf=self.pdf, label=label, reason="Ký", by=by, memo={"of": subject})]

    def look(self, *, subject, part, at):
        return None

    def check(self, *, subject, by, at):
        if subject in self.gone:
            raise Stale("Văn bản đã được rút lại.")

    def take(self, *, subject, pdfs, memo, by, at):
        assert memo == {"of": subject}
        audit.record(action="test.take", subject=subject, label=str(len(pdfs[0])), by=by, at=at)

    def taken(self):
        return list(Entry.objects.filter(action="test.take").order_by("id").values_list("subject", flat=True))


drawer = signables.register("test", Drawer())
