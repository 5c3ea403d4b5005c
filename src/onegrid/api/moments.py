from datetime import datetime
from typing import Annotated

from django.utils import timezone
from pydantic import PlainSerializer, WithJsonSchema

Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: timezone.localtime(at).isoformat(), return_type=str, when_used="unless-none"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment, said in the office's time zone."""
