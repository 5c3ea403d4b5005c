"""Telling those who take part in a topic. Voices lead from a participant to a topic, never back."""

from datetime import datetime, timedelta

from onegrid.deliberation.domain.verifying import write_letter
from onegrid.deliberation.models import Letter, Participant, Topic
from onegrid.deliberation.voices import voice_of

LATELY = timedelta(days=365)


def tell_all(topic: Topic, kind: str, *, at: datetime, **facts: str) -> None:
    """Write a letter to everybody who answered or supported."""
    voices = {*topic.answers.values_list("voice", flat=True), *topic.supports.values_list("voice", flat=True)}
    rows = Participant.objects.filter(seen_at__gte=topic.raised_at - LATELY).iterator()
    letters = (write_letter(each.phone, kind, at=at, **facts) for each in rows if voice_of(each, topic) in voices)
    Letter.objects.bulk_create(letters, batch_size=500)
