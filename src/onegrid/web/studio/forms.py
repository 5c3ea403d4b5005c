"""The forms of the studio."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.lib.coordinates import Datum
from onegrid.studio.domain.drawings import LOCKS
from onegrid.studio.models import Drawing, SourceMap
from onegrid.studio.sizes import read_size
from onegrid.web.office.areas_upload import LARGEST
from onegrid.web.office.inputs import SayingForm

LOCK_TITLES = {
    "together": gettext_lazy("stay together"),
    "apart": gettext_lazy("stay apart"),
    "fixed": gettext_lazy("are one grid"),
    "dedicated": gettext_lazy("are a dedicated grid (mall, school, park …)"),
}
CARES = {
    "balance": (gettext_lazy("Equal households"), 0.3),
    "workload": (gettext_lazy("Equal workload"), 0.3),
    "agreement": (gettext_lazy("Agreement with the nets"), 1.0),
    "change": (gettext_lazy("Few households moved"), 1.0),
    "border": (gettext_lazy("Compact outlines"), 1.0),
}
PRESETS = {
    "even": (gettext_lazy("Balanced"), {}),
    "nets": (gettext_lazy("Close to the nets"), {"agreement": 4.0, "change": 0.3, "balance": 0.1}),
    "calm": (gettext_lazy("Few households moved"), {"change": 6.0, "agreement": 0.5, "balance": 0.1}),
    "level": (gettext_lazy("Equal households"), {"balance": 3.0, "change": 0.2, "agreement": 0.3}),
}
"""Trade-offs to begin with: what a planner usually wants to see beside each other."""


class MapForm(SayingForm):
    """A map that is brought in."""

    role = forms.ChoiceField(label=gettext_lazy("What it shows"), choices=SourceMap.Role.choices)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, required=False, help_text=gettext_lazy("Of a net: its department.")
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("GeoJSON, GeoPackage or Shapefile (zipped): up to 50 MB."),
        widget=forms.FileInput({"accept": ".geojson,.json,.gpkg,.zip"}),
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("Its degrees are"),
        required=False,
        choices=[
            ("", gettext_lazy("what the file says, else WGS 84")),
            (Datum.GCJ02.value, gettext_lazy("GCJ-02 (Chinese phones and maps)")),
            (Datum.BD09.value, gettext_lazy("BD-09 (Baidu)")),
        ],
    )
    layer = forms.CharField(label=gettext_lazy("Layer"), required=False, max_length=100)

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("The file is larger than 50 MB. Leave out what is not needed."))
        return file


class SettingsForm(SayingForm):
    """What the numerics read, and how large areas are to be."""

    households = forms.ChoiceField(label=gettext_lazy("Column of households"))
    workload = forms.ChoiceField(label=gettext_lazy("Column of workload"), required=False)
    communities = forms.ChoiceField(label=gettext_lazy("Communities"), required=False)
    grids = forms.CharField(
        label=gettext_lazy("Grids"),
        max_length=20,
        help_text=gettext_lazy("Households of a grid, as 300-500; or how many grids in all, as 84."),
    )
    micro_grids = forms.CharField(
        label=gettext_lazy("Micro-grids"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("The same; empty for none."),
    )
    tolerance = forms.FloatField(
        label=gettext_lazy("With a number of grids, off the mean by up to (%)"), initial=10, min_value=1, max_value=100
    )
    reach = forms.FloatField(
        label=gettext_lazy("Two units of a grid, at most apart (m)"),
        initial=0,
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("0 for no limit."),
    )

    def __init__(self, drawing: Drawing, *data: Any, **more: Any) -> None:
        super().__init__(*data, initial=drawing.settings, **more)
        maps = {each.role: each for each in drawing.maps.defer("content")}
        columns = [(name, name) for name in maps["units"].columns] if "units" in maps else []
        usual = next((name for name, _title in columns if name.lower() in ("households", "户数", "hs")), "households")
        self.initial.setdefault("households", usual)
        self._choose("households", columns or [(usual, usual)])
        self._choose("workload", [("", _("none")), *columns])
        own = [("plan", _("those of the plan in force"))]
        own += [("map", _("the map of communities"))] if "communities" in maps else []
        by_column = [(f"column:{name}", _("column “%(name)s”") % {"name": name}) for name, _title in columns]
        self._choose("communities", [*own, ("", _("none: all is one")), *by_column])
        self.initial.setdefault("communities", "plan")

    def clean_grids(self) -> str:
        read_size(self.cleaned_data["grids"])
        return str(self.cleaned_data["grids"])

    def clean_micro_grids(self) -> str:
        if self.cleaned_data["micro_grids"]:
            read_size(self.cleaned_data["micro_grids"])
        return str(self.cleaned_data["micro_grids"])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class LockForm(SayingForm):
    """Units that are locked."""

    kind = forms.ChoiceField(label=gettext_lazy("These units"), choices=[(key, LOCK_TITLES[key]) for key in LOCKS])
    units = forms.CharField(
        label=gettext_lazy("Units"),
        max_length=20_000,
        help_text=gettext_lazy("Their names with commas between, or choose them on the map."),
        widget=forms.TextInput({"data-studio-units-target": "field", "autocomplete": "off"}),
    )

    def clean_units(self) -> list[str]:
        return read_keys(self.cleaned_data["units"])


class AskForm(SayingForm):
    """An alternative to be computed, with a weight for every wish."""

    label = forms.CharField(label=gettext_lazy("Name of the alternative"), max_length=40)
    seed = forms.IntegerField(
        label=gettext_lazy("Chance"),
        initial=0,
        min_value=0,
        max_value=99_999,
        help_text=gettext_lazy("Another number, another plan."),
    )

    def __init__(self, nets: list[str], *data: Any, **more: Any) -> None:
        super().__init__(*data, auto_id="ask_%s", **more)
        for care, (title, usual) in CARES.items():
            self.fields[care] = _weight(title, usual)
        self.nets = {f"net-{at}": name for at, name in enumerate(nets)}
        for key, name in self.nets.items():
            self.fields[key] = _weight(_("Net “%(name)s”") % {"name": name}, 1.0)

    def wishes(self) -> dict[str, Any]:
        """What was asked for, as the studio keeps it."""
        asked = self.cleaned_data
        nets = {name: asked[key] for key, name in self.nets.items()}
        return {**{care: asked[care] for care in CARES}, "nets": nets, "seed": asked["seed"]}


def read_keys(text: str) -> list[str]:
    """Names with commas (or the Chinese ones, or lines) between them."""
    for comma in "，、;；\n":
        text = text.replace(comma, ",")
    return list(dict.fromkeys(key.strip() for key in text.split(",") if key.strip()))


def _weight(title: Any, usual: float) -> forms.FloatField:
    widget = forms.NumberInput({"step": "0.1"})
    return forms.FloatField(label=title, initial=usual, min_value=0, max_value=100, widget=widget)
