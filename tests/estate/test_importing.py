"""Files into the record and out again: nothing lost, nothing twice, all or nothing, and back as it was."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from severalty.engine.estate.items import Contract, Post, Supplier
from severalty.engine.estate.parties import Audience
from severalty.estate import importing
from severalty.estate.reports import takeaway
from severalty.formats.case import CaseFile, read_case
from severalty.formats.case_writing import workbook_of, zip_of
from severalty.formats.intake import Taking, published_case, table_file
from severalty.formats.ocds import read_published
from severalty.tenancy.access import Viewer, operator_for
from severalty.tenancy.actions import Refused, withdraw_items
from severalty.tenancy.drafts import Effect
from severalty.tenancy.models import AuditEntry, Case, ChangeSet, Holding, Item, Organisation
from severalty.tenancy.queries import change_sets_for
from tests.conftest import NOON, Cast

CASES = Path(__file__).parents[2] / "cases"
NOTICES = Path(__file__).parents[1] / "data" / "contracts_finder"
NASTY = (
    "=1+1", "+44 20 7946 0000", "-lead", "@sum", "'quoted", "''=x", "'@x", "tab\tinside", "two\nlines",
    'a "quote", a comma; a semicolon', "café – naïve ☂ 漢字", "left\u200emark", "#N/A", "'#REF!", "=HYPERLINK(\"x\")",
    "EXAMPLE of a name", "_x0041_ literal", "0123", "1e5", "TRUE", "2025-03-31", "31/12/2025", "＝full width",
    "x" * 299, "|pipe", "back\\slash", "null", "None", "-5", "--5", "%s {0}", "<b>bold</b>",
)  # fmt: skip


def file_of(name: str = "test.xlsx", **tables: list[Any]) -> CaseFile:
    """A file that carries these records."""
    file = CaseFile(name)
    for table, records in tables.items():
        file.tables[table] = table_file(table, enumerate(records, start=2))
    return file


def bring(viewer: Viewer, case: Case, file: CaseFile, mode: str = "update") -> ChangeSet:
    """Bring a file in and give the change set."""
    return importing.apply(by=viewer, at=NOON, case=case, order=importing.Order(file, mode, "a test"))


def effects(viewer: Viewer, case: Case, file: CaseFile, mode: str = "update") -> dict[str, int]:
    """How many rows of a file would be new, changed, same and refused."""
    look = importing.preview(viewer, case, file, NOON, mode)
    return {effect.value: look.count(effect) for effect in Effect if look.count(effect)}


def exported(viewer: Viewer, case: Case) -> bytes:
    """The case as a zip."""
    about, rows = takeaway.export_for(viewer, case)
    return zip_of(about, rows)


# ---------------------------------------------------------------------------------------------------- out and in again


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_a_case_goes_out_and_into_a_fresh_installation_byte_for_byte(name: str, tmp_path: Path) -> None:
    operator = operator_for()
    case = importing.import_case(source=CASES / name, by=operator, at=NOON)
    first = exported(operator, case)
    assert effects(operator, case, read_case(first, "export.zip")) == {"same": read_case(first).rows}
    Case.objects.filter(pk=case.pk).update(key=f"{name}-old")
    target = tmp_path / "export.zip"
    target.write_bytes(first)
    again = importing.import_case(source=target, by=operator, at=NOON)
    assert again.pk != case.pk, "The second import did not open a case of its own."
    assert exported(operator, again) == first, "What comes out of the fresh installation differs from what went in."


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_every_organisation_brings_in_its_own_export_without_a_difference(cast: Cast, form: str) -> None:
    bring(operator_for(), cast.case, _shared_record())
    for name in ("north", "south", "service", "records"):
        viewer = cast.viewer(name)
        about, rows = takeaway.export_for(viewer, cast.case)
        data = zip_of(about, rows) if form == "zip" else workbook_of(rows)
        file = read_case(data, f"export.{form}")
        assert not file.problems, f"The export for {name} cannot be read again: {file.problems[0]}"
        assert file.rows == sum(map(len, rows.values()))
        assert effects(viewer, cast.case, file) == {"same": file.rows}, f"{name} finds a difference in its own export."


def _shared_record() -> CaseFile:
    suppliers = [
        Supplier(key="fenbrook", name="Fenbrook", recorded_by="north", audience=Audience.PARTNERS),
        Supplier(key="secret", name="Hidden Ltd", recorded_by="north"),
    ]
    contracts = [
        Contract(key="C-1", name="Ours", supplier="fenbrook", recorded_by="north", audience=Audience.PARTNERS),
        Contract(key="C-1", name="Theirs", supplier="fenbrook@north", recorded_by="south", audience=Audience.PARTNERS),
        Contract(key="C-2", name="With a hidden supplier", supplier="secret", recorded_by="north",
                 audience=Audience.NAMED, shared_with=("south",)),
        Contract(key="C-3", name="Only mine", recorded_by="north"),
    ]  # fmt: skip
    return file_of(suppliers=suppliers, contracts=contracts)


@pytest.mark.django_db
def test_an_export_holds_nothing_that_its_reader_may_not_see(cast: Cast) -> None:
    bring(operator_for(), cast.case, _shared_record())
    about, rows = takeaway.export_for(cast.viewer("south"), cast.case)
    text = zip_of(about, rows)
    names = {record.name for record in rows["contracts"]}
    assert names == {"Ours", "Theirs", "With a hidden supplier"}
    assert next(r for r in rows["contracts"] if r.key == "C-2").supplier == "", "The key of a hidden supplier leaks."
    assert b"Hidden" not in text
    assert "assumptions" not in takeaway.export_for(cast.viewer("supplier"), cast.case)[1], "Beliefs leave the house."


@pytest.mark.django_db
def test_sign_ins_of_a_case_leave_with_the_operator_only(cast: Cast) -> None:
    cast.case.facts = {"sign_ins": [{"email": "a@b.example"}], "reports": [{"id": "S9", "b": 1, "a": {"z": 1}}]}
    assert "sign_ins" not in takeaway.export_for(cast.viewer("north"), cast.case)[0]
    assert "sign_ins" in takeaway.export_for(operator_for(), cast.case)[0]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_nasty_texts_go_out_harmless_and_come_back_as_they_were(cast: Cast, form: str) -> None:
    viewer = cast.viewer("north")
    contracts = [
        Contract(key=f"N-{place:02}", name=text, description=text, route=text) for place, text in enumerate(NASTY)
    ]
    contracts += [Contract(key=f"EXAMPLE {place}", name="A key like the template's") for place in range(2)]
    bring(viewer, cast.case, file_of(contracts=contracts))
    _, rows = takeaway.export_for(viewer, cast.case)
    data = zip_of({}, rows) if form == "zip" else workbook_of(rows)
    file = read_case(data, f"nasty.{form}")
    back = {record.key: record for _, record in file.tables["contracts"].records}
    for contract in contracts:
        found = back[contract.key]
        assert (found.name, found.description, found.route) == (contract.name, contract.description, contract.route)
    assert effects(viewer, cast.case, file) == {"same": file.rows}
    assert not file.problems


# ------------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.django_db
def test_modes_stop_skip_and_update(cast: Cast) -> None:
    viewer = cast.viewer("north")
    bring(viewer, cast.case, file_of(contracts=[Contract(key="C-1", name="Before")]))
    file = file_of(contracts=[Contract(key="C-1", name="After"), Contract(key="C-2", name="Fresh")])
    assert effects(viewer, cast.case, file, "stop") == {"new": 1, "refused": 1}
    assert effects(viewer, cast.case, file, "skip") == {"new": 1, "same": 1}
    look = importing.preview(viewer, cast.case, file, NOON, "update")
    changed = next(draft for draft in look.drafts if draft.effect is Effect.CHANGED)
    assert (changed.before, changed.after) == ({"name": "Before"}, {"name": "After"})


@pytest.mark.django_db
def test_one_bad_row_stops_the_whole_file(cast: Cast) -> None:
    viewer = cast.viewer("north")
    file = file_of(contracts=[Contract(key="C-1", name="Good"), Contract(key="C-2", name="Bad", supplier="nobody")])
    with pytest.raises(Refused, match="Nothing was written"):
        bring(viewer, cast.case, file)
    assert not Item.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_fault_in_the_middle_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(done: int, total: int, message: str) -> None:
        if message == "Writing contracts":
            raise RuntimeError("the worker dies")

    file = file_of(suppliers=[Supplier(key="s", name="S")], contracts=[Contract(key="C", name="C", supplier="s")])
    order = importing.Order(file, "update", "a test")
    with pytest.raises(RuntimeError):
        importing.apply(by=cast.viewer("north"), at=NOON, case=cast.case, order=order, progress=broken)
    assert not Item.objects.exists()
    assert not ChangeSet.objects.exists()


@pytest.mark.django_db
def test_what_was_not_seen_is_not_written(cast: Cast) -> None:
    viewer = cast.viewer("north")
    file = file_of(contracts=[Contract(key="C-1", name="After")])
    seen = importing.preview(viewer, cast.case, file, NOON).digest
    bring(viewer, cast.case, file_of(contracts=[Contract(key="C-1", name="Somebody was quicker")]))
    with pytest.raises(Refused, match="changed since you looked"):
        importing.apply(by=viewer, at=NOON, case=cast.case, order=importing.Order(file, "update", "a test", seen))


@pytest.mark.django_db
def test_what_was_written_while_it_compared_is_not_written_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer, file = cast.viewer("north"), file_of(contracts=[Contract(key="C-1", name="Housing")])
    bring(viewer, cast.case, file)
    claim = read_case(b"item,organisation,weight\nC-1,south,5\n", "holdings.csv")
    compared, calls = importing.preview, []

    def slow(*arguments: Any) -> importing.Preview:
        look = compared(*arguments)
        calls.append(1)
        if len(calls) == 1:
            bring(viewer, cast.case, claim)
        return look

    monkeypatch.setattr(importing, "preview", slow)
    bring(viewer, cast.case, claim)
    assert Holding.objects.count() == 1, "Two imports at the same moment wrote one share twice."


@pytest.mark.django_db
def test_rows_of_others_cannot_be_changed_and_strangers_keys_tell_nothing(cast: Cast) -> None:
    bring(operator_for(), cast.case, _shared_record())
    south = cast.viewer("south")
    file = file_of(contracts=[
        Contract(key="C-1", name="Changed by South", recorded_by="north"),
        Contract(key="C-3", name="Guessing", recorded_by="north"),
        Contract(key="C-3", name="My own"),
    ])  # fmt: skip
    look = importing.preview(south, cast.case, file, NOON)
    assert [draft.effect for draft in look.drafts] == [Effect.REFUSED, Effect.REFUSED, Effect.NEW]
    wanted = {refusal.expected for refusal in look.drafts[1].refusals}
    unknown = file_of(contracts=[Contract(key="C-99", name="Not there", recorded_by="north")])
    look = importing.preview(south, cast.case, unknown, NOON)
    assert wanted == {refusal.expected for refusal in look.drafts[0].refusals}


@pytest.mark.django_db
def test_a_role_writes_only_what_it_may(cast: Cast) -> None:
    file = file_of(contracts=[Contract(key="C-1", name="By finance")])
    look = importing.preview(cast.viewer("finance"), cast.case, file, NOON)
    assert look.count(Effect.REFUSED) == 1
    assert "your role may not write them" in str(look.problems[0])


@pytest.mark.django_db
def test_a_problem_names_the_cell_of_the_sheet(cast: Cast) -> None:
    data = b"Key,,Name,Supplier\nC-1,,Housing,nobody\n"
    look = importing.preview(cast.viewer("north"), cast.case, read_case(data, "contracts.csv"), NOON)
    assert [(p.row, p.column, p.found) for p in look.problems] == [(2, "D", "nobody")]


# ----------------------------------------------------------------------------------------------------------------- undo


@pytest.mark.django_db
def test_undo_takes_back_what_was_new_and_puts_back_what_was_changed(cast: Cast) -> None:
    viewer = cast.viewer("north")
    bring(viewer, cast.case, file_of(contracts=[Contract(key="C-1", name="Before")]))
    before = exported(viewer, cast.case)
    file = file_of(
        suppliers=[Supplier(key="s", name="S")],
        contracts=[Contract(key="C-1", name="After", supplier="s"), Contract(key="C-2", name="Fresh")],
    )
    changes = bring(viewer, cast.case, file)
    outlook = importing.undo_outlook(viewer, cast.case, changes)
    assert (outlook.withdrawn, outlook.put_back, outlook.refusal) == (
        {"contracts": 1, "suppliers": 1}, {"contracts": 1}, "",
    )  # fmt: skip
    importing.undo(by=viewer, at=NOON, case=cast.case, change_set=changes)
    assert exported(viewer, cast.case) == before
    with pytest.raises(Refused, match="undone already"):
        importing.undo(
            by=viewer, at=NOON, case=cast.case, change_set=change_sets_for(viewer, cast.case).get(pk=changes.pk)
        )


@pytest.mark.django_db
def test_undo_is_refused_where_records_were_changed_or_referred_to_since(cast: Cast) -> None:
    viewer = cast.viewer("north")
    changes = bring(viewer, cast.case, file_of(suppliers=[Supplier(key="s", name="S"), Supplier(key="t", name="T")]))
    later = bring(viewer, cast.case, file_of(contracts=[Contract(key="C-1", name="Refers", supplier="s")]))
    assert "newer records refer" in importing.undo_outlook(viewer, cast.case, changes).refusal
    with pytest.raises(Refused, match="newer records refer"):
        importing.undo(by=viewer, at=NOON, case=cast.case, change_set=changes)
    importing.undo(by=viewer, at=NOON, case=cast.case, change_set=later)
    bring(viewer, cast.case, file_of(suppliers=[Supplier(key="t", name="Changed since")]))
    with pytest.raises(Refused, match="changed since"):
        importing.undo(by=viewer, at=NOON, case=cast.case, change_set=changes)


@pytest.mark.django_db
def test_undo_leaves_the_same_row_of_another_organisation_alone(cast: Cast) -> None:
    north, south = cast.viewer("north"), cast.viewer("south")
    shared = Contract(key="C-1", name="Shared", audience=Audience.PARTNERS, recorded_by="north")
    bring(operator_for(), cast.case, file_of(contracts=[shared]))
    claim = read_case(b"item,organisation,weight,claimed_by\nC-1@north,south,5,south\n", "holdings.csv")
    bring(north, cast.case, claim)
    changes = bring(south, cast.case, claim)
    importing.undo(by=south, at=NOON, case=cast.case, change_set=changes)
    assert list(Holding.objects.values_list("recorded_by__key", flat=True)) == ["north"]


@pytest.mark.django_db
def test_undo_of_a_row_that_was_withdrawn_is_refused(cast: Cast) -> None:
    viewer = cast.viewer("north")
    changes = bring(viewer, cast.case, file_of(posts=[Post(key="P-1", name="Head of ICT")]))
    withdraw_items(by=viewer, at=NOON, why="gone", case=cast.case, refs=list(Item.objects.values_list("pk", flat=True)))
    assert "changed since" in importing.undo_outlook(viewer, cast.case, changes).refusal


# ------------------------------------------------------------------------------------------- what others publish


@pytest.mark.django_db
def test_published_suppliers_join_those_on_record_by_number_and_wait_for_a_person_by_name(cast: Cast) -> None:
    viewer = cast.viewer("north")
    published = read_published(NOTICES / "releases.json")
    numbered = next(s for s in published.suppliers if any(scheme == "GB-COH" for scheme, _ in s.identifiers))
    number = next(number for scheme, number in numbered.identifiers if scheme == "GB-COH")
    named = next(s for s in published.suppliers if not any(scheme == "GB-COH" for scheme, _ in s.identifiers))
    bring(operator_for(), cast.case, file_of(suppliers=[
        Supplier(key="known", name="By number", company_number=number, recorded_by="south", audience=Audience.PARTNERS),
        Supplier(key="alike", name=named.name, recorded_by="north"),
        Supplier(key="hidden", name="Unseen", company_number="99887766", recorded_by="south"),
    ]))  # fmt: skip
    taking = Taking(known=takeaway.known_suppliers(viewer, cast.case))
    assert "hidden" not in {known.reference for known in taking.known}
    intake = published_case(published, "releases.json", taking)
    keys = {record.key for _, record in intake.file.tables["suppliers"].records}
    assert numbered.key not in keys, "A supplier with the company number of one on record came in twice."
    assert any(c.supplier == "known@south" or c.supplier == "known" for _, c in intake.file.tables["contracts"].records)
    waiting = [one for one in intake.alike if one.key.startswith("alike|")]
    assert waiting, "A supplier with the name of one on record was not put to a person."
    joined = published_case(published, "releases.json", Taking(known=taking.known, merged=frozenset({waiting[0].key})))
    assert len(joined.file.tables["suppliers"].records) == len(keys) - 1
    assert effects(viewer, cast.case, joined.file).get("refused", 0) == 0
    bring(viewer, cast.case, joined.file)
    assert effects(viewer, cast.case, joined.file) == {"same": joined.file.rows}


# ---------------------------------------------------------------------------------------------------------------- speed


@pytest.mark.django_db
def test_the_count_of_queries_does_not_grow_with_the_rows(cast: Cast) -> None:
    viewer, counts = cast.viewer("north"), []
    for size in (3, 60):
        suppliers = [Supplier(key=f"{size}-{n}", name=f"S {n}") for n in range(size)]
        contracts = [Contract(key=f"{size}-{n}", name=f"C {n}", supplier=f"{size}-{n}") for n in range(size)]
        file = file_of(suppliers=suppliers, contracts=contracts)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            importing.preview(viewer, cast.case, file, NOON)
        bring(viewer, cast.case, file)
        with CaptureQueriesContext(connection) as out:
            takeaway.export_for(viewer, cast.case)
        counts.append((len(seen), len(out)))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_organisations_are_found_by_their_plain_names(cast: Cast) -> None:
    assert takeaway.organisation_keys(cast.case)["fenbrook systems"] == "supplier"
    assert Organisation.objects.count() == 5
