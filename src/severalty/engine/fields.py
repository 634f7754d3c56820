"""The columns of a record, declared once: pages, files, forms, search and completeness all read them."""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from severalty.engine.dates import DateError, PartialDate, read_date, read_duration, read_financial_year
from severalty.engine.money import MoneyError, read_pounds, write_pounds

MOST_TEXT = 4_000
MOST_LINE = 300
MOST_WHOLE = 2**31 - 1


class FieldError(ValueError):
    """A value that a column cannot take."""

    def __init__(self, expected: str, mend: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.mend = mend

    def about(self, label: str) -> str:
        """The error in sentences about the value of this name; dates and money bring a sentence of their own."""
        if self.__cause__ is not None:
            return f"{label}: {self.__cause__}"
        return f"{label} must be {self.expected}. {self.mend}".strip()


class Kind(StrEnum):
    """What a column holds."""

    KEY = "key"
    LINE = "line"
    TEXT = "text"
    WHOLE = "whole number"
    MONEY = "pounds"
    PERCENT = "per cent"
    DATE = "date"
    YEAR = "financial year"
    DURATION = "length of time"
    CHOICE = "choice"
    REFERENCE = "reference"
    REFERENCES = "references"


class Known(StrEnum):
    """Yes, no, or nobody has said."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Column:
    """One column of a table: its name in files, its words on pages, what it takes.

    `weight` is what the column counts for in the completeness of a record (nought: nothing).
    `refers_to` names the table whose keys a reference takes; `item` means any kind of item. `most` is how many
    characters a text may have where that is not MOST_TEXT.
    """

    name: str
    label: str
    kind: Kind
    help: str = ""
    example: str = ""
    required: bool = False
    choices: type[StrEnum] | None = None
    refers_to: str = ""
    weight: int = 0
    last: bool = False
    most: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """The values that a choice takes."""
        return tuple(member.value for member in self.choices) if self.choices else ()

    @property
    def blank(self) -> Any:
        """The value of an empty cell."""
        if self.choices:
            return self.choices("unknown") if "unknown" in self.words else next(iter(self.choices))
        if self.kind is Kind.REFERENCES:
            return ()
        return None if self.kind in (Kind.WHOLE, Kind.MONEY, Kind.DATE, Kind.YEAR) else ""


def column(
    label: str, kind: Kind = Kind.LINE, *, choices: type[StrEnum] | None = None, default: Any = None, **rest: Any
) -> Any:
    """A dataclass field that carries its Column; `rest` are the other attributes of Column."""
    shape = Column(name="", label=label, kind=Kind.CHOICE if choices else kind, choices=choices, **rest)
    if shape.required and default is None:
        return dataclasses.field(metadata={"column": shape})
    return dataclasses.field(default=shape.blank if default is None else default, metadata={"column": shape})


@cache
def columns_of(record: type) -> tuple[Column, ...]:
    """The columns of a record type, in the order of the file, those marked `last` at the end.

    `EXAMPLE` of a record type has a key, name and description such as its own would be.
    """
    own = dict(zip(("key", "name", "description"), getattr(record, "EXAMPLE", ()), strict=False))
    found = [
        dataclasses.replace(shape, name=field.name, example=shape.example and own.get(field.name, shape.example))
        for field in dataclasses.fields(record)
        if (shape := field.metadata.get("column")) is not None
    ]
    return tuple(sorted(found, key=lambda shape: shape.last))


def read(shape: Column, text: str) -> Any:
    """The value that a cell's text stands for. Raises FieldError, which says what was expected and how to mend it."""
    clean = text.strip()
    if not clean:
        if shape.required:
            raise FieldError(f"{shape.label} is needed", f"Enter the {shape.label.lower()}.")
        return shape.blank
    if shape.choices:
        return _read_choice(shape, clean)
    try:
        return (_read_text(shape.most) if shape.most else _READERS[shape.kind])(clean)
    except (DateError, MoneyError) as error:
        raise FieldError(str(error).split("; ")[0].rstrip("."), str(error).split("; ")[-1]) from error


def write(shape: Column, value: Any) -> str:
    """The text that a file carries for a value; `read` gives the value back."""
    if value is None or value == "":
        return ""
    if shape.choices:
        return "" if value == "unknown" and shape.blank == "unknown" else str(value)
    return _WRITERS.get(shape.kind, str)(value)


def _read_choice(shape: Column, text: str) -> StrEnum:
    wanted = re.sub(r"[\s_-]+", " ", text).lower()
    if shape.choices is Known and wanted in ("y", "n", "true", "false"):
        wanted = "yes" if wanted in ("y", "true") else "no"
    for member in shape.choices or ():
        if re.sub(r"[\s_-]+", " ", member.value).lower() == wanted:
            return member
    raise FieldError(f"one of: {', '.join(shape.words)}", "Choose one of the words in the list.")


def _read_key(text: str) -> str:
    if not re.fullmatch(r"[\w][\w./:|>()&',+ -]{0,299}", text):
        raise FieldError(
            "a key of letters, digits, spaces and . - _ / of at most 300 characters", "Shorten the key or remove signs."
        )
    return text


def _read_reference(text: str) -> str:
    key, mark, recorder = text.rpartition("@")
    return f"{_read_key(key)}@{_read_key(recorder)}" if mark else _read_key(text)


def _read_text(most: int) -> Callable[[str], str]:
    def read_text(text: str) -> str:
        if len(text) > most:
            raise FieldError(f"at most {most:,} characters", f"Shorten the text: it has {len(text):,} characters.")
        return text

    return read_text


def _read_whole(text: str) -> int:
    clean = text.replace(",", "").removesuffix(".0")
    if not re.fullmatch(r"\d{1,12}", clean) or int(clean) > MOST_WHOLE:
        raise FieldError(f"a whole number up to {MOST_WHOLE:,}", "Write digits only, such as 499.")
    return int(clean)


def _read_percent(text: str) -> str:
    clean = text.replace("−", "-").removesuffix("%").strip()
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,6})?", clean):
        raise FieldError("a rate in per cent, such as 2.5", "Write digits, with a point for the decimals.")
    return clean


def _read_duration_text(text: str) -> str:
    return str(read_duration(text))


def _read_list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_read_key(part.strip()) for part in text.split(";") if part.strip()))


_READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.KEY: _read_key,
    Kind.LINE: _read_text(MOST_LINE),
    Kind.TEXT: _read_text(MOST_TEXT),
    Kind.WHOLE: _read_whole,
    Kind.MONEY: read_pounds,
    Kind.PERCENT: _read_percent,
    Kind.DATE: read_date,
    Kind.YEAR: read_financial_year,
    Kind.DURATION: _read_duration_text,
    Kind.REFERENCE: _read_reference,
    Kind.REFERENCES: _read_list,
}


def _write_date(value: PartialDate) -> str:
    return value.code


def _write_year(value: int) -> str:
    return f"{value}/{(value + 1) % 100:02d}"


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: write_pounds,
    Kind.DATE: _write_date,
    Kind.YEAR: _write_year,
    Kind.REFERENCES: "; ".join,
}
