"""What the address of a list asks for, read with patience: junk is left out and said, never an error."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

SIZES = (25, 50, 100, 250)
DEFAULT_SIZE = 50
LONGEST = 200
RESERVED = frozenset({"sort", "page", "size", "columns", "export"})


@dataclass(frozen=True)
class Asked:
    """The tidy wish: filters by key, the sort column and its direction, page, size and the columns chosen.

    `columns` is empty for the columns that are shown by default; `kept` are other parameters of the page.
    """

    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1
    size: int = DEFAULT_SIZE
    columns: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def sort_key(self) -> str:
        """The column sorted by, without its direction."""
        return self.sort.removeprefix("-")

    def pairs(self) -> list[tuple[str, str]]:
        """The wish as parameters; what is as usual is left out."""
        pairs = [*self.kept, *self.filters]
        if self.sort:
            pairs.append(("sort", self.sort))
        if self.columns:
            pairs.append(("columns", ",".join(self.columns)))
        if self.size != DEFAULT_SIZE:
            pairs.append(("size", str(self.size)))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def link(self, **changes: Any) -> str:
        """The address of the same list with something changed; any change but of the page goes to its first page."""
        changed = replace(self, **({"page": 1} | changes))
        return "?" + urlencode(changed.pairs(), safe=",")

    def export_link(self, form: str) -> str:
        """The address of the whole filtered list as a file."""
        return "?" + urlencode([*replace(self, page=1).pairs(), ("export", form)], safe=",")


def values_of(params: Mapping[str, Any], key: str) -> list[str]:
    """Every value of a parameter, trimmed, without control characters and no longer than is sensible."""
    getlist = getattr(params, "getlist", None)
    found = getlist(key) if getlist else [params[key]] if key in params else []
    return ["".join(c for c in str(value)[:LONGEST] if c.isprintable()).strip() for value in found]


def value_of(params: Mapping[str, Any], key: str) -> str:
    """The last value of a parameter, or nothing."""
    return next(iter(values_of(params, key)[::-1]), "")


def whole_number(text: str) -> int | None:
    """A number of a sensible length, or nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def read_size(text: str, notices: list[str]) -> int:
    """One of the sizes on offer."""
    if not text:
        return DEFAULT_SIZE
    size = whole_number(text)
    if size in SIZES:
        return size
    notices.append(f"A page shows {', '.join(map(str, SIZES[:-1]))} or {SIZES[-1]} rows; {DEFAULT_SIZE} are shown.")
    return DEFAULT_SIZE


def read_page(text: str, notices: list[str]) -> int:
    """A page number from 1; whether there are so many pages is found out later."""
    if not text:
        return 1
    page = whole_number(text)
    if page:
        return page
    if text.isascii() and text.isdigit() and text.strip("0"):
        return 10**9
    notices.append(f"“{text}” is not a page number; the first page is shown.")
    return 1


def read_sort(text: str, sortable: Iterable[str], notices: list[str]) -> str:
    """A column that can be sorted, with a minus for the other direction."""
    if not text or text.removeprefix("-") in set(sortable):
        return text
    notices.append(f"This list cannot be sorted by “{text}”; it is shown in its usual order.")
    return ""


def read_columns(values: Sequence[str], known: Sequence[str], notices: list[str]) -> tuple[str, ...]:
    """The chosen columns in the order of the register; empty when none or the usual ones are meant."""
    wanted = [part.strip() for value in values for part in value.split(",") if part.strip()]
    unknown = [part for part in dict.fromkeys(wanted) if part not in known]
    if unknown:
        notices.append(f"This list has no column “{unknown[0]}”; it is left out.")
    return tuple(key for key in known if key in wanted)
