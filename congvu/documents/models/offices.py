"""What an agency decides about its documents: its letterhead, its series of numbers, who signs, whom it writes to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Agency, Official


class Letterhead(models.Model):
    """How an agency names itself on its documents (NĐ 30/2020, Annex I, boxes 2-4 and 13)."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    symbol = models.CharField(_("ký hiệu cơ quan"), max_length=20)
    """"UBND", "SNV": the last group of the symbol of its documents."""
    above = models.CharField(_("cơ quan chủ quản"), max_length=200, blank=True)
    """Upper line of box 2; empty where there is none (a People's Committee)."""
    name = models.CharField(_("tên cơ quan"), max_length=200)
    place = models.CharField(_("địa danh"), max_length=100)
    """"Hải Phòng" before the date."""
    head = models.CharField(_("chức vụ người đứng đầu"), max_length=100)
    """"Chủ tịch", "Giám đốc": what KT. and TL. stand before."""
    is_collective = models.BooleanField(_("làm việc theo chế độ tập thể"), default=False)
    """Its documents are signed TM.: in the name of the whole body (NĐ 30/2020 Đ.13.2)."""
    footer = models.CharField(_("địa chỉ, điện thoại cuối trang"), max_length=300, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    """Its official mailbox: answers to what it sends by e-mail go there."""

    def __str__(self) -> str:
        return self.symbol


class KindSeries(models.Model):
    """Kinds of documents that an agency numbers in one run (NĐ 30/2020 Đ.15.1: as its head decides).

    A kind that stands in none of them has a run of its own.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=20)
    """Part of the key of the run: "chung"."""
    title = models.CharField(_("tên sổ"), max_length=200)
    kinds = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("loại văn bản"))
    """Codes of kinds of the agency's realm."""
    legal_basis = models.CharField(_("căn cứ"), max_length=300)
    year_from = models.PositiveSmallIntegerField(_("từ năm"))
    """Runs change with the year only, or numbers would come twice."""
    year_to = models.PositiveSmallIntegerField(_("đến hết năm"), null=True, blank=True)

    class Meta:
        ordering = ["agency", "key"]
        constraints = [models.UniqueConstraint(name="kind_series_once", fields=["agency", "key", "year_from"])]

    def __str__(self) -> str:
        return self.title


class SigningPower(models.Model):
    """For what and how an official signs an agency's documents, and since when (NĐ 30/2020 Đ.13)."""

    class Competence(models.TextChoices):
        """What stands before the position."""

        OWN = "", _("Ký trực tiếp (người đứng đầu)")
        BODY = "TM.", _("TM. – thay mặt tập thể")
        ACTING = "Q.", _("Q. – quyền cấp trưởng")
        DEPUTY = "KT.", _("KT. – cấp phó ký thay")
        ORDER = "TL.", _("TL. – ký thừa lệnh")
        MANDATE = "TUQ.", _("TUQ. – ký thừa ủy quyền")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    competence = models.CharField(_("thẩm quyền"), max_length=4, choices=Competence.choices, blank=True)
    position = models.CharField(_("chức vụ ghi trên văn bản"), max_length=100)
    kinds = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("loại văn bản"))
    """Codes of kinds; empty: all that the agency issues. A mandate names them: it is limited in content."""
    matter = models.CharField(_("nội dung được ký"), max_length=500, blank=True)
    legal_basis = models.CharField(_("văn bản giao quyền"), max_length=300, blank=True)
    """The working rules or the written mandate; needed for TL. and TUQ."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it is no more; a mandate (TUQ.) always has one."""
    granted_by = models.JSONField()
    granted_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "official", "valid_from"]
        indexes = [models.Index(name="signing_power_there", fields=["agency", "official"])]
        constraints = [
            models.CheckConstraint(
                name="signing_power_ends_after_start", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="mandate_is_limited", condition=~Q(competence="TUQ.") | Q(valid_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence} {self.position}".strip()


class AddresseeGroup(models.Model):
    """A group of receivers with a name (nhóm nơi nhận): "Ủy ban nhân dân các xã, phường"."""

    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Whose list it is; empty: the whole realm's."""
    realm = models.CharField(max_length=10, choices=Agency.Realm.choices, default=Agency.Realm.STATE)
    name = models.CharField(_("tên nhóm"), max_length=200)
    kind = models.CharField(max_length=20, choices=Agency.Kind.choices, blank=True)
    """Every agency of this kind in the realm; empty: the members named."""
    members = models.ManyToManyField(Agency, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
