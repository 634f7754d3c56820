"""A box for a day as people write it."""

from typing import Any

from django import forms

from severalty.engine.dates import DateError, Precision, read_date


class DayField(forms.CharField):
    """A box for a day, a month or a quarter; blank where nobody has said, unless it is needed."""

    def __init__(self, **words: Any) -> None:
        super().__init__(max_length=60, **({"required": False} | words))

    def clean(self, value: Any) -> Any:
        """The date with its precision."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_date(text)
        except DateError as error:
            raise forms.ValidationError(str(error)) from error


class ExactDayField(DayField):
    """A box for one day of the calendar."""

    def clean(self, value: Any) -> Any:
        """The day that was written."""
        found = super().clean(value)
        if found is None:
            return None
        if found.precision is not Precision.DAY or found.about:
            raise forms.ValidationError(f"“{value}” is not known to the day; write it as 8 April 2026.")
        return found.first
