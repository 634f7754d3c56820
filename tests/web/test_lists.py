"""The one list: what it shows, what it asks of the database, and what it writes to files."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from severalty.engine.dates import quarter
from severalty.engine.evidence import Evidence
from severalty.web.exports import harmless
from severalty.web.lists import Column, Filter, ListPage, Register, list_page, render_list, write_csv, write_xlsx


@dataclass(frozen=True)
class Council:
    """An invented council."""

    name: str
    swatch: int


@dataclass(frozen=True)
class Contract:
    """An invented contract."""

    title: str
    pence: int | None
    ends: object
    holder: tuple[Council, ...]
    users: int = 0
    evidence: Evidence = Evidence.REPORTED
    private: bool = False


NORTH, SOUTH = Council("Northshire", 1), Council("Southshire", 2)
ROWS = [
    Contract(f"Contract {number:03}", number * 1000, date(2026, 1, 1 + number % 28), (NORTH, SOUTH)[: 1 + number % 2])
    for number in range(1, 121)
]


def has(rows: list[Contract], word: str) -> list[Contract]:
    return [row for row in rows if word.lower() in row.title.lower()]


def unreadable(rows: list[Contract], word: str) -> list[Contract]:
    raise ValueError(f"{word} is not a date.")


REGISTER = Register(
    "contract",
    "contracts",
    (
        Column("title", "Contract", "link", order_by="title", url=lambda row: f"/contracts/{row.title}"),
        Column("pence", "A year", "money", order_by="pence", evidence="evidence"),
        Column("ends", "Ends", "date", order_by="ends"),
        Column("holder", "Whose", "organisation"),
        Column("users", "Users", "count", hidden_by_default=True),
    ),
    (
        Filter("title", "Title has", None, has),
        Filter("when", "When", None, unreadable),
        Filter("kind", "Kind", (("joint", "Joint"),), lambda rows, _: [row for row in rows if len(row.holder) > 1]),
    ),
    default_sort="title",
    lock=lambda row: "only Northshire sees this" if row.private else "",
)


def shown(query: str = "", rows: list[Contract] | None = None) -> ListPage:
    return list_page(REGISTER, ROWS if rows is None else rows, QueryDict(query))


def titles(page: ListPage) -> list[str]:
    return [row.cells[0].value for row in page.rows]


def test_the_first_page_shows_fifty_rows_in_the_usual_order() -> None:
    page = shown()
    assert titles(page) == [f"Contract {number:03}" for number in range(1, 51)]
    assert (page.first, page.last, page.pages, page.sentence) == (1, 50, 3, "120 contracts")


def test_filters_are_said_in_the_sentence_and_kept_by_every_link() -> None:
    page = shown("title=00&sort=-pence&size=25&columns=title,pence&page=1")
    assert page.sentence == "120 contracts, 10 shown after filters"
    assert page.rows[0].cells[0].value == "Contract 100"
    for link in [page.heads[0].url, page.sizes[1].url, page.csv_url, page.xlsx_url, page.page_links[0].url]:
        assert "title=00" in link, f"{link} lost the filter"
        assert "columns=title,pence" in link, f"{link} lost the columns"
    assert "title=00" not in page.clear_url
    assert dict(page.kept_by_filters) == {"sort": "-pence", "size": "25", "columns": "title,pence"}
    assert "columns" not in dict(page.kept_by_columns)


def test_a_sorted_head_says_so_and_turns_round() -> None:
    title, pence, ends, holder = shown("sort=-pence").heads
    assert (pence.aria_sort, pence.url) == ("descending", "?sort=pence")
    assert (title.aria_sort, ends.aria_sort) == ("", "")
    assert holder.url == "", "a column without order_by offers a sort"
    assert shown().heads[0].aria_sort == "ascending", "the usual order is not marked"


def test_rows_without_a_value_come_last_in_both_directions() -> None:
    rows = [Contract("none", None, None, ()), Contract("low", 1, None, ()), Contract("high", 2, None, ())]
    assert titles(shown("sort=pence", rows)) == ["low", "high", "none"]
    assert titles(shown("sort=-pence", rows)) == ["high", "low", "none"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sort=nonsense", "cannot be sorted by “nonsense”"),
        ("page=many", "“many” is not a page number"),
        ("page=99", "There are 3 pages; the last is shown."),
        ("page=" + "9" * 30, "There are 3 pages; the last is shown."),
        ("size=7", "25, 50, 100 or 250"),
        ("columns=title,zz", "no column “zz”"),
        ("kind=odd", "not one of the choices for kind"),
        ("when=soon", "When is left out. soon is not a date."),
    ],
)
def test_junk_is_left_out_and_said(query: str, said: str) -> None:
    page = shown(query)
    assert len(page.notices) == 1
    assert said in page.notices[0]
    assert page.rows, "junk in the address emptied the list"


@given(st.dictionaries(st.sampled_from(["sort", "page", "size", "columns", "title", "kind", "export"]), st.text()))
def test_no_address_breaks_a_list(params: dict[str, str]) -> None:
    page = list_page(REGISTER, ROWS[:3], params)
    assert 1 <= page.page <= page.pages


def test_an_empty_register_has_one_page_of_nothing() -> None:
    page = shown("page=2", [])
    assert (page.rows, page.pages, page.first, page.last, page.sentence) == ((), 1, 0, 0, "No contracts")


def test_columns_are_chosen_by_list_or_by_boxes_and_keep_their_order() -> None:
    assert [head.label for head in shown("columns=users,title").heads] == ["Contract", "Users"]
    assert [head.label for head in shown("columns=users&columns=title").heads] == ["Contract", "Users"]
    assert [choice.value for choice in shown().columns if not choice.chosen] == ["users"]


def test_links_to_many_pages_leave_gaps() -> None:
    rows = [Contract(str(number), 1, None, ()) for number in range(1000)]
    links = [link.label if link else "…" for link in shown("size=25&page=20", rows).page_links]
    assert links == ["1", "…", "18", "19", "20", "21", "22", "…", "40"]


def test_cells_are_escaped_and_marked() -> None:
    row = Contract("<b>Loud</b>", 5_200_000, quarter(2025, 3), (NORTH, SOUTH), 0, Evidence.ILLUSTRATIVE, private=True)
    html = render_to_string("web/list_table.html", {"list": shown("", [row])})
    assert "&lt;b&gt;Loud" in html
    assert "<b>" not in html
    for words in (
        "£52,000",
        "illustrative",
        "Q3 2025/26",
        "Northshire and Southshire",
        "joint",
        "only Northshire sees this",
    ):
        assert words in html, f"the row does not say {words}"
    assert "style=" not in html


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@x", "\t=1", "\r=1", "\x00=1", "  =1", "＝1"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text).startswith("'")


@given(st.text())
def test_no_text_reaches_a_file_as_a_formula(text: str) -> None:
    assert not harmless(text).lstrip().startswith(("=", "+", "-", "@"))


# Excel keeps no zones.
DAY = datetime(2026, 3, 31, tzinfo=UTC).replace(tzinfo=None)
FILE_ROWS = [
    Contract("=HYPERLINK(1)", -123_450, date(2026, 3, 31), (NORTH, SOUTH), 7),
    Contract("Plain\x0b, with a comma", None, quarter(2025, 3), (), 0),
]


def test_a_csv_file_keeps_numbers_and_disarms_text() -> None:
    text = b"".join(write_csv(REGISTER.columns, FILE_ROWS)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Contract", "A year (£)", "Ends", "Whose", "Users"],
        ["'=HYPERLINK(1)", "-1234.5", "2026-03-31", "Northshire and Southshire", "7"],
        ["Plain, with a comma", "", "Q3 2025/26", "", "0"],
    ]


def test_a_file_has_what_a_screen_has_no_room_for_unless_columns_are_chosen() -> None:
    wide = replace(REGISTER, columns=(
        *REGISTER.columns, Column("private", "Private", hidden_by_default=True, in_files=True),
    ))  # fmt: skip

    def written(**params: str) -> str:
        answer = render_list(RequestFactory().get("/", {"export": "csv", **params}), wide, ROWS)
        return b"".join(answer).decode("utf-8-sig").splitlines()[0]

    assert [head.label for head in list_page(wide, ROWS, QueryDict("")).heads] == [
        "Contract",
        "A year",
        "Ends",
        "Whose",
    ]
    assert written() == "Contract,A year (£),Ends,Whose,Private"
    assert written(columns="title,users") == "Contract,Users"


def test_an_excel_file_keeps_numbers_and_dates_and_disarms_text() -> None:
    stream = write_xlsx(REGISTER.columns, FILE_ROWS, title="Contracts: [all]")
    sheet = load_workbook(stream).active
    assert [cell.value for cell in sheet[2]] == [
        "'=HYPERLINK(1)",
        -1234.5,
        DAY,
        "Northshire and Southshire",
        7,
    ]
    assert sheet["A2"].data_type == "s", "a title became a formula"
    assert sheet["B2"].number_format == "#,##0.00"
    assert sheet.freeze_panes == "A2"
    stream.close()


def test_a_time_with_a_zone_goes_into_an_excel_file() -> None:
    column = Column("ends", "At", "date")
    half = Column("posts", "Posts", "count", value=lambda _row: Decimal("0.40"))
    stream = write_xlsx((column, half), [Contract("x", 1, datetime(2026, 3, 31, 9, 30, tzinfo=UTC), ())])
    sheet = load_workbook(stream).active
    assert sheet["A2"].value == DAY.replace(hour=9, minute=30)
    assert (sheet["B2"].value, sheet["B2"].number_format) == (0.4, "#,##0.00"), "Half a post is shown as none."
    stream.close()


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "queries"), [("", 2), ("sort=-name&size=25", 2), ("name=can&sort=name&page=2", 3)])
def test_a_list_of_rows_costs_the_same_few_queries(query: str, queries: int, django_assert_num_queries) -> None:
    register = Register(
        "permission",
        "permissions",
        (Column("name", "Name", order_by="name"), Column("app", "App", value="content_type.app_label")),
        (Filter("name", "Name has", None, lambda rows, word: rows.filter(name__icontains=word)),),
    )
    rows = Permission.objects.select_related("content_type")
    with django_assert_num_queries(queries):
        page = list_page(register, rows, QueryDict(query))
    assert len(page.rows) > 1
