"""Boxes of forms that read what people write: a column of a record, a day, or as much of one as is known."""

from typing import Any

from django import forms

from severalty.engine.dates import DateError, Precision, read_date
from severalty.engine.fields import Column, FieldError, Kind, read
from severalty.formats.cells import tidy


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
    """A box for one day of the calendar; a month or a year is not enough."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**({"help_text": "A day, such as 8 April 2026."} | words))

    def clean(self, value: Any) -> Any:
        """The day that was written."""
        found = super().clean(value)
        if found is None:
            return None
        if found.precision is not Precision.DAY or found.about:
            raise forms.ValidationError(f"“{value}” is not known to the day; write it as 8 April 2026.")
        return found.first


class ColumnField(forms.CharField):
    """A box for one column of a record, read by the column's own rule; `words` are Django's own, such as a label."""

    def __init__(self, shape: Column, **words: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2}) if shape.kind is Kind.TEXT else forms.TextInput()
        example = f"For example {shape.example}." if shape.example and shape.kind is not Kind.TEXT else ""
        given: dict[str, Any] = {
            "label": shape.label, "help_text": " ".join(part for part in (shape.help, example) if part),
            "required": shape.required,
        }  # fmt: skip
        super().__init__(widget=widget, **(given | words))
        self.shape = shape

    def clean(self, value: Any) -> Any:
        """The value that the column takes."""
        try:
            return read(self.shape, tidy(super().clean(value)))
        except FieldError as error:
            raise forms.ValidationError(error.about(str(self.label))) from error
