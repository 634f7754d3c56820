"""The one list: sorting, filters, columns, pages and exports for every register."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import slugify

from severalty.web.asked import (
    RESERVED,
    SIZES,
    Asked,
    read_columns,
    read_page,
    read_size,
    read_sort,
    value_of,
    values_of,
)
from severalty.web.columns import Cell, Column, cell_of, found
from severalty.web.exports import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from severalty.web.marks import lock_mark

__all__ = [
    "Column",
    "Filter",
    "ListPage",
    "Register",
    "list_page",
    "render_list",
    "rows_for",
    "write_csv",
    "write_xlsx",
]

CHUNK = 2_000
FIRST_FILTERS = 4
MOST_NARROW = 8
Rows = Any  # a queryset, or a sequence of records


@dataclass(frozen=True)
class Filter:
    """One filter: with choices a drop-down of (value, words), without them a word to look for.

    `apply` gets the rows and the value, which is one of the choices if there are any; it may raise ValueError
    with a sentence when the value cannot be read, and the filter is then left out and the sentence shown.
    """

    key: str
    label: str
    choices: tuple[tuple[str, str], ...] | None
    apply: Callable[[Any, str], Any]

    def __post_init__(self) -> None:
        if self.key in RESERVED:
            raise ValueError(f"A filter cannot be called {self.key!r}; lists use that word themselves.")


@dataclass(frozen=True)
class Register:
    """What a register is: the words for one and for several of its things, its columns and filters.

    `default_sort` is a column's key, with a minus for the other direction. `lock` finds the words of the lock
    of a private row (`only Havering sees this`), empty for a row that all see. `keep` names other parameters
    of the page that links must not lose.
    """

    noun: str
    nouns: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    default_sort: str = ""
    lock: Callable[[Any], str] | None = None
    keep: tuple[str, ...] = ()

    def counted(self, count: int) -> str:
        """`1 contract`, `312 contracts`, `no contracts`."""
        return f"{count:,} {self.noun}" if count == 1 else f"{count:,} {self.nouns}" if count else f"no {self.nouns}"

    def sortable(self) -> tuple[str, ...]:
        """The keys of the columns that can be sorted."""
        return tuple(column.key for column in self.columns if column.order_by)

    def shown(self, asked: Asked) -> tuple[Column, ...]:
        """The chosen columns, or those that are not hidden by default."""
        if asked.columns:
            return tuple(column for column in self.columns if column.key in asked.columns)
        return tuple(column for column in self.columns if not column.hidden_by_default)

    def filed(self, asked: Asked) -> tuple[Column, ...]:
        """The chosen columns, or those of the page with the ones for which a screen has no room."""
        if asked.columns:
            return self.shown(asked)
        return tuple(column for column in self.columns if column.in_files or not column.hidden_by_default)


@dataclass(frozen=True)
class Head:
    """The head of a column: its words, the link that sorts by it, and how it is sorted now."""

    label: str
    kind: str
    url: str
    aria_sort: str


@dataclass(frozen=True)
class Row:
    """One row: its cells, and the words of its lock."""

    cells: tuple[Cell, ...]
    lock: str

    @property
    def lock_mark(self) -> SafeString:
        """The lock with its words; empty for a row that all see."""
        return lock_mark(self.lock)


@dataclass(frozen=True)
class Choice:
    """Something to choose: its value, its words, whether it is chosen, and its link if it has one."""

    value: str
    label: str
    chosen: bool
    url: str = ""


@dataclass(frozen=True)
class FilterField:
    """A filter as the page shows it; without choices it is a box to write in."""

    key: str
    label: str
    value: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ListPage:
    """One page of a register, ready for `web/list.html`; numbers of rows count from 1."""

    register: Register
    asked: Asked
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: int
    count: int
    pages: int
    notices: tuple[str, ...]
    filters: tuple[FilterField, ...]

    @property
    def page(self) -> int:
        """The page that is shown."""
        return self.asked.page

    @property
    def first(self) -> int:
        """The number of the first row shown; 0 when there is none."""
        return (self.page - 1) * self.asked.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.asked.filters)

    @property
    def first_filters(self) -> tuple[FilterField, ...]:
        """The filters that stand open."""
        return self.filters[:FIRST_FILTERS]

    @property
    def more_filters(self) -> tuple[FilterField, ...]:
        """The filters that are folded away until one of them is set."""
        return self.filters[FIRST_FILTERS:]

    @property
    def more_filters_set(self) -> bool:
        """Whether any of the folded filters is set."""
        return any(field.value for field in self.more_filters)

    @property
    def sentence(self) -> str:
        """`312 contracts`, or `312 contracts, 78 shown after filters`."""
        words = self.register.counted(self.total)
        text = f"{words}, {self.count:,} shown after filters" if self.is_filtered else words
        return text[:1].upper() + text[1:]

    @property
    def is_wide(self) -> bool:
        """Whether the table has so many columns that it scrolls in its own box."""
        return len(self.heads) > MOST_NARROW

    @property
    def columns(self) -> tuple[Choice, ...]:
        """Every column of the register, and whether it is shown."""
        shown = {column.key for column in self.register.shown(self.asked)}
        return tuple(Choice(column.key, column.label, column.key in shown) for column in self.register.columns)

    @property
    def sizes(self) -> tuple[Choice, ...]:
        """The numbers of rows a page may have."""
        return tuple(Choice(str(n), str(n), n == self.asked.size, self.asked.link(size=n)) for n in SIZES)

    @property
    def page_links(self) -> tuple[Choice | None, ...]:
        """Links to the first, the last and the neighbouring pages; nothing stands for a gap."""
        near = {1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)}
        links: list[Choice | None] = []
        before = 0
        for number in sorted(near):
            if number > before + 1:
                links.append(None)
            links.append(Choice(str(number), str(number), number == self.page, self.asked.link(page=number)))
            before = number
        return tuple(links)

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self.asked.link(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, or nothing."""
        return self.asked.link(page=self.page + 1) if self.page < self.pages else ""

    @property
    def clear_url(self) -> str:
        """The same list without its filters."""
        return self.asked.link(filters=())

    @property
    def csv_url(self) -> str:
        """The whole filtered list as CSV."""
        return self.asked.export_link("csv")

    @property
    def xlsx_url(self) -> str:
        """The whole filtered list as an Excel workbook."""
        return self.asked.export_link("xlsx")

    @property
    def kept_by_filters(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: everything but filters and page."""
        return replace(self.asked, filters=(), page=1).pairs()

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """What the form of columns must carry along: everything but columns and page."""
        return replace(self.asked, columns=(), page=1).pairs()


def list_page(register: Register, rows: Rows, params: Mapping[str, Any]) -> ListPage:
    """One page of the register as its address asks for it.

    Needs one count and one page from the database, and one count more when filters are set, however many
    rows there are; related rows that columns show must be selected by the query that made `rows`.
    """
    asked, filtered, notices = rows_for(register, rows, params)
    total = _count(rows)
    count = _count(filtered) if asked.filters else total
    pages = max(1, -(-count // asked.size))
    if asked.page > pages:
        notices.append(f"There {'is 1 page' if pages == 1 else f'are {pages:,} pages'}; the last is shown.")
        asked = replace(asked, page=pages)
    start = (asked.page - 1) * asked.size
    columns = register.shown(asked)
    return ListPage(
        register=register,
        asked=asked,
        heads=tuple(_head(register, column, asked) for column in columns),
        rows=tuple(_row(register, columns, row) for row in filtered[start : start + asked.size]) if count else (),
        total=total,
        count=count,
        pages=pages,
        notices=tuple(notices),
        filters=tuple(_field(one, dict(asked.filters).get(one.key, "")) for one in register.filters),
    )


def rows_for(register: Register, rows: Rows, params: Mapping[str, Any]) -> tuple[Asked, Rows, list[str]]:
    """What is asked for, the rows filtered and sorted accordingly, and what had to be left out, in sentences."""
    notices: list[str] = []
    kept: list[tuple[str, str]] = []
    for one in register.filters:
        value = value_of(params, one.key)
        if not value:
            continue
        if one.choices is not None and value not in {choice for choice, _ in one.choices}:
            notices.append(f"“{value}” is not one of the choices for {one.label.lower()}; that filter is left out.")
            continue
        try:
            rows = one.apply(rows, value)
        except ValueError as error:
            notices.append(f"{one.label} is left out. {error}")
        else:
            kept.append((one.key, value))
    asked = Asked(
        filters=tuple(kept),
        sort=read_sort(value_of(params, "sort"), register.sortable(), notices),
        page=read_page(value_of(params, "page"), notices),
        size=read_size(value_of(params, "size"), notices),
        columns=read_columns(values_of(params, "columns"), [column.key for column in register.columns], notices),
        kept=tuple((key, value_of(params, key)) for key in register.keep if value_of(params, key)),
    )
    return asked, _sorted(register, rows, asked.sort or register.default_sort), notices


def render_list(
    request: HttpRequest,
    register: Register,
    rows: Rows,
    context: Mapping[str, Any] | None = None,
    template: str = "web/list.html",
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """The page of a register, or the file when the address asks for an export; the context should have `heading`."""
    form = value_of(request.GET, "export")
    if form in ("csv", "xlsx"):
        return _file(register, rows, request.GET, form)
    return render(request, template, {"list": list_page(register, rows, request.GET), **(context or {})})


def _file(register: Register, rows: Rows, params: Mapping[str, Any], form: str) -> StreamingHttpResponse | FileResponse:
    asked, filtered, _ = rows_for(register, rows, params)
    streamed = filtered.iterator(chunk_size=CHUNK) if isinstance(filtered, QuerySet) else filtered
    name, columns = slugify(register.nouns) or "list", register.filed(asked)
    if form == "csv":
        lines = StreamingHttpResponse(write_csv(columns, streamed), content_type=CSV_TYPE)
        lines["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return lines
    book = write_xlsx(columns, streamed, title=register.nouns.capitalize())
    return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def _count(rows: Rows) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def _sorted(register: Register, rows: Rows, sort: str) -> Rows:
    key, down = sort.removeprefix("-"), sort.startswith("-")
    lookup = next((column.order_by for column in register.columns if column.key == key), None)
    if isinstance(rows, QuerySet):
        if lookup:
            field = F(lookup)
            return rows.order_by(field.desc(nulls_last=True) if down else field.asc(nulls_last=True), "pk")
        return rows if rows.ordered else rows.order_by("pk")
    if not lookup:
        return rows
    path = lookup.replace("__", ".")
    known = [row for row in rows if found(row, path) is not None]
    blank = [row for row in rows if found(row, path) is None]
    return _in_order(known, path, down=down) + blank


def _in_order(rows: Sequence[Any], path: str, *, down: bool) -> list[Any]:
    try:
        return sorted(rows, key=lambda row: found(row, path), reverse=down)
    except TypeError:
        return sorted(rows, key=lambda row: str(found(row, path)), reverse=down)


def _head(register: Register, column: Column, asked: Asked) -> Head:
    if not column.order_by:
        return Head(column.label, column.kind, "", "")
    current = asked.sort or register.default_sort
    if current.removeprefix("-") != column.key:
        return Head(column.label, column.kind, asked.link(sort=column.key), "")
    down = current.startswith("-")
    turned = asked.link(sort=column.key if down else f"-{column.key}")
    return Head(column.label, column.kind, turned, "descending" if down else "ascending")


def _row(register: Register, columns: Sequence[Column], row: Any) -> Row:
    return Row(tuple(cell_of(column, row) for column in columns), register.lock(row) if register.lock else "")


def _field(one: Filter, value: str) -> FilterField:
    choices = tuple(Choice(key, words, key == value) for key, words in one.choices or ())
    return FilterField(one.key, one.label, value, choices)
