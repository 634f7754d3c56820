"""Forms of the estate, made from the record's own declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms

from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Column, FieldError, Kind, read, write
from severalty.formats.cells import tidy
from severalty.tenancy.binding import Binding, is_item_reference
from severalty.tenancy.drafts import Refusal
from severalty.web.forms import PlainForm

if TYPE_CHECKING:
    from severalty.tenancy.models import Organisation

AUDIENCES = {
    Audience.HOLDERS: "Only us and those who hold a share in it",
    Audience.NAMED: "Us, the holders and the organisations named below",
    Audience.PARTNERS: "All partner councils and their shared service",
    Audience.PARTNERSHIP: "Everyone in the partnership, suppliers and advisers too",
    Audience.PUBLIC: "Everyone",
}
LEFT_OUT = ("recorded_by",)


class RecordForm(PlainForm):
    """One record: a box for each column; `record()` gives what was entered."""

    why = forms.CharField(
        label="Reason for the change", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the history beside your name.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    names_kept: tuple[str, ...] = ()
    """Names in the record's own text that are kept from others."""

    def __init__(
        self, binding: Binding, organisations: Iterable[Organisation], *args: Any,
        record: Any = None, fixed: Mapping[str, str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.binding, self.fixed = binding, dict(fixed or {})
        self.parties = [(organisation.key, organisation.name) for organisation in organisations]
        for shape in binding.columns:
            if shape.name not in LEFT_OUT and shape.name not in self.fixed:
                self.fields[shape.name] = self._field(shape)
                if record is not None:
                    self.initial.setdefault(shape.name, self._initial(shape, record))
        self.order_fields([*(s.name for s in binding.columns), "why", "version"])

    def _initial(self, shape: Column, record: Any) -> Any:
        value = getattr(record, shape.name)
        return list(value) if shape.kind is Kind.REFERENCES else (value if shape.choices else write(shape, value))

    def _field(self, shape: Column) -> forms.Field:
        words: dict[str, Any] = {"label": shape.label, "help_text": _hint(shape), "required": shape.required}
        if shape.name == "audience":
            choices = [(audience.value, text) for audience, text in AUDIENCES.items()]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)
        if shape.kind is Kind.REFERENCES:
            return forms.MultipleChoiceField(
                choices=self.parties, widget=forms.CheckboxSelectMultiple, **(words | {"help_text": ""})
            )
        if shape.choices:
            first = [("", "Choose one")] if shape.required else []
            options = [*first, *((word, word) for word in shape.words)]
            return forms.ChoiceField(choices=options, initial="" if shape.required else shape.blank, **words)
        if shape.kind is Kind.REFERENCE and not is_item_reference(shape):
            return forms.ChoiceField(choices=[("", _nobody(shape)), *self.parties], **words)
        wide = {"rows": 3} if shape.kind is Kind.TEXT else {}
        widget = forms.Textarea(attrs=wide) if wide else forms.TextInput()
        return forms.CharField(widget=widget, strip=True, **words)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        values: dict[str, Any] = {}
        for shape in self.binding.columns:
            if shape.name in self.errors:
                continue
            text = self.fixed.get(shape.name, data.get(shape.name, ""))
            try:
                values[shape.name] = tuple(text) if shape.kind is Kind.REFERENCES else read(shape, tidy(text))
            except FieldError as error:
                self.add_error(shape.name, _sentence(shape, error))
        self.values = values
        return data

    def record(self) -> Any:
        """The record that was entered; only for a valid form."""
        return self.binding.record(**self.values)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Say beside its box why a value cannot be written."""
        for refusal in refusals:
            field = refusal.column if refusal.column in self.fields else None
            where = f"{self.fields[field].label}: expected" if field else "Expected"
            self.add_error(field, f"{where} {refusal.expected}. {refusal.mend}")

    def show_version(self, version: int) -> None:
        """Carry the version that is on record now, so that saving again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data


def _nobody(shape: Column) -> str:
    if shape.name == "claimed_by":
        return "Nobody: it is common ground"
    return "Choose one" if shape.required else "Not known"


def _hint(shape: Column) -> str:
    example = f"For example {shape.example}." if shape.example and not shape.choices else ""
    known = "" if shape.kind is not Kind.REFERENCE or shape.refers_to == "organisations" else (
        f"The key of one of the {'items' if shape.refers_to == 'item' else shape.refers_to.replace('_', ' ')}."
    )  # fmt: skip
    return " ".join(part for part in (shape.help, known, example) if part)


def _sentence(shape: Column, error: FieldError) -> str:
    if error.expected.endswith("is needed"):
        return error.mend
    return error.about(shape.label)


class ReasonForm(PlainForm):
    """Why something is done."""

    why = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AttestForm(PlainForm):
    """The confirmation of a record by its named owner."""

    note = forms.CharField(label="What you checked", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class TemplateForm(PlainForm):
    """An organisation's own Word template."""

    file = forms.FileField(label="Word template", help_text="A .docx of at most 5 MB with a paragraph {{ content }}.")
