"""What is said to people: texts that wait for the reader's language, and what pydantic finds wrong with a field."""

from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = {
    "missing": gettext_lazy("This is missing."),
    "extra_forbidden": gettext_lazy("There is no such field. Check its name."),
    "string_too_long": gettext_lazy("At most %(max_length)s characters are possible."),
    "string_too_short": gettext_lazy("At least %(min_length)s characters are needed."),
    "string_type": gettext_lazy("This must be a text."),
    "greater_than": gettext_lazy("This must be more than %(gt)s."),
    "greater_than_equal": gettext_lazy("This must be %(ge)s or more."),
    "less_than_equal": gettext_lazy("This must be %(le)s or less."),
    "finite_number": gettext_lazy("This must be a number."),
    "enum": gettext_lazy("This must be one of: %(expected)s."),
    "literal_error": gettext_lazy("This must be one of: %(expected)s."),
    "too_long": gettext_lazy("At most %(max_length)s are possible."),
    "too_short": gettext_lazy("At least %(min_length)s are needed."),
}
BEGINNINGS = {
    "int": gettext_lazy("This must be a whole number."),
    "float": gettext_lazy("This must be a number."),
    "bool": gettext_lazy("This must be true or false."),
    "date_": gettext_lazy("This must be a date, as 2026-03-04."),
    "datetime": gettext_lazy("This must be a moment with its time zone, as 2026-03-04T10:00:00+08:00."),
    "timezone": gettext_lazy("This must be a moment with its time zone, as 2026-03-04T10:00:00+08:00."),
    "list": gettext_lazy("This must be a list."),
}


def lazily(text: str) -> str:
    """A text that is translated when it is read, where a library wants plain texts."""
    return cast(str, gettext_lazy(text))


def words_of(error: dict[str, Any]) -> str:
    """What is wrong, from one error of pydantic (`type` and `ctx`), in the active language."""
    kind = error["type"]
    context = {name: _plain(value) for name, value in error.get("ctx", {}).items()}
    if kind == "value_error":
        return str(context["error"])
    if kind in WORDS:
        return str(WORDS[kind]) % context
    for beginning, words in BEGINNINGS.items():
        if kind.startswith(beginning):
            return str(words)
    return _("This cannot be used.")


def _plain(value: Any) -> Any:
    """180 for 180.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
