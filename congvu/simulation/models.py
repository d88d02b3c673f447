"""What is kept of a simulated city: the run, each life in it, and the hands that work there."""

from django.db import models

from congvu.people.models import Agency, Official


class City(models.Model):
    """One run (lượt mô phỏng). The same profile, seed, days and number give the same city."""

    profile = models.SlugField()
    seed = models.IntegerField()
    first = models.DateField()
    last = models.DateField()
    """The last day on which somebody files; what is open at its end stays open."""
    dossiers = models.PositiveIntegerField()
    documents = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    spent = models.FloatField(default=0)
    """Seconds of work so far, over all starts."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "seed", "first", "last", "dossiers", "documents"], name="one_city_a_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile} {self.first:%d/%m/%Y}–{self.last:%d/%m/%Y}, {self.dossiers}"


class Life(models.Model):
    """One dossier, or one document in one agency, from its beginning to its end."""

    class Kind(models.TextChoices):
        """What lives."""

        DOSSIER = "dossier"
        LETTER = "letter"
        ARRIVAL = "arrival"

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="lives")
    number = models.PositiveBigIntegerField()
    """Its place in the plan: with the seed it decides everything that chance decides."""
    kind = models.CharField(max_length=8, choices=Kind.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    """Where it begins."""
    what = models.CharField(max_length=40)
    """Code of the procedure; of a document the code of its kind."""
    origin = models.CharField(max_length=20, blank=True)
    begins_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """When somebody next does something; empty: it is over."""
    turn = models.PositiveIntegerField(default=0)
    subject_id = models.BigIntegerField(null=True)
    """The dossier or the document, once it is there."""
    refused = models.TextField(blank=True)
    """Why it could not go on: the words of the refusal."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "number"], name="life_once")]
        indexes = [
            models.Index(
                fields=["city", "next_at", "number"],
                name="life_next",
                condition=models.Q(next_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Hand(models.Model):
    """How an official works: how fast, how carefully, and until when busy."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="hands")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    pace = models.FloatField()
    """How long the official takes, beside others: 0.6 quick … 1.6 slow."""
    error = models.FloatField()
    """Share of results that a leader sends back."""
    free_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "official"], name="hand_once")]

    def __str__(self) -> str:
        return str(self.official)
