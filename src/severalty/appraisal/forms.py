"""The forms for keys with their counts, and for charges."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from severalty.appraisal.queries.books import Options
from severalty.engine.appraisal.charges import Charge, CostKey
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Column, FieldError, Kind, columns_of, read, write
from severalty.engine.money import MoneyError, read_pounds
from severalty.web.forms import PlainForm

SENTENCES = (Kind.MONEY, Kind.DATE, Kind.YEAR)
ROWS_OF_TEXT = 3
MOST_REASON = 300
AUDIENCES = {
    Audience.HOLDERS: "Only my organisation, and those on record as holding a share in it",
    Audience.NAMED: "Also the organisations that I name below",
    Audience.PARTNERS: "The partner councils and their shared service",
    Audience.PARTNERSHIP: "The whole partnership, its suppliers and advisers included",
    Audience.PUBLIC: "Everyone, the public included",
}
COUNTS_NOT_PERCENTAGES = (
    "Enter a count, such as 499, and not a percentage or a fraction: shares are worked out from the counts, so that "
    "they add up to the penny and anybody can check them."
)
CHARGE_FIELDS = (
    "key", "name", "year", "amount", "funding", "recurrence", "state", "cost_key", "borne_by", "contract", "part_of",
    "in_headline", "actual", "true_up_key", "description", "audience", "shared_with", "evidence", "source",
    "value_evidence",
)  # fmt: skip
KEY_FIELDS = (
    "key", "name", "unit", "counted_on", "counted_in", "certified_by", "review_on", "description", "audience",
    "shared_with", "evidence", "source",
)  # fmt: skip


class ShapeField(forms.CharField):
    """A box for one column of a record, read by the column's own rule."""

    def __init__(self, shape: Column) -> None:
        widget = forms.Textarea(attrs={"rows": ROWS_OF_TEXT}) if shape.kind is Kind.TEXT else forms.TextInput()
        fits = shape.example and shape.kind is not Kind.TEXT and shape.name not in ("key", "name")
        example = f"Such as {shape.example}." if fits else ""
        super().__init__(
            label=_label(shape), required=shape.required, help_text=f"{shape.help} {example}".strip(), widget=widget,
            error_messages={"required": f"Enter the {_label(shape)[0].lower()}{_label(shape)[1:]}"},
        )  # fmt: skip
        self.shape = shape

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read(self.shape, text)
        except FieldError as error:
            expected = (
                error.expected if self.shape.kind in SENTENCES else f"{self.shape.label} must be {error.expected}"
            )
            mend = error.mend if error.mend and error.mend.rstrip(".") != error.expected.rstrip(".") else ""
            raise forms.ValidationError(f"{expected}. {mend}".strip()) from error


class CountField(forms.Field):
    """A whole number from nought; a percentage is refused with the reason why."""

    widget = forms.TextInput

    def __init__(self, name: str) -> None:
        super().__init__(label=name, required=False)
        self.widget.attrs.update({"inputmode": "numeric", "class": "govuk-input--width-10"})

    def clean(self, value: Any) -> int | None:
        text = str(value or "").strip().replace(",", "").replace(" ", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > len("2147483647"):
            raise forms.ValidationError(f"{self.label}: {COUNTS_NOT_PERCENTAGES}")
        return int(text)


class RecordForm(PlainForm):
    """The base of both forms: the fields that a record declares, a reason, and what the form was opened on."""

    record: type = Charge
    shown: tuple[str, ...] = ()

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, options: Options, is_new: bool, **kwargs: Any) -> None:
        self.is_new = is_new
        super().__init__(*args, **kwargs)
        shapes = {shape.name: shape for shape in columns_of(self.record)}
        for name in self.shown:
            if is_new or name != "key":
                self.fields[name] = field_of(shapes[name], options)
        self.add_more()
        self.fields["why"] = forms.CharField(
            label="Why", max_length=MOST_REASON, help_text="For the history of the record: one sentence.",
            error_messages={"required": "Enter why, in one sentence"},
        )  # fmt: skip

    def add_more(self) -> None:
        """The fields of one kind of record only."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("audience") == Audience.NAMED and not values.get("shared_with"):
            self.add_error("shared_with", "Name at least one organisation, or choose another audience")
        if values.get("audience") not in (None, "", Audience.NAMED):
            values["shared_with"] = ()
        return values

    def values(self) -> dict[str, Any]:
        """The record's values; references to items go by their reference."""
        found: dict[str, Any] = {}
        for shape in columns_of(self.record):
            if shape.name in self.cleaned_data:
                value = self.cleaned_data[shape.name]
                found[shape.name] = shape.choices(value) if shape.choices else value
        return {**found, "shared_with": tuple(found.get("shared_with", ()))}


class ChargeForm(RecordForm):
    record = Charge
    shown = CHARGE_FIELDS

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("cost_key") and values.get("borne_by"):
            self.add_error("borne_by", "Choose a key, or one organisation that bears all of it, but not both")
        return values


class KeyForm(RecordForm):
    record = CostKey
    shown = KEY_FIELDS

    def __init__(self, *args: Any, counted: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.counted = counted
        super().__init__(*args, **kwargs)

    def add_more(self) -> None:
        for place, (_, name) in enumerate(self.counted):
            self.fields[f"count-{place}"] = CountField(name)

    @property
    def count_fields(self) -> list[Any]:
        """The boxes for counts, for the template."""
        return [self[f"count-{place}"] for place in range(len(self.counted))]

    @property
    def other_fields(self) -> list[Any]:
        """All other boxes but the reason."""
        return [box for box in self.visible_fields() if not box.name.startswith("count-") and box.name != "why"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        given = [values.get(f"count-{place}") for place in range(len(self.counted))]
        if not any(given) and not any(name.startswith("count-") for name in self.errors):
            self.add_error(None, "Enter a count above nought for at least one organisation")
        return values

    def counts(self) -> dict[str, int | None]:
        """The counts by organisation, blank where none is given."""
        return {key: self.cleaned_data[f"count-{place}"] for place, (key, _) in enumerate(self.counted)}


def field_of(shape: Column, options: Options) -> forms.Field:
    """The box for one column: choices in words, references as choices, everything else as text."""
    if shape.name == "audience":
        return forms.ChoiceField(
            label="Who may see it", choices=[(word.value, text) for word, text in AUDIENCES.items()],
            widget=forms.RadioSelect, required=True,
        )  # fmt: skip
    if shape.name == "evidence":
        pairs = [(one.value, f"{one.label[0].upper()}{one.label[1:]}: {one.meaning}") for one in Evidence]
        return forms.ChoiceField(label="What it rests on", choices=pairs, initial=Evidence.UNKNOWN, required=True)
    if shape.choices:
        words = [(word, word) for word in shape.words]
        return forms.ChoiceField(label=_label(shape), help_text=shape.help, choices=words, initial=shape.blank)
    if shape.kind is Kind.REFERENCES:
        return forms.MultipleChoiceField(
            label=shape.label, choices=options.organisations, required=False, widget=forms.CheckboxSelectMultiple
        )
    if shape.kind is Kind.REFERENCE:
        choices = [("", "None"), *options.for_table(shape.refers_to)]
        return forms.ChoiceField(label=_label(shape), help_text=shape.help, choices=choices, required=False)
    return ShapeField(shape)


def initial_of(record: Any, refs: Mapping[str, str]) -> dict[str, Any]:
    """What the boxes show for a record on file; `refs` are the references behind its keys, by column."""
    found: dict[str, Any] = {}
    kind: type = type(record)
    for shape in columns_of(kind):
        value = getattr(record, shape.name)
        if shape.kind is Kind.REFERENCES:
            found[shape.name] = list(value)
        elif shape.choices:
            found[shape.name] = value.value
        else:
            found[shape.name] = refs.get(shape.name, write(shape, value))
    return found


def _label(shape: Column) -> str:
    return "Key (your own reference)" if shape.kind is Kind.KEY else shape.label


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
