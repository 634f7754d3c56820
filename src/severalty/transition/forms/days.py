"""Boxes for days that a plan can have."""

from typing import Any

from django import forms

from severalty.engine.fields import Kind
from severalty.engine.transition.span import day_fault
from severalty.web.boxes import ColumnField, DayField


class PlanDayField(DayField):
    """A box for a day within the span of plans."""

    def clean(self, value: Any) -> Any:
        """The date with its precision."""
        found = super().clean(value)
        if day_fault(found):
            raise forms.ValidationError(day_fault(found))
        return found


class PlanColumnField(ColumnField):
    """A box for one column of a record of plans; a day lies within the span of plans."""

    def clean(self, value: Any) -> Any:
        """The value that the column takes."""
        found = super().clean(value)
        if self.shape.kind is Kind.DATE and day_fault(found):
            raise forms.ValidationError(day_fault(found))
        return found
