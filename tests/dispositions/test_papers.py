"""The register and the impact on the partner as papers, and what this stage tells in a progress report."""

import re
from collections.abc import Callable

import pytest

from severalty.decisions.queries.papers import draft_of, papers_for
from severalty.decisions.reports.writing import content_of
from severalty.dispositions.models import Disposition, DispositionAnswer, FutureRole
from severalty.dispositions.queries.jointly import joint_rows
from severalty.dispositions.queries.workbench import workbench_for
from severalty.engine.dates import read_date
from severalty.engine.dispositions.register import totals_of
from severalty.engine.estate.parties import Audience
from severalty.formats.papers import PaperContent
from severalty.tenancy.access import operator_for, standing_for
from severalty.tenancy.models import Case, Item, Organisation
from tests import imported
from tests.appraisal.conftest import CASES
from tests.appraisal.test_sections import bare, section, sentences, table, texts
from tests.conftest import NOON

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change

ON = read_date("2026-11-22").first
Build = Callable[..., PaperContent]


@pytest.fixture
def built(demonstration: Case) -> Build:
    """A paper of the demonstration, as one organisation builds it."""

    def build(key: str, who: str) -> PaperContent:
        row = papers_for(operator_for(), demonstration).get(item__key=key)
        viewer = standing_for(Organisation.objects.get(case=demonstration, key=who), ON)
        return content_of(viewer, demonstration, draft_of(operator_for(), demonstration, row), ON, is_draft=False)

    return build


def told(content: PaperContent) -> str:
    """Every text of a paper."""
    return " ".join(text for one in content.sections for text in texts(one.blocks))


def forget_what_is_private(case: Case) -> None:
    """Take away every disposition that one council keeps to itself."""
    own = Item.objects.filter(case=case, table="dispositions", audience=Audience.HOLDERS.value)
    DispositionAnswer.objects.filter(disposition__item__in=own).delete()
    Disposition.objects.filter(item__in=own).delete()


# --------------------------------------------------------------------------------------------------------- the register
def test_the_register_is_whole_and_its_totals_are_those_of_the_rows_that_all_see(
    built: Build, demonstration: Case
) -> None:
    content = built("register-2026-12", "twinbridge")
    bench = workbench_for(standing_for(Organisation.objects.get(key="twinbridge"), ON), demonstration, ON)
    joint = joint_rows(bench)
    whole = totals_of([row for _, row in joint]).all
    last = table(section(content, "How far the councils have come").blocks, "By disposition").rows[-1]
    assert bare(last[1]) == f"{len(joint):,}"
    shown = rf"£{whole.one_off.pence // 100:,}(\.\d\d)? and {whole.one_off.unknown} not known"
    assert re.fullmatch(shown, bare(last[2])), "rounded, though nothing in it is an estimate"
    contracts = section(content, "Contracts")
    decided, open_ = contracts.blocks
    refs = {place.subject.ref for place, _ in joint if place.subject.table == "contracts"}
    named = {row[0] for row in decided.rows} | {row[0] for row in open_.rows}  # type: ignore[union-attr]
    assert len(named) == len(refs) == 73, "a contract is missing in the register"


def test_what_both_see_by_name_what_is_not_agreed_and_what_is_to_be_signed_are_among_it(built: Build) -> None:
    content = built("register-2026-12", "twinbridge")
    rows = table(section(content, "Contracts").blocks, "What becomes").rows
    assert any("(C-060)" in row[0] for row in rows), "a contract that both see is missing since a supplier sees it too"
    rows = table(section(content, "What is not agreed").blocks, "What the councils").rows
    found = {(row[0], row[1]): row for row in rows}
    careline = found["Careline alarms (C-026)", "Alderbourne Borough Council"]
    assert careline[2] == "disputed"
    assert careline[3].startswith("Stanmere Borough Council disputes it: Ten weeks are too few")
    assert found["Service desk and monitoring (C-054)", "Alderbourne Borough Council"][2] == "conflicting"
    rows = table(section(content, "Agreements between the councils").blocks, "A").rows
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("Agreement for a joint ICT service", "in force", "1"),
        ("Agreement for one CCTV control room", "waiting for signatures", "0"),
        ("Agreement to share staff", "in force", "0"),
    ]


@pytest.mark.parametrize("who", ["alderbourne", "stanmere"])
def test_what_one_council_keeps_to_itself_is_in_no_word_of_a_paper_for_all(
    built: Build, demonstration: Case, who: str
) -> None:
    """Whoever builds it: the same sections and figures as if there were nothing private at all."""
    before = built("register-2026-12", who)
    assert "Not yet" not in told(before), "a private reason is told"
    assert "ALD-C" not in told(before) + "".join(str(one.inputs) for one in before.figures)
    assert "STA-C" not in told(before)
    forget_what_is_private(demonstration)
    after = built("register-2026-12", who)
    assert (after.sections, after.figures) == (before.sections, before.figures)


# ----------------------------------------------------------------------------------------------------------- the impact
def test_what_one_council_proposes_is_told_for_the_other_in_cost_date_and_duty(
    built: Build, demonstration: Case
) -> None:
    content = built("impact-alderbourne-2026-12", "alderbourne")
    assert not any(one.heading.startswith("Alderbourne") for one in content.sections), "its own impact on itself"
    blocks = section(content, "Stanmere Borough Council").blocks
    rows = {row[0]: row for row in table(blocks, "What changes").rows}
    careline = rows["Careline alarms (C-026)"]
    assert careline[1] == "Alderbourne Borough Council: re-procure (disputed)"
    assert careline[3] == "31 January 2027"
    assert "Decide what becomes of it by 31 January 2027." in careline[6]
    assert rows["Arrears prediction (C-002)"][4] == "£25,101.01", "Alderbourne's part of what Stanmere goes on with"
    assert not any("Twinbridge" in row[1] or row[1].startswith("Stanmere") for row in rows.values())
    assert "wait for its answer" in sentences(blocks)
    assert "C-062" not in told(content), "what Alderbourne has not offered yet is told"
    forget_what_is_private(demonstration)
    assert built("impact-alderbourne-2026-12", "alderbourne").sections == content.sections


# ---------------------------------------------------------------------------------------------------- a progress report
def test_a_progress_report_tells_of_people_systems_contracts_and_money(built: Build) -> None:
    content = built("joint-committee-2026-12", "twinbridge")
    people = table(section(content, "People").blocks, "Posts in scope").rows
    assert ("Stanmere Borough Council", "secondment ends", "1") in [
        (one, two, bare(three)) for one, two, three in people
    ]
    assert "roles must stand before transition begins" in sentences(section(content, "People").blocks)
    assert "shared systems and data stores" in sentences(section(content, "Information").blocks)
    routes = [row[0] for row in table(section(content, "Contracts").blocks, "What becomes of contracts").rows]
    assert {"novate", "split", "re-procure"} <= set(routes)
    money = bare(sentences(section(content, "Stanmere Borough Council", after="Budget").blocks))
    assert "£2,080,000 outside the headline figure" in money, "laptops of one year and of a range of three"
    assert "£1,500,000 bid submitted" in money
    assert "What is proposed for Stanmere Borough Council would cost" in money
    for who in ("alderbourne", "stanmere"):  # severance and the bid manager are for their own eyes, here too
        blocks = section(built("joint-committee-2026-12", who), "People").blocks
        assert sum(int(bare(row[2])) for row in table(blocks, "Posts in scope").rows) == 22, who
        assert "12 roles" in bare(sentences(blocks)), who


def test_a_role_filled_by_a_post_that_not_all_see_is_told_like_one_without_a_post(
    built: Build, demonstration: Case
) -> None:
    """A progress report counted the posts behind roles, hidden ones too, and so told that they exist."""
    role = FutureRole.objects.get(item__key="R-ald-02")
    assert role.filled_by is not None
    Item.objects.filter(pk=role.filled_by.pk).update(audience=Audience.HOLDERS.value)
    hidden = sentences(section(built("joint-committee-2026-12", "stanmere"), "People").blocks)
    FutureRole.objects.filter(pk=role.pk).update(filled_by=None)
    assert sentences(section(built("joint-committee-2026-12", "stanmere"), "People").blocks) == hidden


def test_the_report_of_two_real_councils_has_its_money_and_no_more_than_is_stated(db: None) -> None:
    case = imported.from_folder(CASES / "havering-newham", NOON)
    row = papers_for(operator_for(), case).get(item__key="joint-committee-2024-06")
    viewer = standing_for(row.item.recorded_by, ON)
    content = content_of(viewer, case, draft_of(viewer, case, row), ON, is_draft=False)
    newham = bare(sentences(section(content, "London Borough of Newham", after="Budget").blocks))
    assert "Money of the programme: £8,100,000, and £804,000 outside the headline figure" in newham
    assert "£1,500,000 bid submitted" in newham
    assert "£5,600,000 sought" in newham
    havering = bare(sentences(section(content, "London Borough of Havering", after="Budget").blocks))
    assert "Money of the programme: £9,000,000." in havering
