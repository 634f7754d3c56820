"""The forms for one record: charges, keys with their counts, and everything that is compared."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from severalty.appraisal.queries.editing import Options
from severalty.engine.appraisal.charges import Charge, CostKey
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Column, FieldError, Kind, columns_of, read, write
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Refusal
from severalty.web.forms import PlainForm

SENTENCES = (Kind.MONEY, Kind.DATE, Kind.YEAR)
ROWS_OF_TEXT = 3
MOST_REASON = 300
MOST_YEARS = 125
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
    "key", "name", "year", "year_to", "amount", "funding", "recurrence", "state", "cost_key", "borne_by", "contract",
    "part_of", "in_headline", "purpose", "actual", "true_up_key", "description", "audience", "shared_with", "evidence",
    "source", "value_evidence",
)  # fmt: skip
FIRST_FIELDS = ("name", "key")
LAST_FIELDS = ("description", "audience", "shared_with", "evidence", "source", "value_evidence")
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
        if not text:
            return self.shape.blank
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


def reason_field() -> forms.CharField:
    """The box for the reason of a change."""
    return forms.CharField(
        label="Why", max_length=MOST_REASON, help_text="For the history of the record: one sentence.",
        error_messages={"required": "Enter why, in one sentence"},
    )  # fmt: skip


class ReasonForm(PlainForm):
    """Why a record is withdrawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = reason_field()


class RecordForm(PlainForm):
    """The base of all forms: the fields that a record declares, a reason, and what the form was opened on."""

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
        self.fields["why"] = reason_field()

    def add_more(self) -> None:
        """The fields of one kind of record only."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("audience") == Audience.NAMED and not values.get("shared_with"):
            self.add_error("shared_with", "Name at least one organisation, or choose another audience")
        if values.get("audience") not in (None, "", Audience.NAMED):
            values["shared_with"] = ()
        if values.get("cost_key") and values.get("borne_by"):
            self.add_error("borne_by", "Choose a key, or one organisation that bears all of it, but not both")
        return values

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Say beside its box why a value cannot be written."""
        for refusal in refusals:
            field = refusal.column if refusal.column in self.fields else None
            self.add_error(field, f"Expected {refusal.expected}. {refusal.mend}")

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


class ItemForm(RecordForm):
    """The form of anything that is compared, made from its declaration; the key of a new record may be left blank."""

    def __init__(self, *args: Any, binding: Binding, **kwargs: Any) -> None:
        self.record = binding.record
        self.shown = (*FIRST_FIELDS, *(shape.name for shape in binding.own_columns), *LAST_FIELDS)
        super().__init__(*args, **kwargs)

    def add_more(self) -> None:
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields[
                "key"
            ].help_text = "Finds this record again in files. Leave it blank to have it made of the name."

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if (values.get("years") or 0) > MOST_YEARS:
            self.add_error("years", f"Enter at most {MOST_YEARS} years")
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
    return _reference_field(shape, options) if shape.kind is Kind.REFERENCE else ShapeField(shape)


def _reference_field(shape: Column, options: Options) -> forms.Field:
    """A choice by name; the appraisal goes unseen where the form keeps to one."""
    kept = shape.name == "appraisal" and options.appraisal
    first = [] if kept else [("", "Choose one" if shape.required else "None")]
    label = _label(shape)
    return forms.ChoiceField(
        label=label, help_text=shape.help, choices=[*first, *options.for_table(shape.refers_to)],
        required=shape.required, initial=options.appraisal if kept else "",
        widget=forms.HiddenInput if kept else forms.Select,
        error_messages={"required": f"Select the {label[0].lower()}{label[1:]}"},
    )  # fmt: skip


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
