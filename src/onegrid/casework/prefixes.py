"""Area codes cut to a level, as databases see them."""

from typing import Any

from django.db.models import CharField, Func

from onegrid.lib.codes import Level


class Prefix(Func):
    """The beginning of an area code down to a level: `Prefix("area_code", Level.SUBDISTRICT)` is its first nine digits.

    The numbers stand in the text and are no parameters: only then is the expression the same as that of an index.
    """

    function = "SUBSTR"

    def __init__(self, code: Any, level: int) -> None:
        digits = Level(level).digits
        super().__init__(
            code, template=f"%(function)s(%(expressions)s, 1, {digits})", output_field=CharField(max_length=digits)
        )
