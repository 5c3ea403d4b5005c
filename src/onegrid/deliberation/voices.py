"""Pseudonyms. A person has another one in each topic, and only the deployment's key leads from the person to it."""

from django.conf import settings

from onegrid.deliberation.models import Participant, Topic
from onegrid.lib.crypto import keyed_hash


def phone_hash(phone: str) -> str:
    """How a telephone number (E.164) is found again."""
    return keyed_hash(settings.CODE_KEY, f"participant {phone}")


def household_hash(topic: Topic, household: str) -> str:
    """How a household is found again on the roll of a topic."""
    return keyed_hash(settings.CODE_KEY, f"household {topic.pk} {''.join(household.split()).lower()}")


def voice_of(participant: Participant, topic: Topic) -> str:
    """The pseudonym of a participant in a topic."""
    return keyed_hash(settings.CODE_KEY, f"voice {topic.pk} {participant.phone_hash}")
