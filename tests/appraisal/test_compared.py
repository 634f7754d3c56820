"""What is read of an appraisal: for each viewer what it may see and no more, and the same in every installation."""

import csv
import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from severalty.appraisal.models import (
    Addendum,
    Benefit,
    CostAmount,
    CostKey,
    CostLine,
    Envelope,
    Factor,
    GateVerdict,
    KeyCount,
    Option,
    Point,
    Score,
    ScoreSheet,
    Sourcing,
)
from severalty.appraisal.queries.compared import (
    Comparison,
    appraisal_by_key,
    appraisal_of_option,
    appraisals_for,
    comparison_for,
    comparison_of,
    left_blank,
)
from severalty.appraisal.reports.worked import worked_of
from severalty.engine.estate.parties import Audience
from severalty.estate import importing
from severalty.estate.reports.takeaway import export_for
from severalty.formats.case_writing import zip_of
from severalty.tenancy.access import PUBLIC_VIEWER, operator_for
from severalty.tenancy.models import Case, Item
from tests import imported
from tests.appraisal.choice import FIRST, Choice, make_choice
from tests.appraisal.conftest import CASES
from tests.conftest import NOON, Cast

pytestmark = pytest.mark.sqlite_enough

EVERYONE = ("north", "south", "service", "supplier", "stranger", "finance", "scrutiny", "records", "anonymous")
PARTNERS = {"north", "south", "service", "finance", "scrutiny", "records"}


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def everything(found: Comparison) -> str:
    """All that a comparison holds, as text in which a name or a key is found again."""
    kept = [getattr(found, one.name) for one in fields(found) if one.name not in ("organisations", "rows")]
    return repr(kept)


def secret(choice: Choice, **values: Any) -> Option:
    """An option of South's; partners see the line, sheet, benefit and gate beside it under which it is told of."""
    south = choice.cast.south
    option = choice.option("hidden", south, **({"audience": Audience.HOLDERS, "place": 9} | values))
    line = choice.cost_line("openline", option, south)
    choice.child(CostAmount, south, cost_line=line, year=FIRST, amount=777_777)
    sheet = choice.one(ScoreSheet, "score_sheets", "south-lead", south)
    choice.child(Score, south, sheet=sheet, option=option, factor=choice.control, score=7, reason="Telltale")
    choice.child(Point, south, option=option, side="con", place=1, text="Telltale")
    choice.child(GateVerdict, south, gate=choice.gate, option=option, verdict="fail", reason="Telltale")
    choice.one(Benefit, "benefits", "gain", south, option=option, annual=888_888)
    return option


# ---------------------------------------------------------------------------------------------------------- who sees it
@pytest.mark.parametrize("who", EVERYONE)
def test_an_appraisal_for_partners_is_read_by_partners_only(choice: Choice, who: str) -> None:
    viewer, case = choice.cast.viewer(who), choice.cast.case
    if who in PARTNERS:
        assert len(comparison_for(viewer, case, choice.appraisal.pk).options) == 2
        assert appraisal_by_key(viewer, case, "future-it") == choice.appraisal
    else:
        assert not appraisals_for(viewer, case)
        for find in (lambda: comparison_for(viewer, case, choice.appraisal.pk),
                     lambda: appraisal_of_option(viewer, case, choice.insource.pk)):  # fmt: skip
            with pytest.raises(Http404):
                find()


@pytest.mark.parametrize("who", EVERYONE)
def test_of_a_public_appraisal_everyone_reads_what_is_public_and_no_more(choice: Choice, who: str) -> None:
    public = (choice.appraisal.pk, choice.insource.pk)
    Item.objects.filter(pk__in=public).update(audience=Audience.PUBLIC)
    found = choice.seen(who)
    options = {one.name for one in found.options}
    assert options == ({"Insource", "Outsource"} if who in PARTNERS else {"Insource"})
    if who not in PARTNERS:
        assert (found.scores, found.lines, found.amounts, found.gates, found.verdicts) == ((), (), (), (), ())
        assert [one.text for one in found.points] == ["Own staff"], "A point is seen by those who see its option."


@pytest.mark.parametrize("who", sorted(PARTNERS - {"south"}))
def test_a_hidden_option_takes_everything_along_that_hangs_on_it(choice: Choice, who: str) -> None:
    before = choice.worked(who)
    secret(choice)
    said = everything(found := choice.seen(who))
    for word in ("hidden", "Hidden", "Telltale", "777777", "888888"):
        assert word not in said, f"{who} learns of {word}."
    assert [one.name for one in found.lines] == ["Desk", "Towers"]
    assert worked_of(found).appraised.conclusion is before.appraised.conclusion
    assert worked_of(found).appraised.standings == before.appraised.standings


def test_its_keeper_sees_all_of_it(choice: Choice) -> None:
    secret(choice)
    said = everything(choice.seen("south"))
    assert all(word in said for word in ("Hidden", "Telltale", "777777", "888888"))


@pytest.mark.parametrize("table", ["factor", "sheet", "gate", "line"])
def test_a_hidden_record_takes_the_rows_under_it_along(choice: Choice, table: str) -> None:
    row = choice.control if table == "factor" else getattr(choice, table)
    Item.objects.filter(pk=row.pk).update(audience=Audience.HOLDERS)
    found, own = choice.seen("south"), choice.seen("north")
    handle = own.handle_of(row.pk)
    assert handle
    assert handle not in everything(found)
    assert handle in everything(own)


def test_what_is_withdrawn_is_gone_for_its_keeper_too(choice: Choice) -> None:
    Item.objects.filter(pk=choice.outsource.pk).update(withdrawn=True)
    found = choice.seen()
    assert [one.name for one in found.options] == ["Insource"]
    assert {one.option for one in (*found.scores, *found.lines, *found.verdicts)} == {found.options[0].key}


def test_what_a_partner_writes_under_anothers_sheet_or_line_does_not_count(choice: Choice) -> None:
    before = choice.worked()
    south = choice.cast.south
    choice.child(Score, south, sheet=choice.sheet, option=choice.insource, factor=choice.control, score=0)
    choice.child(CostAmount, south, cost_line=choice.line, year=FIRST, amount=1)
    assert (choice.worked().appraised, choice.worked().digest) == (before.appraised, before.digest)


def test_a_partners_own_verdict_counts_and_makes_a_dispute(choice: Choice) -> None:
    choice.child(
        GateVerdict, choice.cast.south, gate=choice.gate, option=choice.insource, verdict="fail", reason="Late"
    )
    cell = choice.worked("north").appraised.gated.options[0].cells[0]
    assert (cell.disputed, len(cell.said)) == (True, 2)


def test_one_key_of_two_organisations_is_two_options(choice: Choice) -> None:
    choice.option("insource", choice.cast.south, place=3)
    found = choice.seen()
    assert [one.key for one in found.options] == [
        "options:insource@north", "options:outsource@north", "options:insource@south",
    ]  # fmt: skip
    assert {one.option for one in found.scores} == {"options:insource@north", "options:outsource@north"}
    assert all(found.handle_of(ref) == handle for handle, ref in found.refs.items())
    assert found.handle_of("nothing22222") == ""


def test_an_appraisal_of_another_case_is_not_found_under_this_one(choice: Choice) -> None:
    with pytest.raises(Http404):
        comparison_for(choice.cast.viewer("stranger"), choice.cast.other_case, choice.appraisal.pk)
    with pytest.raises(Http404):
        appraisal_of_option(choice.cast.viewer("north"), choice.cast.case, choice.appraisal.pk)


# ------------------------------------------------------------------------------------------------------- the first list
def test_the_first_list_leaves_out_what_an_addendum_added_and_all_that_hangs_on_it(choice: Choice) -> None:
    before = choice.worked()
    addendum = choice.one(Addendum, "addenda", "november")
    later = secret(choice, audience=Audience.PARTNERS, addendum=addendum)
    now, first = choice.seen(), choice.seen().first_list()
    handle = now.handle_of(later.pk)
    assert len(now.options) == 3
    for name in ("options", "points", "verdicts", "scores", "lines", "benefits"):
        assert handle in repr(getattr(now, name)), name
        assert handle not in repr(getattr(first, name)), f"{name} of a later option are in the first list"
    assert {one.cost_line for one in first.amounts} == {one.key for one in first.lines}
    again = worked_of(first).appraised
    assert (again.conclusion, again.leader, again.standings) == (
        before.appraised.conclusion, before.appraised.leader, before.appraised.standings,
    )  # fmt: skip


def test_havering_s_first_list_holds_two_options_and_none_of_them_is_viable(db: None) -> None:
    case = imported.from_folder(CASES / "havering-newham", NOON)
    row = appraisals_for(PUBLIC_VIEWER, case).get()
    found = comparison_of(PUBLIC_VIEWER, case, row)
    now, first = worked_of(found).appraised, worked_of(found.first_list()).appraised
    assert (now.conclusion.value, now.leader) == ("only one option is viable", "options:option-three@havering")
    assert (first.conclusion.value, len(first.standings)) == ("no option is viable", 2), "S0 4.5, 5.1"


# ------------------------------------------------------------------------------------------ the same wherever it stands
def _other_installation(case: Case) -> None:
    """Move a case out of the way, as if the next import went into another database: all references are new there."""
    Case.objects.filter(pk=case.pk).update(key=f"{case.key}-{case.pk}")


def _digest(case: Case) -> str:
    found = comparison_of(operator_for(), case, appraisals_for(operator_for(), case).first())
    return worked_of(found).digest


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demonstration", "havering-newham", "lincolnshire", "melton"])
def test_an_appraisal_has_one_digest_in_every_installation(db: None, tmp_path: Path, name: str) -> None:
    first = importing.import_case(source=CASES / name, by=operator_for(), at=NOON)
    before, refs = _digest(first), set(Item.objects.values_list("pk", flat=True))
    (path := tmp_path / "out.zip").write_bytes(zip_of(*export_for(operator_for(), first)))
    _other_installation(first)
    second = importing.import_case(source=CASES / name, by=operator_for(), at=NOON)
    assert not refs & set(Item.objects.filter(case=second).values_list("pk", flat=True)), "the references are the same"
    assert _digest(second) == before
    _other_installation(second)
    folder = tmp_path / "out"
    shutil.unpack_archive(path, folder)
    third = importing.import_case(source=folder, by=operator_for(), at=NOON)
    assert _digest(third) == before, "an export says something else than the case that it was made of"


def test_the_order_of_rows_in_a_file_decides_nothing(db: None, tmp_path: Path) -> None:
    case = imported.from_folder(CASES / "demonstration", NOON)
    before = _digest(case)
    _other_installation(case)
    folder = Path(shutil.copytree(CASES / "demonstration", tmp_path / "turned"))
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            heading, *rows = csv.reader(file)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading, *reversed(rows)])
    assert _digest(importing.import_case(source=folder, by=operator_for(), at=NOON)) == before


# ---------------------------------------------------------------------------------------------------------- it is quick
def test_reading_an_appraisal_takes_as_many_queries_for_more_rows(choice: Choice) -> None:
    key = CostKey.objects.create(item=choice.cast.item(choice.cast.north, "users", table="cost_keys"), unit="users")
    counts = []
    for start in (0, 12):
        for number in range(start, start + 12):
            option = choice.option(f"option-{number}")
            line = choice.cost_line(f"line-{number}", option, cost_key=key)
            choice.amounts(line, number)
            sheet = choice.one(ScoreSheet, "score_sheets", f"sheet-{number}", choice.cast.south)
            factor = choice.one(Factor, "factors", f"factor-{number}")
            choice.child(Score, choice.cast.south, sheet=sheet, option=option, factor=factor, score=1)
            choice.one(Envelope, "envelopes", f"envelope-{number}", year=FIRST)
            for table, name in ((Addendum, "addenda"), (Benefit, "benefits"), (Sourcing, "sourcings")):
                choice.one(table, name, f"{name}-{number}")
        if not start:
            KeyCount.objects.create(case=choice.cast.case, cost_key=key, organisation=choice.cast.north, count=5,
                                    recorded_by=choice.cast.north)  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            found = choice.seen()
        counts.append(len(asked))
        assert len(found.options) == 2 + start + 12
        with CaptureQueriesContext(connection) as asked:
            worked_of(found)
        assert not asked.captured_queries, "Working it out asks the database."
    assert counts[0] == counts[1], "More rows take more queries."


def test_sheets_and_lines_without_anything_in_them_are_counted_for_their_keeper(choice: Choice) -> None:
    cast = choice.cast
    assert left_blank(cast.viewer("north"), cast.case) == (0, 0)
    choice.one(ScoreSheet, "score_sheets", "blank")
    choice.cost_line("blank-line", choice.insource)
    choice.cost_line("another-line", choice.insource)
    assert left_blank(cast.viewer("finance"), cast.case) == (1, 2)
    assert left_blank(cast.viewer("south"), cast.case) == (0, 0), "South is told of what is North's to fill in."


def test_a_row_that_names_another_appraisals_option_is_named_and_not_passed_over(choice: Choice) -> None:
    line = choice.seen().lines[0]
    row = CostLine.objects.get(pk=choice.seen().refs[line.key])
    other = choice.another_option()
    CostLine.objects.filter(pk=row.pk).update(option=other)
    assert line.key not in {one.key for one in choice.seen().lines}
    said = [one for one in choice.worked().appraised.cautions if "another appraisal" in one]
    assert said == [
        f"{row.item.name} names the option {other.item.key}, which another appraisal holds; it is not counted here."
    ]
    Item.objects.filter(pk=other.pk).update(audience=Audience.HOLDERS)
    assert not choice.worked("south").comparison.strays, "South is told of an option that it may not see."


def test_a_partners_factor_counts_and_its_recorder_is_named(choice: Choice) -> None:
    assert not [one for one in choice.worked().appraised.cautions if "was recorded by" in one]
    choice.one(Factor, "factors", "risk", choice.cast.south)
    said = [one for one in choice.worked().appraised.cautions if "was recorded by" in one]
    assert said == ["Factor Risk was recorded by South Thornton, and the appraisal by North Thornton; it counts."]
