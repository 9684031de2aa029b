"""Which levels the team agreed on, beside what everybody answered."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from octant.domain.framework import Framework

LEVEL = "level-"


class LevelsForm(forms.Form):
    """One field for each dimension, `level-<key>`; left empty, nothing is agreed for it."""

    def __init__(
        self, *args: Any, framework: Framework, suggested: Mapping[str, float], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for dimension in framework.dimensions:
            self.fields[f"{LEVEL}{dimension.key}"] = forms.DecimalField(
                label=_("Agreed level: %(name)s") % {"name": dimension.name},
                min_value=Decimal(1),
                max_value=Decimal(5),
                max_digits=2,
                decimal_places=1,
                required=False,
                initial=suggested.get(dimension.key),
                widget=forms.NumberInput(attrs={"step": "0.1", "min": "1", "max": "5"}),
            )

    @property
    def levels(self) -> dict[str, Decimal | None]:
        return {name.removeprefix(LEVEL): value for name, value in self.cleaned_data.items()}
