"""The forms for the rows under a record: amounts by year, scores, verdicts, points for and against."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django import forms

from severalty.appraisal.forms.records import ShapeField, reason_field
from severalty.engine.appraisal.lines import CostAmount
from severalty.engine.appraisal.options import GateVerdict, Passing, Point, Score, Side
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Column, FieldError, Kind, columns_of, read, write
from severalty.engine.money import MoneyError, read_pounds
from severalty.web.forms import PlainForm

MOST_POINTS = 100
ROWS_OF_REASON = 2
ROWS_OF_POINTS = 8
KEEP = "As it is on record; unknown where it is new"


@dataclass(frozen=True)
class Place:
    """One row of a grid: the values that say where it stands, its words, and the group that it is shown in."""

    at: tuple[Any, ...]
    name: str
    group: str = ""
    hint: str = ""


class CellField(ShapeField):
    """A box of a grid: its label names the row, and so does what is wrong with it."""

    def __init__(self, shape: Column, label: str) -> None:
        super().__init__(shape)
        self.label, self.help_text, self.required = label, "", False
        self.widget.attrs |= {"autocomplete": "off"}
        if shape.kind is Kind.TEXT:
            self.widget.attrs["rows"] = ROWS_OF_REASON
        else:
            number = "decimal" if shape.kind is Kind.MONEY else "numeric"
            self.widget.attrs |= {"inputmode": number, "class": "govuk-input--width-10"}

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(f"{self.label}: {error.messages[0]}") from error


class FamilyForm(PlainForm):
    """The base: what new entries rest on, a reason, and what the form was opened on.

    `parent` is the reference of the record, `held` the rows of its recorder that stand under it now.
    """

    record: type = Score

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, parent: str, held: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent, self.held = parent, held
        self.rests_on = {shape.name for shape in columns_of(self.record)} & {"evidence", "source"}
        self.add_cells()
        if "evidence" in self.rests_on:
            pairs = [(one.value, f"{one.label[0].upper()}{one.label[1:]}: {one.meaning}") for one in Evidence]
            self.fields["evidence"] = forms.ChoiceField(
                label="What your new entries rest on", choices=[("", KEEP), *pairs], required=False,
                initial="" if held else Evidence.ESTIMATED.value,
            )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label="Source of your new entries", max_length=300, required=False,
            help_text="Blank keeps the source on record. Such as: Workshop, September.",
        )  # fmt: skip
        self.fields["why"] = reason_field()

    def add_cells(self) -> None:
        """The boxes of one kind of row."""

    @property
    def other_fields(self) -> list[Any]:
        """The boxes below the rows."""
        return [self[name] for name in ("evidence", "source", "why") if name in self.fields]

    def new_basis(self) -> dict[str, Any]:
        """What entries that are new or changed rest on, as far as it was said."""
        said: dict[str, Any] = {name: self.cleaned_data.get(name) for name in self.rests_on}
        if said.get("evidence"):
            said["evidence"] = Evidence(said["evidence"])
        return {name: value for name, value in said.items() if value}

    def rows(self) -> list[Any]:
        """The rows that stand now; references to items go by their reference."""
        raise NotImplementedError

    def gone(self) -> list[Any]:
        """The rows on record that stand no more."""
        raise NotImplementedError


class GridForm(FamilyForm):
    """A box for each cell of a grid. `where` are the columns that say where a row stands, `cells` those to fill in.

    Of all `places` the form shows those of `page`, or all. What is sent is about the rows that were shown, whatever has
    come to the appraisal or gone since: a row that was not shown is not taken for one that was left blank.
    """

    through: str = ""
    where: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    of: str = "for"

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: Sequence[Place], page: Sequence[Place] | None = None, **kwargs: Any) -> None:
        self.places, self.page = places, places if page is None else page
        super().__init__(*args, **kwargs)

    def add_cells(self) -> None:
        sent = set(self.data["shown"].split()) if self.is_bound and "shown" in self.data else None
        self.places = self.page if sent is None else [one for one in self.places if place_name(one) in sent]
        self.fields["shown"].initial = " ".join(map(place_name, self.places))
        self.shapes = {shape.name: shape for shape in columns_of(self.record)}
        self.on_record = {tuple(getattr(row, name) for name in self.where): row for row in self.held}
        for place in self.places:
            row = self.on_record.get(place.at)
            for name in self.cells:
                field = self._cell(self.shapes[name], place)
                if row is not None:
                    value = getattr(row, name)
                    field.initial = value.value if self.shapes[name].choices else write(self.shapes[name], value)
                self.fields[cell_name(name, place)] = field

    def _cell(self, shape: Column, place: Place) -> forms.Field:
        label = f"{shape.label} {self.of} {place.name}{f' on {place.group}' if place.group else ''}"
        if shape.choices:
            words = [(word, word) for word in shape.words]
            return forms.ChoiceField(
                label=label, choices=words, initial=shape.blank, required=False, widget=forms.RadioSelect
            )
        return CellField(shape, label)

    @property
    def columns(self) -> list[str]:
        """The words above the cells."""
        return [self.shapes[name].label for name in self.cells]

    @property
    def groups(self) -> Iterator[tuple[str, str, list[tuple[str, list[tuple[str, Any]]]]]]:
        """The rows by group, for the template: name, hint, and of each row its name and its boxes by column."""
        for (name, hint), places in groupby(self.places, key=lambda place: (place.group, place.hint)):
            yield name, hint, [(place.name, self._boxes(place)) for place in places]

    def _boxes(self, place: Place) -> list[tuple[str, Any]]:
        return [(self.shapes[name].label, self[cell_name(name, place)]) for name in self.cells]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for place in self.places:
            if not any(cell_name(name, place) in self.errors for name in self.cells) and not self._is_held(place):
                self.check(place, self.entered(place))
        return values

    def entered(self, place: Place) -> dict[str, Any]:
        """What was entered in one row."""
        found = {}
        for name in self.cells:
            value, shape = self.cleaned_data.get(cell_name(name, place)), self.shapes[name]
            found[name] = (shape.choices(value) if value else shape.blank) if shape.choices else value
        return found

    def check(self, place: Place, entered: Mapping[str, Any]) -> None:
        """Say beside its box what is wrong with a row that is new or changed."""
        raise NotImplementedError

    def is_blank(self, entered: Mapping[str, Any]) -> bool:
        """Whether a row says nothing."""
        return all(value == self.shapes[name].blank for name, value in entered.items())

    def complain(self, place: Place, name: str, words: str) -> None:
        """Say what is wrong with one cell, in words that name it."""
        box = cell_name(name, place)
        self.add_error(box, f"{self.fields[box].label}: {words}")

    def _is_held(self, place: Place) -> bool:
        row = self.on_record.get(place.at)
        return row is not None and all(getattr(row, name) == value for name, value in self.entered(place).items())

    def rows(self) -> list[Any]:
        return [self._row(place) for place in self.places if not self._is_gone(place)]

    def gone(self) -> list[Any]:
        return [
            self.on_record[place.at] for place in self.places if place.at in self.on_record and self._is_gone(place)
        ]

    def _is_gone(self, place: Place) -> bool:
        return self.is_blank(self.entered(place)) and not self._is_held(place)

    def _row(self, place: Place) -> Any:
        row = self.on_record.get(place.at)
        if row is not None:
            return row if self._is_held(place) else replace(row, **self.entered(place), **self.new_basis())
        stands = {self.through: self.parent} | dict(zip(self.where, place.at, strict=True))
        return self.record(**stands, **self.entered(place), **self.new_basis())


class AmountsForm(GridForm):
    """What a cost line comes to in each financial year; `same` fills the years that are blank."""

    record = CostAmount
    filling = "fill"
    through, where, cells, of = "cost_line", ("year",), ("amount", "low", "high"), "in"

    def add_cells(self) -> None:
        super().add_cells()
        self.fields["same"] = forms.CharField(
            label="The same amount each year", required=False, max_length=30,
            help_text="Such as 52000. It fills the years that are blank; nothing is saved until you save.",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal",
                                          "autocomplete": "off"}),
        )  # fmt: skip

    def full_clean(self) -> None:
        self.fields["why"].required = not self.is_filling
        super().full_clean()

    @property
    def is_filling(self) -> bool:
        """Whether the person asked for the blank years to be filled, not for anything to be saved."""
        return self.filling in self.data

    def clean_same(self) -> int | None:
        text = self.cleaned_data["same"]
        try:
            return read_pounds(text) if text else None
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error

    def filled(self) -> dict[str, str]:
        """The boxes that the same amount would fill, with that amount; only for a valid form."""
        same = self.cleaned_data.get("same")
        if same is None:
            return {}
        text = write(self.shapes["amount"], same)
        return {cell_name("amount", place): text for place in self.places if self.is_blank(self.entered(place))}

    def check(self, place: Place, entered: Mapping[str, Any]) -> None:
        amount, low, high = (entered[name] for name in self.cells)
        if amount is None and not self.is_blank(entered):
            self.complain(place, "amount", "enter the amount, or clear the range")
        if amount is not None and low is not None and low > amount:
            self.complain(place, "low", "enter no more than the amount")
        if amount is not None and high is not None and high < amount:
            self.complain(place, "high", "enter no less than the amount")


class VerdictsForm(GridForm):
    """Whether each option passes a gate, and why."""

    record = GateVerdict
    through, where, cells = "gate", ("option",), ("verdict", "reason")

    def check(self, place: Place, entered: Mapping[str, Any]) -> None:
        if entered["verdict"] is not Passing.UNKNOWN and not entered["reason"]:
            self.complain(place, "reason", "enter why it passes or fails")


class ScoresForm(GridForm):
    """The scores of one sheet: of each option on each factor, with the reason. `top` is the highest score."""

    record = Score
    through, where, cells = "sheet", ("option", "factor"), ("score", "reason")

    def __init__(self, *args: Any, top: int, **kwargs: Any) -> None:
        self.top = top
        super().__init__(*args, **kwargs)

    def check(self, place: Place, entered: Mapping[str, Any]) -> None:
        score, reason = entered["score"], entered["reason"]
        if score is None and reason:
            self.complain(place, "score", "enter a score, or clear the reason")
        if score is not None and not reason:
            self.complain(place, "reason", "enter why")
        if score is not None and score > self.top:
            self.complain(place, "score", f"enter a whole number from 0 to {self.top:,}")


class PointsForm(FamilyForm):
    """What speaks for an option and against it, one point on each line."""

    record = Point
    labels = ((Side.PRO, "Points for"), (Side.CON, "Points against"))

    def add_cells(self) -> None:
        for side, label in self.labels:
            self.fields[side.value] = forms.CharField(
                label=label, required=False, widget=forms.Textarea(attrs={"rows": ROWS_OF_POINTS}),
                help_text="One point on each line, in the order in which they are to stand.",
                initial="\n".join(_on_one_line(point.text) for point in self._points(side)),
            )  # fmt: skip

    def clean_pro(self) -> list[str]:
        return _lines(self.cleaned_data[Side.PRO.value])

    def clean_con(self) -> list[str]:
        return _lines(self.cleaned_data[Side.CON.value])

    def rows(self) -> list[Any]:
        return [point for side, _ in self.labels for point in self._side(side)]

    def gone(self) -> list[Any]:
        standing = {(row.side, row.place) for row in self.rows()}
        return [row for row in self.held if (row.side, row.place) not in standing]

    def _points(self, side: Side) -> list[Any]:
        return sorted((row for row in self.held if row.side is side), key=lambda row: row.place)

    def _side(self, side: Side) -> list[Any]:
        """The points of one side; those whose words stay keep what they rest on."""
        held, lines = self._points(side), self.cleaned_data[side.value]
        if lines == [_on_one_line(point.text) for point in held]:
            return held
        known = {_on_one_line(point.text): point for point in held}
        made = []
        for place, line in enumerate(lines, start=1):
            old = known.get(line)
            new = Point(option=self.parent, side=side, place=place, text=line, **self.new_basis())
            made.append(replace(old, place=place) if old else new)
        return made


def cell_name(name: str, place: Place) -> str:
    """The name of the box for one column of one row."""
    return f"{name}-{place_name(place)}"


def place_name(place: Place) -> str:
    """What stands for one row in the names of its boxes."""
    return "-".join(map(str, place.at))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> list[str]:
    """The points in a box. Raises ValidationError for too many, and for one that is too long."""
    lines = [line for line in map(_on_one_line, text.splitlines()) if line]
    if len(lines) > MOST_POINTS:
        raise forms.ValidationError(f"Enter at most {MOST_POINTS} points; there are {len(lines):,}")
    [shape] = [shape for shape in columns_of(Point) if shape.name == "text"]
    for number, line in enumerate(lines, start=1):
        try:
            read(shape, line)
        except FieldError as error:
            raise forms.ValidationError(f"Line {number} must be {error.expected}") from error
    return lines
