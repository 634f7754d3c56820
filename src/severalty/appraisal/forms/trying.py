"""Trying out other rates, weights and amounts without writing anything."""

from typing import Any

from django import forms

from severalty.appraisal.queries.compared import Comparison
from severalty.appraisal.reports.worked import WhatIf
from severalty.engine.appraisal.options import Rates, Timing
from severalty.engine.fields import Column, FieldError, Kind, read
from severalty.web.forms import PlainForm

MOST_PERCENT = 1_000
_PERCENT = Column("inflation", "General inflation", Kind.PERCENT)


class RateForm(PlainForm):
    """Other discount rates, timing and inflation, and more or less on one cost line."""

    rates = forms.ChoiceField(label="Discount rates", required=False)
    timing = forms.ChoiceField(label="Timing in the year", required=False)
    inflation = forms.CharField(
        label="General inflation, per cent a year", required=False, max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
    )  # fmt: skip
    line = forms.ChoiceField(label="Cost line", required=False)
    percent = forms.IntegerField(
        label="More or less on that line, per cent", required=False, min_value=-100, max_value=MOST_PERCENT,
        help_text="Such as 10 or -5.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, prefix="try", **kwargs)
        appraisal = comparison.appraisal
        self.held = comparison
        names = {one.key: one.name for one in comparison.options}
        lines = [(one.key, f"{names.get(one.option, '')}: {one.name}") for one in comparison.lines]
        choices: dict[str, list[tuple[str, str]]] = {
            "rates": [("", f"As on record: {appraisal.rates.value}"), *((one.value, one.value) for one in Rates)],
            "timing": [("", f"As on record: {appraisal.timing.value}"), *((one.value, one.value) for one in Timing)],
            "line": [("", "None"), *lines],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        recorded = f"{appraisal.inflation} per cent" if appraisal.inflation else "not stated"
        self.fields["inflation"].help_text = f"On record: {recorded}."

    def clean_inflation(self) -> str:
        text: str = self.cleaned_data["inflation"].strip()
        try:
            return str(read(_PERCENT, text)) if text else ""
        except FieldError as error:
            raise forms.ValidationError(f"General inflation must be {error.expected}. {error.mend}") from error

    def what_if(self) -> WhatIf:
        """What is tried out; nothing where the form was not sent or cannot be read."""
        if not self.is_bound or not self.is_valid():
            return WhatIf()
        data = self.cleaned_data
        line, percent = data.get("line"), data.get("percent")
        return WhatIf(
            rates=Rates(data["rates"]) if data.get("rates") else None,
            timing=Timing(data["timing"]) if data.get("timing") else None,
            inflation=data.get("inflation") or None,
            on_lines={line: percent} if line and percent else {},
        )


class SwingForm(PlainForm):
    """Other swing points for every factor."""

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, prefix="try", **kwargs)
        self.factors = comparison.factors
        for place, factor in enumerate(comparison.factors):
            self.fields[f"swing{place}"] = forms.IntegerField(
                label=factor.name, required=False, min_value=0, max_value=10_000, initial=factor.swing,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
            )  # fmt: skip

    def what_if(self) -> WhatIf:
        """What is tried out; nothing where the form was not sent or cannot be read."""
        if not self.is_bound or not self.is_valid():
            return WhatIf()
        given = {one.key: self.cleaned_data.get(f"swing{place}") for place, one in enumerate(self.factors)}
        now = {one.key: one.swing for one in self.factors}
        return WhatIf(swings={key: value for key, value in given.items() if value is not None and value != now[key]})
