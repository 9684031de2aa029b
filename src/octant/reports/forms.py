"""What can be chosen for a canvas."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.core.forms import offer
from octant.core.offered import for_paper

from .canvases import SIZES, Canvas, Rows


class CanvasForm(forms.Form):
    """Asked by GET, so that an address with nothing in it gives the canvas as it is meant."""

    nothing_required = True
    size = forms.ChoiceField(label=_("Paper size"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.PUBLIC_LANGUAGES, required=False)
    rows = forms.IntegerField(required=False)
    sector = forms.BooleanField(label=_("Ask for the sector"), required=False)

    def __init__(self, asked: QueryDict | None = None, *, canvas: Canvas, language: str) -> None:
        super().__init__(asked, auto_id=f"{canvas.key}-%s")
        self.canvas = canvas
        self.initial = {"size": canvas.default_size, "language": for_paper(language)}
        offer(self, "size", [(size, _paper(size)) for size in canvas.sizes])
        rows = canvas.rows
        if rows:
            self.initial["rows"] = rows.default
            self.fields["rows"] = forms.IntegerField(
                label=str(rows.label),
                min_value=rows.least,
                max_value=rows.most,
                required=False,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _how_many(rows)),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        else:
            del self.fields["rows"]
        if not canvas.asks_sector:
            del self.fields["sector"]

    def chosen(self, name: str) -> Any:
        """What was asked for, or what the canvas is usually printed with."""
        return self.cleaned_data.get(name) or self.initial.get(name)


def _paper(size: str) -> str:
    short, long = SIZES[size]
    return f"{size} ({short} × {long} mm)"


def _how_many(rows: Rows) -> str:
    return gettext("Choose a number from %(least)s to %(most)s.") % {"least": rows.least, "most": rows.most}
