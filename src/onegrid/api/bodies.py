"""Bodies that may come as JSON or as a form: with photos as multipart, without them as either."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.params.models import Body, BodyModel
from ninja.signature.details import is_collection_type
from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import from_json

from onegrid.api.faults import Refused
from onegrid.casework.domain.attachments import LARGEST, Upload

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
MOST_PHOTOS = 9


class Wish(BaseModel):
    """What a program asks for. A field that nobody knows is refused, so that nothing is lost by a slip of the pen."""

    model_config = ConfigDict(extra="forbid")


class _EitherModel(BodyModel):
    @classmethod
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]
    ) -> dict[str, Any] | None:
        if request.content_type not in FORMS:
            return super().get_request_data(request, api, path_params)
        name = cls.__read_from_single_attr__
        wish: Any = cls.model_fields[name].annotation
        lists = [key for key, field in wish.model_fields.items() if is_collection_type(field.annotation)]
        return {name: api.parser.parse_querydict(request.POST, lists, request)}


class Either(Body):  # type: ignore[misc]  # as the library itself inherits
    """Marks the one body parameter of an operation that takes JSON or a form with the same fields."""

    _model = _EitherModel

    def __init__(self, default: Any = ..., **more: Any) -> None:
        super().__init__(default, **more)

    @classmethod
    def _param_source(cls) -> str:
        return "body"


def _from_json(value: Any) -> Any:
    """A form holds only texts, so in a form what has parts of its own is written as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return from_json(value, allow_inf_nan=False)
    except ValueError:
        raise ValueError(_("In a form this must be written as JSON.")) from None


Parts = Annotated[dict[str, Any], BeforeValidator(_from_json)]


def photos_of(request: HttpRequest) -> list[Upload]:
    """The files sent as `photo`. Raises `Refused` for too many; whoever files them checks what they are."""
    files = request.FILES.getlist("photo")
    if len(files) > MOST_PHOTOS:
        raise Refused(422, "too_many_photos", _("At most %(most)d photos can be sent.") % {"most": MOST_PHOTOS})
    return [Upload(file.name or "photo", file.read(LARGEST + 1)) for file in files]
