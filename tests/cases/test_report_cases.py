"""The three report cases: every cell reads, every reference resolves, and the reports' own figures follow."""

import re
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from severalty.engine.dates import read_date
from severalty.engine.estate.holdings import State, position_of
from severalty.engine.estate.items import Item
from severalty.engine.estate.parties import Audience, in_force
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, columns_of, read, write
from severalty.engine.tables import TABLES as EVERY_TABLE
from severalty.formats.case_check import NATURAL
from tests.cases.reports import CASES, REPORTS, TABLES, cells_of, keys_of, manifest_of, one, rows_of

E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
TELEPHONE = re.compile(r"(?<![\d.])(?:\+44|0)[\s-]?\d(?:[\s-]?\d){8,10}(?!\d)")
VALUE_EVIDENCE = re.compile(r"(?P<column>\w+): (?P<evidence>[\w ]+?)(?: \([^()]+\))?")

pytestmark = pytest.mark.engine_only
each_case = pytest.mark.parametrize("case", REPORTS)


def numbers_in(ranges: str) -> set[int]:
    """The numbers in words such as `4-8, 10`."""
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.strip().partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


@each_case
@pytest.mark.parametrize("table", TABLES)
def test_every_cell_reads_and_is_written_back_unchanged(case: str, table: str) -> None:
    heading, *rows = cells_of(case, table)
    shapes = [shape for shape in columns_of(TABLES[table]) if shape.name in heading]
    assert list(heading) == [shape.name for shape in shapes], f"{case}/{table}.csv: its columns are not the record's"
    for row in rows:
        again = tuple(write(shape, read(shape, text)) for shape, text in zip(shapes, row, strict=True))
        assert again == row, f"{case}/{table}.csv: a row would be exported differently from how it was imported"


@each_case
def test_every_row_names_the_report_it_was_taken_from(case: str) -> None:
    for table in TABLES:
        for row in rows_of(case, table):
            assert re.match(r"S[0-4] ", row.source), f"{case}/{table}.csv: no report and paragraph in {row.source!r}"
            assert row.source[:2] in REPORTS[case], f"{case}/{table}.csv: {row.source!r} is another case's report"


@each_case
def test_every_reference_resolves(case: str) -> None:
    for table, record in TABLES.items():
        for shape in columns_of(record):
            if shape.kind not in (Kind.REFERENCE, Kind.REFERENCES):
                continue
            for row in rows_of(case, table):
                value = getattr(row, shape.name)
                wanted = {value} - {""} if isinstance(value, str) else set(value)
                missing = wanted - keys_of(case, shape.refers_to)
                assert not missing, f"{case}/{table}.csv, {shape.name}: nothing is called {missing}"


@each_case
def test_no_key_stands_for_two_items(case: str) -> None:
    keys = [row.key for name, record in TABLES.items() if issubclass(record, Item) for row in rows_of(case, name)]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    assert not twice, f"{case}: keys used twice: {', '.join(twice)}"


@each_case
def test_evidence_by_value_names_columns_and_classes(case: str) -> None:
    for table, record in TABLES.items():
        names = {shape.name for shape in columns_of(record)}
        for row in rows_of(case, table) if issubclass(record, Item) else ():
            for part in filter(None, row.value_evidence.split("; ")):
                found = VALUE_EVIDENCE.fullmatch(part)
                assert found, f"{case}/{table}.csv, {row.key}: {part!r} is not column: class (source)"
                assert found["column"] in names, f"{case}/{table}.csv, {row.key}: no column {found['column']!r}"
                assert found["evidence"] in list(Evidence), f"{case}/{table}.csv, {row.key}: no class {part!r}"


@each_case
def test_nothing_about_a_real_council_is_illustrative(case: str) -> None:
    assert manifest_of(case)["illustrative"] is False
    for table in TABLES:
        text = (CASES / case / f"{table}.csv").read_text(encoding="utf-8")
        assert "illustrative" not in text, f"{case}/{table}.csv: invented data beside a real council"


@each_case
def test_rows_are_public_and_say_who_recorded_them(case: str) -> None:
    for table, record in TABLES.items():
        for row in rows_of(case, table) if issubclass(record, Item) else ():
            assert row.audience is Audience.PUBLIC, f"{case}/{table}.csv, {row.key}: the report is published"
            assert row.recorded_by, f"{case}/{table}.csv, {row.key}: whose report states it?"


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*.*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_file_holds_a_way_to_reach_a_person(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [one for one in E_MAIL.findall(text) if not one.endswith(".example")]
    assert not found, f"{path.name} holds an e-mail address"
    assert not TELEPHONE.findall(text), f"{path.name} holds a telephone number"
    assert "\r" not in text, f"{path.name}: lines end with more than a line feed"


def test_a_way_to_reach_a_person_would_be_found() -> None:
    assert E_MAIL.findall("write to someone@example.org"), "an e-mail address would pass unseen"
    assert all(map(TELEPHONE.findall, ("01632 960123", "+44 1632 960123", "020 7946 0123"))), (
        "a number would pass unseen"
    )
    assert not TELEPHONE.findall("5600000.00, 2025-11-01..2025-12-31"), "sums and dates are taken for telephone numbers"


@each_case
def test_the_manifest_accounts_for_every_fact_of_its_reports(case: str) -> None:
    manifest = manifest_of(case)
    assert (manifest["key"], manifest["public"]) == (case, True)
    assert tuple(report["id"] for report in manifest["reports"]) == REPORTS[case]
    assert all(read_date(report["date"]) for report in manifest["reports"] if report["date"])
    waiting = [numbers_in(entry["numbers"]) for entry in manifest["not_held"]]
    held, whole = numbers_in(manifest["facts"]["held"]), numbers_in(manifest["facts"]["range"])
    assert held.union(*waiting) == whole, f"{case}: unaccounted for: {sorted(whole ^ held.union(*waiting))}"
    for first, second in combinations(waiting, 2):
        assert not first & second, f"{case}: facts {sorted(first & second)} wait for two stages"


@each_case
def test_stated_counts_exceed_the_rows_that_reports_name(case: str) -> None:
    for entry in manifest_of(case).get("stated_counts", []):
        assert set(entry["named"]) <= keys_of(case, entry["table"]), f"{case}: a named row is missing"
        assert len(entry["named"]) < entry["count"], f"{case}: rows were invented to reach {entry['count']}"


@each_case
def test_parts_add_up_to_the_whole_that_the_report_states(case: str) -> None:
    for entry in manifest_of(case).get("stated_sums", []):
        whole = one(case, "charges", entry["charge"])
        parts = [row for row in rows_of(case, "charges") if row.part_of == whole.key]
        assert sorted(row.key for row in parts) == sorted(entry["parts"]), f"{case}: {whole.key} has other parts"
        assert whole.amount == sum(row.amount for row in parts) == entry["pounds"] * 100, f"{case}: {whole.key}"
        outside = [one(case, "charges", key) for key in entry.get("outside", [])]
        assert all(not row.part_of and row.in_headline == "no" for row in outside), f"{case}: counted in the whole"


def test_melton_shares_are_those_of_the_report() -> None:
    counts = {row.organisation: row.count for row in rows_of("melton", "key_counts")}
    shares = {name: float(round(Fraction(100 * count, sum(counts.values())), 1)) for name, count in counts.items()}
    assert shares == {"hinckley": 46.7, "blaby": 31.9, "melton": 21.4}, "S3 9.1 prints other percentages"
    holdings = [row for row in rows_of("melton", "holdings") if row.item == "ict-insourced"]
    position = position_of(holdings, read_date("2022-01-01"))
    assert position.state is State.JOINT, f"the insourced service is {position.state}: {position.reasons}"
    assert (dict(position.weights), position.total) == (counts, 1069), "the holdings differ from the counts of the key"


def test_melton_one_off_costs_and_yearly_charge_are_those_of_the_report() -> None:
    pounds = {row.key: row.amount // 100 for row in rows_of("melton", "charges") if row.amount is not None}
    assert pounds["one-off-capital"] == pounds["one-off-capital-2020"] + pounds["one-off-capital-2021"] == 17_000
    assert pounds["one-off"] == pounds["one-off-capital"] + pounds["one-off-revenue"] == 52_000
    assert pounds["ict-today"] + pounds["web-today"] == 277_000 + 34_000, "S3 9.2: today's two sums"
    assert pounds["ict-new"] - pounds["ict-today"] - pounds["web-today"] == 4_000, "S3 9.2: 315k against 311k"
    assert one("melton", "charges", "ict-new").evidence is Evidence.ESTIMATED, "S3 9.2 calls the new charge an estimate"


def test_one_partner_has_left_melton_s_partnership_when_the_new_term_begins() -> None:
    members = [row for row in rows_of("melton", "memberships") if row.standing == "partner"]
    now, then = (
        {row.organisation for row in members if in_force(row.starts, row.ends, read_date(on))}
        for on in ("2020-12-16", "2022-01-01")
    )
    assert now - then == {"oadby-wigston"}, "S3 4.8: Oadby and Wigston leaves at the end of 2021, and nobody else"


def test_what_contradicts_itself_or_is_believed_of_another_is_marked() -> None:
    refresh = one("havering-newham", "assumptions", "a-device-refresh-havering")
    assert refresh.evidence is Evidence.CONTRADICTED, "S1 App 2 prints a month before the plan itself"
    beliefs = [row for row in rows_of("havering-newham", "assumptions") if row.source.startswith("S1 2.6.2")]
    assert {(row.recorded_by, row.about) for row in beliefs} == {("onesource", "newham")}, "S1 2.6.2: it is understood"
    headline = one("havering-newham", "charges", "newham-capital")
    assert headline.evidence is Evidence.ESTIMATED, "S1 2.6.2.1 says approximately"


def test_every_table_without_keys_says_what_names_its_rows() -> None:
    without = {
        name for name, record in EVERY_TABLE.items() if "key" not in {shape.name for shape in columns_of(record)}
    }
    assert without == set(NATURAL), "rows of a table that is not named here would count as the same one"
    for table, names in NATURAL.items():
        assert set(names) <= {shape.name for shape in columns_of(EVERY_TABLE[table])}, table
