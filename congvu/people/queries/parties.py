"""Who comes with a matter."""

from django.db import connection
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from congvu.kit.text import clean, fold
from congvu.people.models import Party

SAME_PERSON = f"""
WITH whole AS (SELECT coalesce(joined_into_id, id) AS id FROM {Party._meta.db_table} WHERE id = %s)
SELECT id FROM whole
UNION ALL SELECT party.id FROM {Party._meta.db_table} party JOIN whole ON party.joined_into_id = whole.id
"""


def find_party(*, identifier_kind: str, identifier: str) -> Party | None:
    """Return the one party with this identifier."""
    return Party.objects.filter(
        identifier_kind=identifier_kind, identifier=clean(identifier).upper(), joined_into=None
    ).first()


def same_person(party_id: int) -> frozenset[int]:
    """Return the ids of every row that stands for the same person, this one included."""
    with connection.cursor() as cursor:  # asked on every page of a citizen: as bare as it can be
        cursor.execute(SAME_PERSON, [party_id])
        found = frozenset(id for (id,) in cursor.fetchall())
    if not found:
        raise Party.DoesNotExist(party_id)
    return found


def rows_of_person(party_id: int) -> QuerySet[Party, int]:
    """Return the same ids as :func:`same_person`, to be asked within another question."""
    top = Subquery(Party.objects.filter(id=party_id).values(top=Coalesce("joined_into_id", "id")))
    return Party.objects.filter(Q(id=top) | Q(joined_into_id=top)).values_list("id", flat=True)


def search_parties(text: str, *, limit: int = 20) -> QuerySet[Party]:
    """Return parties by number or by words of the name, accents ignored. The caller logs the reading."""
    found = Party.objects.filter(joined_into=None)
    folded = fold(text)
    if folded.replace(" ", "").isdigit():
        return found.filter(identifier=folded.replace(" ", ""))[:limit]
    for word in folded.split():
        found = found.filter(folded__contains=word)
    return found.order_by("sort_key", "id")[:limit]
