from collections.abc import Iterator
from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from onegrid.audit.models import GENESIS, Anchor, AnchoredHead, Entry
from onegrid.lib.canonical import canonical_json, sha256_hex


@transaction.atomic
def make_anchor(day: date | None = None) -> Anchor | None:
    """Anchor all chains that grew since the last anchor; None if the day (today, if not given) has one already.

    Heads are read under a lock that waits for writers at work, so that no entry can slip below the mark afterwards.
    """
    day = day or timezone.localdate()
    if Anchor.objects.filter(day=day).exists():
        return None
    _wait_for_writers()
    last = Anchor.objects.order_by("-day").first()
    heads = sorted(_grown_since(last.last_entry if last else 0))
    anchor = Anchor(
        day=day,
        made_at=timezone.now(),
        last_entry=Entry.objects.aggregate(top=Max("id"))["top"] or 0,
        chains=len(heads),
        previous=last.digest if last else GENESIS,
    )
    anchor.digest = digest_of(anchor, heads)
    anchor.save()
    AnchoredHead.objects.bulk_create(
        (AnchoredHead(anchor=anchor, chain=chain, length=length, head=head) for chain, length, head in heads),
        batch_size=2000,
    )
    return anchor


def digest_of(anchor: Anchor, heads: list[tuple[str, int, str]]) -> str:
    """SHA-256 (hex) over the day, the anchor before and the sorted (chain, length, head) of the chains that grew."""
    return sha256_hex(canonical_json([anchor.day, anchor.previous, anchor.last_entry, heads]))


def _wait_for_writers() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_entry IN SHARE MODE")


def _grown_since(entry_id: int) -> Iterator[tuple[str, int, str]]:
    tops = Entry.objects.filter(id__gt=entry_id).values("chain").annotate(top=Max("seq"))
    rows = Entry.objects.filter(id__gt=entry_id).values_list("chain", "seq", "digest")
    top_of = {row["chain"]: row["top"] for row in tops.iterator()}
    return (row for row in rows.iterator() if top_of[row[0]] == row[1])
