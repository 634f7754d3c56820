"""The form of “When can it be decided?”: what, from when on, and what slips by how many weeks."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm

MOST_WEEKS = 104
KEY = (("unknown", "not known"), ("yes", "yes"), ("no", "no"))


class WhenForm(PlainForm):
    """What is to be decided, or which bodies decide; then the readiness of each council and a slip."""

    what = forms.ChoiceField(label="What is to be decided", required=False)
    bodies = forms.MultipleChoiceField(
        label="Or the bodies that decide", required=False, widget=forms.CheckboxSelectMultiple
    )
    key = forms.ChoiceField(
        label="Is it a key decision?", choices=KEY, required=False, help_text="Asked where bodies are chosen outright."
    )
    slips = forms.ChoiceField(label="What slips", required=False)
    least = forms.IntegerField(
        label="By how many weeks", required=False, min_value=-MOST_WEEKS, max_value=MOST_WEEKS,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )  # fmt: skip
    most = forms.IntegerField(
        label="To how many weeks", required=False, min_value=-MOST_WEEKS, max_value=MOST_WEEKS,
        help_text="If it is not known exactly, such as 2 to 3.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, whats: Iterable[tuple[str, str]], bodies: Iterable[tuple[str, str]],
        councils: Sequence[tuple[str, str]], slips: Iterable[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", "The bodies chosen below"), *whats]  # type: ignore[attr-defined]
        self.fields["bodies"].choices = list(bodies)  # type: ignore[attr-defined]
        self.fields["slips"].choices = [("", "All papers"), *slips]  # type: ignore[attr-defined]
        boxes = {
            f"ready-{key}": DayField(
                label=f"Paper of {name} ready on", help_text="A day, a month or a range; blank: as it is on record."
            )
            for key, name in councils
        }
        rest = {name: self.fields.pop(name) for name in ("slips", "least", "most")}
        self.fields |= boxes | rest

    def clean(self) -> dict[str, Any]:
        """The two ends of a slip in order."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("least") is not None and data.get("most") is not None and data["most"] < data["least"]:
            self.add_error("most", "Enter as many weeks as before or more.")
        return data


class ReplayForm(PlainForm):
    """Whose history, and of what time."""

    what = forms.ChoiceField(label="History of", required=False)
    since = DayField(label="From", help_text="A day or a month, such as November 2022; blank: from the beginning.")
    until = DayField(label="Until", help_text="Blank: to the last event on record.")
    ties = forms.ChoiceField(
        label="Which events", required=False,
        choices=(("", "all"), ("tied", "those tied to it, or to a body on its way")),
    )  # fmt: skip

    def __init__(self, *args: Any, whats: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(whats)  # type: ignore[attr-defined]
