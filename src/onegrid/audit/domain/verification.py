"""Walking every chain and saying what does not fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps

from onegrid.audit.domain.anchors import digest_of
from onegrid.audit.models import GENESIS, Anchor, AnchoredHead, Chained, Entry


@dataclass(frozen=True)
class Finding:
    """Something in the record that does not fit: which chain, at which place, and what (see `FAULTS`)."""

    chain: str
    seq: int
    fault: str

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}: {FAULTS[self.fault]}"


FAULTS = {
    "altered": "the entry was altered after it was written",
    "removed": "an entry is missing here",
    "inserted": "an entry stands here that was not written through the record",
    "reordered": "the entry stands in another place than where it was written",
    "subject": "the subject's own row was set back or replaced: it does not know this end of its chain",
    "anchor": "the anchor of that day does not match what it covers",
}


def verify(*, on_chain: Callable[[int], object] = lambda entries: None) -> Iterator[Finding]:
    """Every fault in the whole record: chains, the rows that own them, and the daily anchors.

    Entries are streamed, one chain in memory at a time; `on_chain` hears of each chain's number of entries.
    """
    ends = _known_ends()
    anchored = _anchored_heads()
    entries = Entry.objects.order_by("chain", "seq").iterator(chunk_size=5000)
    for chain, run in groupby(entries, key=lambda entry: entry.chain):
        written = list(run)
        on_chain(len(written))
        yield from verify_chain(chain, written, end=ends.pop(chain, None))
        yield from _verify_against_anchors(chain, written, anchored.pop(chain, []))
    for chain, (length, _head) in ends.items():
        if length:
            yield from (Finding(chain, seq, "removed") for seq in range(1, length + 1))
    for chain, heads in anchored.items():
        yield Finding(chain, max(length for length, _head in heads), "removed")
    yield from _verify_anchors()


def verify_subject(subject: Chained) -> Iterator[Finding]:
    """Every fault in the chain of one case or journal, also where a daily anchor remembers it differently."""
    chain = subject.chain
    written = list(Entry.objects.filter(chain=chain).order_by("seq"))
    yield from verify_chain(chain, written, end=(subject.length, subject.head))
    heads = AnchoredHead.objects.filter(chain=chain).values_list("length", "head")
    yield from _verify_against_anchors(chain, written, list(heads))


def verify_chain(chain: str, entries: list[Entry], *, end: tuple[int, str] | None) -> Iterator[Finding]:
    """The faults of one chain, given its entries by `seq` and the (length, head) that its subject remembers.

    A sound entry is one whose digest fits what it says, where it says it. One that would be sound in another place was
    moved; one that nothing follows on and the subject does not know was put in; a gap is a removal; and where a sound entry
    does not follow on the one before it, that one was written anew, digest and all.
    """
    previous, place = GENESIS, 0
    for entry in entries:
        yield from (Finding(chain, seq, "removed") for seq in range(place + 1, entry.seq))
        if entry.compute_digest() != entry.digest:
            yield Finding(chain, entry.seq, _name_unsound(entry, entries, end))
        elif entry.previous != previous and entry.seq == place + 1:
            yield Finding(chain, place, "altered") if place else Finding(chain, 1, "inserted")
        previous, place = entry.digest, entry.seq
    yield from _verify_end(chain, place, previous, end)


def _name_unsound(entry: Entry, entries: list[Entry], end: tuple[int, str] | None) -> str:
    """'reordered' if the entry is sound at another place of its chain, 'inserted' if none was ever linked, else 'altered'."""
    own_place = entry.seq
    for other in range(1, len(entries) + 2):
        entry.seq = other
        if other != own_place and entry.compute_digest() == entry.digest:
            entry.seq = own_place
            return "reordered"
    entry.seq = own_place
    linked = any(each.previous == entry.digest for each in entries) or (end is not None and entry.digest == end[1])
    return "altered" if linked else "inserted"


def _verify_end(chain: str, length: int, head: str, end: tuple[int, str] | None) -> Iterator[Finding]:
    if end is None:
        yield Finding(chain, length, "subject")
    elif end[0] > length:
        yield from (Finding(chain, seq, "removed") for seq in range(length + 1, end[0] + 1))
    elif end[0] < length:
        yield from (Finding(chain, seq, "inserted") for seq in range(end[0] + 1, length + 1))
    elif end[1] != head:
        yield Finding(chain, length, "subject")


def _known_ends() -> dict[str, tuple[int, str]]:
    ends: dict[str, tuple[int, str]] = {}
    for model in apps.get_models():
        if issubclass(model, Chained):
            name = model._meta.model_name
            rows = model._default_manager.values_list("pk", "length", "head").iterator(chunk_size=5000)
            ends |= {f"{name}:{pk}": (length, head) for pk, length, head in rows}
    return ends


def _anchored_heads() -> dict[str, list[tuple[int, str]]]:
    heads: dict[str, list[tuple[int, str]]] = {}
    for chain, length, head in AnchoredHead.objects.values_list("chain", "length", "head").iterator():
        heads.setdefault(chain, []).append((length, head))
    return heads


def _verify_against_anchors(chain: str, entries: list[Entry], heads: list[tuple[int, str]]) -> Iterator[Finding]:
    digest_at = {entry.seq: entry.digest for entry in entries}
    for length, head in heads:
        if length not in digest_at:
            yield Finding(chain, length, "removed")
        elif digest_at[length] != head:
            yield Finding(chain, length, "altered")


def _verify_anchors() -> Iterator[Finding]:
    previous = GENESIS
    for anchor in Anchor.objects.order_by("day"):
        heads = sorted(anchor.heads.values_list("chain", "length", "head"))
        if anchor.previous != previous or anchor.digest != digest_of(anchor, heads):
            yield Finding(f"anchor:{anchor.day:%Y-%m-%d}", 0, "anchor")
        previous = anchor.digest
