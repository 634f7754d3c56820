"""Forms for the colour that a person states for a workstream."""

from typing import Any

from django import forms

from severalty.engine.fields import columns_of
from severalty.engine.transition.packages import Colour, Workstream
from severalty.transition.forms.changing import VersionForm
from severalty.transition.forms.days import PlanColumnField

_STREAM = {shape.name: shape for shape in columns_of(Workstream)}


class ColourForm(VersionForm):
    """A colour, and who states it, when and why."""

    colour = forms.ChoiceField(
        label="Colour", choices=[("", "Choose one"), *((one.value, one.value) for one in Colour if one != "unknown")],
        error_messages={"required": "Choose red, amber or green."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("colour_by", "Stated by"), ("colour_on", "On"), ("colour_because", "Because")):
            self.fields[name] = PlanColumnField(_STREAM[name], label=label, required=True)


class TakeBackForm(VersionForm):
    """That a stated colour is taken back."""
