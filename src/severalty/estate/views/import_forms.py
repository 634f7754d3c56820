"""Forms by which files come in: which file, which column is which, whose users, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from severalty.engine.estate.parties import Audience
from severalty.engine.fields import columns_of
from severalty.engine.tables import TABLES
from severalty.estate.forms import AUDIENCES
from severalty.estate.importing import MODES
from severalty.formats.case import sheet_title
from severalty.formats.limits import LIMITS, MEGABYTE
from severalty.formats.problems import Unreadable
from severalty.formats.recognise import KINDS, refuse_at_once
from severalty.web.forms import PlainForm

BY = {
    "domain": "The part of the mail address after @",
    "company": "The company or organisation column",
    "department": "The department column",
    "office": "The office column",
}
NOTHING = "-"
TABLE_CHOICES = [("", "As the sheets or the file are called"), *((table, sheet_title(table)) for table in TABLES)]
PLAIN_AUDIENCES = [(key.value, words) for key, words in AUDIENCES.items() if key is not Audience.NAMED]


class FileForm(PlainForm):
    """The file, what it is, and what to do with rows that are there already."""

    file = forms.FileField(
        label="File", help_text=f"At most {LIMITS.file_bytes // MEGABYTE} MB: .xlsx, .ods, .csv, .zip, .json or .xml.",
        error_messages={"empty": "The file is empty. Save it again and choose that file."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What is in it?", choices=list(KINDS.items()), widget=forms.RadioSelect, initial="case"
    )
    mode = forms.ChoiceField(
        label="What if a row is on record already?", choices=list(MODES.items()), widget=forms.RadioSelect,
        initial="stop",
    )  # fmt: skip
    table = forms.ChoiceField(
        label="Register", choices=TABLE_CHOICES, required=False,
        help_text="Only for one table of your own: which register its rows belong to.",
    )  # fmt: skip
    only_ict = forms.BooleanField(
        label="Only contracts for IT", required=False,
        help_text="Published contracts: only those for software or IT services (CPV 48 and 72).",
    )  # fmt: skip
    buyer = forms.CharField(
        label="Buyer contains",
        required=False,
        max_length=200,
        help_text="Published contracts: only those of this buyer.",
    )
    contains = forms.CharField(
        label="Text contains", required=False, max_length=200,
        help_text="Published contracts: only those with this word in the title or description.",
    )  # fmt: skip
    by = forms.ChoiceField(
        label="Tell partners by", choices=list(BY.items()), required=False, help_text="Lists of users only."
    )
    census_on = forms.DateField(
        label="Census date", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Lists of users only: the day of the list.",
        error_messages={"invalid": "Enter the census date as a date, such as 2026-03-31."},
    )  # fmt: skip
    audience = forms.ChoiceField(
        label="Who may see what comes in?", choices=PLAIN_AUDIENCES, initial="holders", required=False,
        help_text="For files without a column for it.",
    )  # fmt: skip

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LIMITS.file_bytes:
            raise forms.ValidationError(
                f"The file has {upload.size / MEGABYTE:,.0f} MB, and at most {LIMITS.file_bytes // MEGABYTE} MB can be "
                "read. Divide it, or remove sheets without data."
            )
        start = upload.read(4096)
        upload.seek(0)
        try:
            refuse_at_once(start, upload.name)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "directory" and not data.get("census_on") and "census_on" not in self.errors:
            self.add_error("census_on", "Enter the census date: the day on which the list was taken.")
        return data

    def asked(self) -> dict[str, Any]:
        """What was chosen, as the job keeps it."""
        data = self.cleaned_data
        census = data["census_on"].isoformat() if data["census_on"] else ""
        kept = ("kind", "mode", "table", "only_ict", "buyer", "contains", "audience")
        chosen = {name: data[name] for name in kept}
        return chosen | {"name": data["file"].name[:200], "by": data["by"] or "domain", "census_on": census}


class TableForm(PlainForm):
    """Which register a table belongs to whose name does not tell."""

    table = forms.ChoiceField(label="Register", choices=[("", "Choose"), *TABLE_CHOICES[1:]])


class ColumnsForm(PlainForm):
    """One choice for each heading of one table; `mapped` gives them by heading."""

    def __init__(self, table: str, found: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=table, **kwargs)
        self.table, self.title, self.missing = table, sheet_title(table), found["missing"]
        self.headings = dict(enumerate(found["headings"]))
        shapes = columns_of(TABLES[table])
        choices = [
            (NOTHING, "Leave it out"),
            *((s.name, f"{s.label}{' (needed)' if s.required else ''}") for s in shapes),
        ]
        for place, heading in self.headings.items():
            sample = found["samples"].get(heading, "")
            self.fields[str(place)] = forms.ChoiceField(
                label=heading, choices=choices, initial=found["columns"].get(heading, NOTHING),
                help_text=f"For example {sample}" if sample else "No row has a text in it.",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        labels = {shape.name: shape.label for shape in columns_of(TABLES[self.table])}
        first: dict[str, str] = {}
        for place, heading in self.headings.items():
            column = data.get(str(place))
            if column and column != NOTHING and first.setdefault(column, heading) != heading:
                self.add_error(str(place), f"{labels[column]} is “{first[column]}” already. Choose one of the two.")
        for shape in columns_of(TABLES[self.table]):
            if shape.required and shape.name not in first:
                self.add_error(None, f"{self.title}: say which of your columns is the {shape.label.lower()}.")
        return data

    def mapped(self) -> dict[str, str]:
        """By heading the column it stands for; an empty text leaves it out."""
        chosen = {heading: self.cleaned_data[str(place)] for place, heading in self.headings.items()}
        return {heading: "" if column == NOTHING else column for heading, column in chosen.items()}


class AlikeForm(PlainForm):
    """A tick for each pair of suppliers that are one."""

    same = forms.MultipleChoiceField(
        label="These are the same supplier", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, pairs: Iterable[tuple[str, str, str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["same"].choices = [(key, f"{keep} = {other}") for key, keep, other, _ in pairs]  # type: ignore[attr-defined]


class UsersForm(PlainForm):
    """Whose users each group is."""

    def __init__(
        self, counted: Mapping[str, int], parties: Iterable[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = dict(enumerate(sorted(counted, key=lambda group: -counted[group])))
        self.counted = counted
        choices = [(NOTHING, "Nobody's: not counted"), *parties]
        for place, group in self.groups.items():
            self.fields[f"g{place}"] = forms.ChoiceField(
                label=f"{group} ({counted[group]:,} users)", choices=choices, initial=NOTHING
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if all(data.get(f"g{place}", NOTHING) == NOTHING for place in self.groups):
            self.add_error(None, "Say for at least one group whose users they are.")
        return data

    def counts(self) -> dict[str, int]:
        """The number of users by organisation."""
        found: dict[str, int] = {}
        for place, group in self.groups.items():
            party = self.cleaned_data[f"g{place}"]
            if party != NOTHING:
                found[party] = found.get(party, 0) + self.counted[group]
        return found


class ApplyForm(PlainForm):
    """Why the file is brought in."""

    why = forms.CharField(
        label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the history of every record that this writes.",
    )  # fmt: skip
