"""The form that shares any amount by a key."""

from collections.abc import Sequence
from typing import Any

from django import forms

from severalty.engine.money import MoneyError, read_pounds
from severalty.web.forms import PlainForm


class WhatIfForm(PlainForm):
    """Share any amount by a key, without writing anything."""

    amount = forms.CharField(
        label="Amount in pounds",
        max_length=30,
        help_text="Such as 52000 or 1234.56.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
    )
    by = forms.ChoiceField(label="Share it by")

    def __init__(self, *args: Any, keys: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, prefix="what-if", **kwargs)
        self.fields["by"].choices = list(keys)  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        try:
            return read_pounds(self.cleaned_data["amount"])
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error
