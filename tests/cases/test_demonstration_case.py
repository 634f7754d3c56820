"""The invented demonstration case: its size, that every cell reads and that it holds together."""

import re
import tomllib
from collections import Counter
from datetime import date

import pytest

from severalty.engine.estate.items import ItemClass, Relation, Treatment
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.engine.fields import FieldError, columns_of, read, write
from severalty.engine.graph import cycles
from severalty.engine.tables import TABLES
from tests.cases.demonstration import (
    FOLDER,
    KEYED,
    PARTNERS,
    SETTLED,
    TODAY,
    UNDER_AN_ITEM,
    items_by_key,
    organisations,
    records,
    references,
    rows,
)

SPLIT_DATE = date(2027, 12, 31)
pytestmark = pytest.mark.engine_only


# Names of real councils near in sound or place, and of those in the reports that the other cases come from.
REAL_NAMES = (
    "Havering", "Newham", "Melton", "Blaby", "Hinckley", "Oadby", "Lincolnshire", "Allerdale", "Stockport", "Stafford",
    "Stevenage", "Tameside", "Tamworth", "Bournemouth", "Eastbourne", "Harrow", "Brent", "Barnet", "Ealing", "Merton",
    "Bromley", "Bexley", "Croydon", "Sutton", "Enfield", "Hackney", "Lambeth", "Lewisham", "Greenwich", "Hounslow",
)  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- the file
@pytest.mark.parametrize("table", TABLES)
def test_columns_are_the_declared_ones_in_the_declared_order(table: str) -> None:
    header = (FOLDER / f"{table}.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    declared = columns_of(TABLES[table])
    assert header == [shape.name for shape in declared if shape.name in header], f"{table}.csv: other columns"
    needed = {shape.name for shape in declared if shape.required}
    assert needed <= set(header), f"{table}.csv: a needed column is missing"


def test_lines_end_with_a_newline_only() -> None:
    spoilt = [path.name for path in FOLDER.glob("*.csv") if b"\r" in path.read_bytes()]
    assert spoilt == [], "files with carriage returns differ from machine to machine"


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_reads(table: str) -> None:
    problems = []
    for number, row in enumerate(rows(table), start=2):
        for shape in columns_of(TABLES[table]):
            try:
                read(shape, row[shape.name])
            except FieldError as error:
                problems.append(f"{table}.csv line {number}, {shape.name}: {row[shape.name]!r}, expected {error}")
    assert problems == [], "cells that no column can take"


@pytest.mark.parametrize("table", [*SETTLED, "disposition_answers", "licence_needs", "contracts"])
def test_every_cell_is_written_back_unchanged(table: str) -> None:
    for row in rows(table):
        for shape in columns_of(TABLES[table]):
            again = write(shape, read(shape, row[shape.name]))
            assert again == row[shape.name], f"{table}.csv, {shape.name}: would be exported differently"


def test_dates_of_attestations_read() -> None:
    for row in rows("attestations"):
        assert date.fromisoformat(row["due_on"]), row
        assert not row["attested_on"] or date.fromisoformat(row["attested_on"]) <= TODAY, f"not yet: {row}"


def test_the_case_says_that_it_is_invented() -> None:
    case = tomllib.loads((FOLDER / "case.toml").read_text(encoding="utf-8"))
    assert (case["key"], case["illustrative"], case["public"]) == ("demonstration", True, False)
    assert case["as_of"] == TODAY.isoformat()
    assert "invented" in case["summary"], "the summary must say that the case is invented"


def test_everyone_who_signs_in_is_fictional_and_belongs_to_the_case() -> None:
    sign_ins = tomllib.loads((FOLDER / "case.toml").read_text(encoding="utf-8"))["sign_ins"]
    roles = Counter(person["role"] for person in sign_ins)
    assert roles == {
        "IT client lead": 2, "programme manager": 1, "finance officer": 1, "shared-service lead": 1, "supplier": 1,
        "monitoring officer": 1, "scrutiny reader": 1,
    }  # fmt: skip
    for person in sign_ins:
        assert set(person) == {"email", "name", "organisation", "role"}, f"no passwords and nothing else: {person}"
        assert person["email"].endswith((".example", "@example.org")), f"not a reserved domain: {person['email']}"
        assert "(fictional)" in person["name"], f"not marked as fictional: {person['name']}"
        assert person["organisation"] in organisations(), f"organisation unknown: {person['organisation']}"


# ------------------------------------------------------------------------------------------------------------- the size
def test_the_case_is_full_size() -> None:
    sizes = {table: len(rows(table)) for table in ("contracts", "configuration_items", "services")}
    assert sizes == {"contracts": 78 + 4, "configuration_items": 240, "services": 60}, "78, and four that are to follow"
    assert len(rows("entitlements")) >= 40, "too few entitlements"
    assert len(rows("posts")) == 70, "not seventy posts"
    assert len(rows("dependencies")) >= 330, "too few dependencies"
    assert len(rows("charges")) >= 45, "too few charges"


def test_there_are_two_councils_their_shared_service_and_an_adviser() -> None:
    kinds = Counter(record.kind for record in records("organisations"))
    assert kinds[OrganisationKind.COUNCIL] == 2
    assert kinds[OrganisationKind.SHARED_SERVICE] == 1
    assert kinds[OrganisationKind.ADVISER] == 1
    assert kinds[OrganisationKind.SUPPLIER] >= 3


def test_the_partnership_ends_on_the_split_date() -> None:
    (partnership,) = records("partnerships")
    assert (partnership.starts.first.year, partnership.ends.first) == (2014, SPLIT_DATE)


def test_every_kind_of_thing_occurs() -> None:
    items = records("configuration_items")
    assert {item.item_class for item in items} == set(ItemClass), "a class of configuration item is missing"
    assert {item.treatment for item in items if item.item_class is ItemClass.APPLICATION} == set(Treatment)
    assert {record.relation for record in records("dependencies")} == set(Relation), "a kind of dependency is missing"
    assert {item.audience for item in items_by_key().values()} == set(Audience), "an audience is missing"


# ------------------------------------------------------------------------------------------------------- it is invented
def test_every_row_is_marked_illustrative() -> None:
    for table in TABLES:
        if table == "attestations":
            continue  # a confirmation carries neither
        if "evidence" not in {shape.name for shape in columns_of(TABLES[table])}:
            assert all(row["source"] == "Illustrative" for row in rows(table)), f"{table}: one without its source"
            continue
        others = [row for row in rows(table) if (row["evidence"], row["source"]) != ("illustrative", "Illustrative")]
        assert others == [], f"{table}: rows that could be taken for facts"


def test_evidence_by_value_names_columns_and_classes() -> None:
    for table in KEYED:
        names = {shape.name for shape in columns_of(TABLES[table])}
        for record in records(table):
            for part in filter(None, record.value_evidence.split("; ")):
                found = re.fullmatch(r"(\w+): ([a-z ]+) \((.+)\)", part)
                assert found, f"{record.key}: {part!r} is not column: class (source)"
                assert found[1] in names, f"{record.key}: no column {found[1]}"
                assert Evidence(found[2]), f"{record.key}: no class {found[2]}"


def test_no_real_council_is_named() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    shape = re.compile(rf"\b({'|'.join(REAL_NAMES)})\b", re.IGNORECASE)
    found = [(file, name) for file, text in texts.items() for name in shape.findall(text)]
    assert found == [], "the invented case names a real council"


def test_company_numbers_and_ons_codes_cannot_be_real() -> None:
    numbers = {row["company_number"] for table in ("organisations", "suppliers") for row in rows(table)} - {""}
    assert all(re.fullmatch(r"ZZ\d{6}", number) for number in numbers), "a company number that might exist"
    assert {row["gss_code"] for row in rows("organisations")} == {""}, "an ONS code on an invented council"


# ---------------------------------------------------------------------------------------------------- it holds together
def test_keys_are_unique() -> None:
    for table in (*KEYED, "organisations", "partnerships"):
        counted = Counter((row.get("recorded_by", ""), row["key"]) for row in rows(table))
        assert max(counted.values(), default=1) == 1, f"{table}: {counted.most_common(1)} is there twice"
    keys = Counter(row["key"] for table in KEYED for row in rows(table))
    assert max(keys.values()) == 1, f"a reference to {keys.most_common(1)} could mean two things"


def test_every_reference_resolves() -> None:
    keys = {table: {row["key"] for row in rows(table)} for table in (*KEYED, "organisations", "partnerships")}
    keys["item"] = set().union(*(keys[table] for table in KEYED))
    lost = [(table, column, key) for table, _, column, target, key in references() if key not in keys[target]]
    assert lost == [], "references that lead nowhere"


def test_every_row_says_who_recorded_it() -> None:
    for table in (*KEYED, *UNDER_AN_ITEM, "attestations"):
        known = PARTNERS | ({"fernlight"} if table == "exit_words" else set())  # it speaks for itself
        assert {row["recorded_by"] for row in rows(table)} <= known, f"{table}: a stranger"


def test_dependencies_are_keyed_by_what_they_join() -> None:
    for record in records("dependencies"):
        assert record.key == f"{record.depends} | {record.relation.value} | {record.on}", record.key


def test_the_circles_are_those_that_are_meant() -> None:
    found = cycles((record.depends, record.on) for record in records("dependencies"))
    assert [len(group) for group in found] == [9, 5, 3, 2], f"other circles than meant: {found}"
    assert found[-1] == ("benefits-core", "council-tax-core")
    assert found[-2] == ("joint-directory", "privileged-access", "virtual-platform")
    assert {"adults-case", "care-payments"} <= set(found[1])
    assert {"finance-ledger", "housing-core", "crm"} <= set(found[0])


def test_parts_of_a_charge_add_up_but_for_the_one_that_is_meant_not_to() -> None:
    charges = {record.key: record for record in records("charges")}
    wholes = {record.part_of for record in charges.values()} - {""}
    gaps = {
        whole: charges[whole].amount - sum(part.amount for part in charges.values() if part.part_of == whole)
        for whole in wholes
    }
    assert gaps == {"CH-2627-ald": 0, "CH-2627-sta": 6_000_000}, "pence that the whole exceeds its parts by"


def test_the_year_end_can_be_trued_up() -> None:
    counted = {record.cost_key for record in records("key_counts")}
    last_year = [record for record in records("charges") if record.year == 2025]
    assert len(last_year) >= 10
    for record in last_year:
        assert record.actual is not None, f"{record.key} has no actual"
        assert {record.cost_key, record.true_up_key or record.cost_key} <= counted, f"{record.key}: no counts"
    assert any(record.true_up_key and record.actual != record.amount for record in last_year), "nothing to true up"
