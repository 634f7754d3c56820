"""Forms: one disposition, many at once, a council's answer, and what is drawn from contingency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from severalty.engine.appraisal.charges import DrawDown
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Column, columns_of, write
from severalty.web.boxes import ColumnField
from severalty.web.forms import PlainForm

SEEN_BY = {
    Audience.HOLDERS: "Only my organisation, while it is not ready to be shown",
    Audience.PARTNERS: "The partner councils and their shared service, who can answer it",
    Audience.PARTNERSHIP: "The whole partnership, its suppliers and advisers included",
    Audience.PUBLIC: "Everyone, the public included",
}
SHOWN = (
    "reason", "by_when", "owner", "new_holder", "moves_to", "one_off_cost", "annual_cost", "consent", "consent_on",
    "notice_given_on", "approved_by", "approved_on", "override", "overridden_by", "done_on", "proof", "audience",
    "evidence", "source",
)  # fmt: skip
FIRST = ("route", "by_when", "reason")
_SHAPES = {shape.name: shape for shape in columns_of(Disposition)}


def _field(shape: Column, parties: Sequence[tuple[str, str]], contracts: Sequence[tuple[str, str]]) -> forms.Field:
    words: dict[str, Any] = {"label": shape.label, "help_text": shape.help, "required": False}
    if shape.name == "audience":
        words |= {"label": "Who may see it", "help_text": "", "required": True}
        return forms.ChoiceField(choices=[(one.value, text) for one, text in SEEN_BY.items()],
                                 widget=forms.RadioSelect, **words)  # fmt: skip
    if shape.choices is Evidence:
        return forms.ChoiceField(choices=[(one.value, one.label) for one in Evidence], **words)
    if shape.choices:
        return forms.ChoiceField(choices=[(word, word) for word in shape.words], **words)
    if shape.refers_to == "organisations":
        return forms.ChoiceField(choices=[("", "The council itself"), *parties], **words)
    if shape.refers_to == "contracts":
        return forms.ChoiceField(choices=[("", "None, or not yet known"), *contracts], **words)
    return ColumnField(shape, required=False)


class DecideForm(PlainForm):
    """What becomes of one thing for one council; `values()` gives the columns that were set."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, routes: Iterable[Route], parties: Sequence[tuple[str, str]],
        contracts: Sequence[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        choices = [(one.value, one.value) for one in (Route.UNDECIDED, *routes)]
        self.fields["route"] = forms.ChoiceField(
            label="Disposition", choices=choices, error_messages={"required": "Choose what is to become of it"}
        )
        for name in SHOWN:
            self.fields[name] = _field(_SHAPES[name], parties, contracts)
        self.fields["why"] = forms.CharField(
            label="Why you change it", max_length=300, required=False,
            help_text="For the history of the record, if the reason above does not say it.",
        )  # fmt: skip

    @property
    def first(self) -> list[forms.BoundField]:
        """What every decision needs."""
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """Everything else, which a page may fold away."""
        return [self[name] for name in (*SHOWN, "why") if name not in FIRST]

    @property
    def authority(self) -> list[forms.BoundField]:
        """What an approval rests on."""
        return [self[name] for name in self.fields if name.startswith("authority_")]

    @property
    def more_is_wrong(self) -> bool:
        """Whether something that may be folded away is to be mended."""
        return any(field.errors for field in [*self.more, *self.authority])

    def values(self) -> dict[str, Any]:
        """The columns as the record takes them; the contract it moves to goes by its reference."""
        found: dict[str, Any] = {}
        for name in ("route", *SHOWN):
            value = self.cleaned_data[name]
            choices = _SHAPES[name].choices
            found[name] = choices(value) if choices and value else value
        return found

    def refuse(self, columns: Mapping[str, str]) -> None:
        """Say beside its box why a value cannot be written."""
        for name, sentence in columns.items():
            self.add_error(name if name in self.fields else None, sentence)

    def opened_anew(self, version: int) -> None:
        """Carry the version that is on record now, so that saving again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data


def initial_of(record: Disposition, moves_to: str) -> dict[str, Any]:
    """What a form shows of a disposition on record; the contract it moves to by its reference."""
    found: dict[str, Any] = {}
    for name in ("route", *SHOWN):
        value = getattr(record, name)
        found[name] = value.value if _SHAPES[name].choices else write(_SHAPES[name], value)
    return found | {"moves_to": moves_to}


class ApplyForm(PlainForm):
    """One choice for all that are ticked; what is left blank stays as it is on record."""

    def __init__(self, *args: Any, councils: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        routes = [("", "Leave as it is"), *((one.value, one.value) for one in Route)]
        self.fields["route"] = forms.ChoiceField(label="Disposition", choices=routes, required=False)
        self.fields["council"] = forms.ChoiceField(
            label="For", choices=[("", "Every council that uses it"), *councils], required=False
        )
        for name in ("by_when", "owner", "reason"):
            self.fields[name] = ColumnField(_SHAPES[name], required=False)
        self.fields["reason"].widget = forms.TextInput()

    def values(self) -> dict[str, Any]:
        """The columns that are set."""
        found = {name: self.cleaned_data[name] for name in ("by_when", "owner", "reason") if self.cleaned_data[name]}
        route = self.cleaned_data["route"]
        return {**found, "route": Route(route)} if route else found


class AnswerForm(PlainForm):
    """What a council says of the dispositions it ticked."""

    reason = forms.CharField(
        label="Reason", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed where you dispute; it stands for each one that you ticked.",
    )  # fmt: skip


class DrawForm(PlainForm):
    """A sum drawn from a contingency; `values()` gives the columns of the record but for the contingency."""

    def __init__(
        self, *args: Any, contingencies: Sequence[tuple[str, str]], councils: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        shapes = {shape.name: shape for shape in columns_of(DrawDown)}
        self.fields["contingency"] = forms.ChoiceField(
            label="Contingency", choices=contingencies, error_messages={"required": "Choose what it is drawn from"}
        )
        for name in ("reference", "drawn_on", "amount"):
            self.fields[name] = _needed(shapes[name])
        self.fields["organisation"] = forms.ChoiceField(
            label="For", choices=[("", "Whoever bears the contingency"), *councils], required=False
        )
        for name in ("what_for", "approved_by"):
            self.fields[name] = _needed(shapes[name])
        self.fields["evidence"] = forms.ChoiceField(
            label="Evidence", choices=[(one.value, one.label) for one in Evidence], required=False
        )
        self.fields["source"] = ColumnField(shapes["source"], required=False)

    def values(self) -> dict[str, Any]:
        """The columns as the record takes them."""
        mine = {name: value for name, value in self.cleaned_data.items() if not name.startswith("authority_")}
        data = {name: value for name, value in mine.items() if name != "contingency"}
        return data | {"evidence": Evidence(data["evidence"] or Evidence.UNKNOWN)}


def _needed(shape: Column) -> ColumnField:
    field = ColumnField(shape, required=True)
    field.error_messages["required"] = f"Enter the {shape.label[:1].lower()}{shape.label[1:]}"
    return field
