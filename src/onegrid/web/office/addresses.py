from typing import Any
from urllib.parse import urlencode

from onegrid.web.office.place import Office


def address(office: Office, **params: Any) -> str:
    """The query of the same page with other parameters, and still of the same office."""
    kept = {"office": office.root} if office.others else {}
    return f"?{urlencode(kept | params)}"
