"""How plans stand: progress with a baseline and without, the path to confidence, and what papers tell of both."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from severalty.decisions.queries.papers import draft_of, papers_for
from severalty.decisions.reports.writing import content_of
from severalty.engine.dates import read_date
from severalty.engine.transition.packages import Maturity, Workstream
from severalty.engine.transition.path import PathQuestion, path_of
from severalty.engine.transition.progress import ConfidenceStep
from severalty.estate import importing
from severalty.formats.documents import Bullets, Paragraph, Section, Table
from severalty.formats.papers import PaperContent
from severalty.tenancy.access import Viewer, operator_for, standing_for
from severalty.tenancy.models import Item
from severalty.tenancy.permissions import Permission
from severalty.transition import models
from severalty.transition.actions.confidence import keep_confidence
from severalty.transition.reports.keeping import to_keep
from severalty.transition.reports.narrowed import narrowed
from severalty.transition.reports.standing_tables import narrows_words
from tests import imported
from tests.appraisal.conftest import CASES
from tests.conftest import NOON, TODAY
from tests.engine.transition.plans import package, plan_of, wait
from tests.transition.planned import TAIL, Desk, address

pytestmark = pytest.mark.sqlite_enough

PACKAGES = f"key,name,workstream,kind,council,low,likely,high,fulfils,capital,owner,maturity,{TAIL}"
STEPS = f"key,name,workstream,package,element,colour,reason,action,owner,due,moves_to,done_on,{TAIL}"
SIMULATED = "tests.transition.pages_told.simulated"


@pytest.fixture
def standing(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The plan with steps to confidence and a run of either council; nothing is simulated."""
    monkeypatch.setattr("severalty.transition.reports.keeping.NARROWED", "tests.transition.test_standing.by_three")
    monkeypatch.setattr("severalty.transition.reports.pictures_sections.SIMULATED", SIMULATED)
    bring(
        tmp_path,
        confidence_steps=STEPS
        + "rehearse,Rehearsal,handover,cut,Cut-over,red,No rehearsal yet,Rehearse,Head of ICT,2026-10-01,quoted,,"
        "partners,service,reported\n"
        "agreed,Agreement,handover,,Agreement,green,,Sign,Head of ICT,2026-09-01,,2026-09-03,"
        "partners,service,reported\n"
        "scope,Secret scope,north,n-build,Secret element,amber,Secret reason,Secret action,Head of North,2026-12-01,"
        "quoted,,holders,north,reported\n"
        "hush,Quiet scope,south,s-build,Quiet element,red,Quiet reason,,,,indicative,,holders,south,reported\n",
    )
    desk.keep()
    desk.keep("Quiet run", "south", ("s-build", "s-ready", "cut"))
    return desk


def by_three(record: Any, steps: Any, risks: Any = (), look: Any = None) -> dict[str, int | None]:
    """In place of the simulation."""
    return {one.key: None if one.key == "rehearse" else 3 for one in steps if one.package}


def bring(folder: Path, **tables: str) -> None:
    """Bring more rows in."""
    for path in folder.glob("*.csv"):
        path.unlink()
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    importing.import_case(source=folder, by=operator_for(), at=NOON)


def approve(folder: Path) -> None:
    """A baseline of all, one of North's own, and how far the work of North has come since."""
    bring(
        folder,
        baselines=f"key,name,plan,set_on,{TAIL}"
        "joint,Agreed dates,split,2026-10-01,partners,service,reported\n"
        "own,Secret baseline,split,2026-10-02,holders,north,reported\n",
        baseline_dates="baseline,package,starts,ends,cost,recorded_by,evidence\n"
        "joint,cut,2027-02-26,2027-02-26,4321.00,service,reported\n"
        "own,n-build,2026-11-02,2026-11-27,1000.00,north,reported\n"
        "own,n-ready,2026-11-30,2026-12-04,200.00,north,reported\n",
        work_packages=f"{PACKAGES[:-1]},started_on,percent_done,spent\n"
        "n-build,Secret build,north,build,north,8,10,20,,1000.00,Head of North,indicative,holders,north,reported,"
        "2026-11-02,40,500.00\n",
    )


def shown(desk: Desk, who: str, page: str, **asked: str) -> str:
    answer = desk.cast.client_of(who).get(address(page), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0])  # type: ignore[index]


def test_without_a_baseline_progress_says_so(standing: Desk) -> None:
    page = shown(standing, "north", "progress")
    assert "No baseline is set that you may see." in page
    assert "Secret build" in page


def test_progress_is_told_against_the_newest_baseline_that_one_may_see(
    standing: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(tmp_path)
    page = shown(standing, "north", "progress")
    assert "Against “Secret baseline”, set on 2 October 2026." in page
    assert "40%" in page
    assert "£500" in page
    client = standing.cast.client_of("north")
    older = client.get(address("progress"), {"baseline": client.get(address("progress")).context["baselines"][1].pk})
    [cut] = [one for one in older.context["earned"].standings if one.name == "Cut over together"]
    assert cut.later == 11, "from 26 February to 15 March 2027"
    assert older.context["sheets"][0].rows[0] == cut, "what ends latest stands first"
    assert "Agreed dates" in shown(standing, "south", "progress")
    may = Viewer.may
    monkeypatch.setattr(
        Viewer, "may", lambda one, what, *case: what is not Permission.MONEY_VIEW and may(one, what, *case)
    )
    page = shown(standing, "north", "progress")
    assert ("40%" in page, "£" in page) == (True, False), "Who may not see money reads of it in the progress of a plan."


def test_each_step_says_by_how_much_it_narrows_the_band_when_it_is_asked_or_kept(
    standing: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(standing, "north", "path")
    assert "3 working days" not in page, "what takes long is worked out only for whoever asks"
    assert "?narrow=now" in page
    page = shown(standing, "north", "path", narrow="now")
    assert "Secret action" in page
    assert "3 working days" in page
    assert "cannot be said while work is undefined or has no room" in page
    assert "keeps half of the spread" in page
    assert "1 step is overdue" in page
    assert "▲ red" in page
    monkeypatch.setattr("severalty.transition.reports.keeping.SIMULATED", SIMULATED)
    seen = standing.seen()
    found = to_keep(seen, NOON)
    keep_confidence(by=seen.viewer, at=NOON, case=seen.case, run=seen.run.pk, found=found)
    monkeypatch.setattr("severalty.transition.reports.keeping.NARROWED", "nothing.is.simulated")
    assert "3 working days" in shown(standing, "north", "path"), "what is kept and holds stands there unasked"


@pytest.mark.parametrize("page", ["progress", "path"])
def test_what_north_keeps_to_itself_moves_nothing_that_south_is_shown(
    standing: Desk, tmp_path: Path, page: str
) -> None:
    approve(tmp_path)
    before = shown(standing, "south", page)
    assert "Quiet build" in before or "Quiet element" in before
    assert "Secret" not in before
    assert "Head of North" not in before
    assert "Secret" in shown(standing, "north", page)
    Item.objects.filter(recorded_by=standing.cast.north, audience="holders").update(withdrawn=True)
    assert shown(standing, "south", page) == before
    for who in ("stranger", "anonymous"):
        assert standing.cast.client_of(who).get(address(page)).status_code in (302, 404)


@pytest.mark.parametrize("page", ["progress", "path"])
def test_as_many_queries_however_many_packages_and_steps(standing: Desk, tmp_path: Path, page: str) -> None:
    client = standing.cast.client_of("north")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address(page))
        return len(found)

    approve(tmp_path)
    queries()
    few = queries()
    rows, steps, days = "", "", ""
    for one in range(20):
        rows += f"m-{one},More {one},north,build,north,3,4,5,,10.00,,quoted,holders,north,reported\n"
        steps += f"p-{one},Step {one},north,m-{one},,amber,,,,2026-12-01,approved,,holders,north,reported\n"
        days += f"own,m-{one},2026-11-02,2026-11-27,10.00,north,reported\n"
    bring(tmp_path, work_packages=PACKAGES + rows, confidence_steps=STEPS + steps,
          baseline_dates=f"baseline,package,starts,ends,cost,recorded_by,evidence\n{days}")  # fmt: skip
    assert queries() == few


# ------------------------------------------------------------------------------------------------------------- papers


def built(case: Any, key: str, who: Any = None) -> PaperContent:
    """A paper, as whoever keeps it builds it."""
    row = papers_for(operator_for(), case).get(item__key=key)
    viewer = who or standing_for(row.item.recorded_by, TODAY)
    return content_of(viewer, case, draft_of(viewer, case, row), TODAY, is_draft=False)


def section(content: PaperContent, heading: str, after: str = "") -> Section:
    place = next((place for place, one in enumerate(content.sections) if one.heading == after), -1)
    return next(one for one in content.sections[place + 1 :] if one.heading == heading)


def told(content: PaperContent, heading: str, after: str = "") -> str:
    """The texts of a section."""
    found: list[str] = []
    for block in section(content, heading, after).blocks:
        match block:
            case Paragraph():
                found.append(block.text)
            case Bullets():
                found += block.items
            case Table():
                found += [block.caption, *(cell for row in block.rows for cell in row)]
    return re.sub(r" \[\d+\]", "", "\n".join(found))


def test_a_highlight_report_tells_of_the_period_from_the_record(standing: Desk, tmp_path: Path) -> None:
    approve(tmp_path)
    head = f"key,name,kind,organisation,subject,period_from,period_to,{TAIL}"
    bring(
        tmp_path,
        papers=f"{head}november,Highlights of November,highlight,north,plans:split,2026-11-01,2026-11-30,partners,"
        "north,reported\n"
        f"quiet,Highlights of South,highlight,south,plans:split,2026-11-01,2026-11-30,partners,south,reported\n",
        cut_over_rules=f"key,name,plan,kind,rollback,{TAIL}"
        "tie,All leave at one time,split,all at one time,Sunday noon,partners,service,reported\n",
        cut_over_members="rule,package,recorded_by,evidence\ntie,cut,service,reported\n",
    )
    person = {"colour": "green", "colour_by": "Head of ICT", "colour_on": read_date("2026-11-03")}
    models.Workstream.objects.filter(item__key="north").update(**person, colour_because="It is priced")
    content = built(standing.cast.case, "november")
    whole = {one.heading: told(content, one.heading) for one in content.sections}
    every = "\n".join(whole.values())
    assert "1 November 2026 to 30 November 2026: 0 of 3 packages are finished" in every
    assert "The period is not over: this is how things stand on 22 November 2026." in every
    assert "Secret build, 2 November 2026; 40 % done" in every
    assert "Secret readiness" not in told(content, "Done in the period")
    assert "Spent so far, where anybody has said so: £500" in every
    assert "When each workstream ends\nHandover\n15 March 2027" in every
    assert "The choice" in every, "a decision that work waits for"
    assert "Of 1 cut-over that all make at one time, 1 has not every council’s go yet." in every
    assert "All leave at one time\nwaits for Thornton Shared ICT\nSunday noon" in every
    assert "Rehearse\nHead of ICT\n1 October 2026 (overdue)" in every
    assert "stated green by Head of ICT on 3 November 2026: It is priced" in every
    assert "Sign" not in every, "what is done moves nothing on any more"
    other = "\n".join(told(built(standing.cast.case, "quiet"), one.heading) for one in content.sections)
    assert "Quiet element" in other
    assert "Secret" not in other
    assert "It is priced" not in other, "what North states of its private workstream"


def test_the_joint_report_of_two_boroughs_is_whole(db: None) -> None:
    case = imported.from_folder(CASES / "havering-newham", NOON)
    person = {
        "colour": "amber",
        "colour_by": "Director",
        "colour_on": read_date("2024-06-03"),
        "colour_because": "Late",
    }
    models.Workstream.objects.filter(item__key="ws-newham").update(**person)
    content = built(case, "joint-committee-2024-06")
    havering = section(content, "London Borough of Havering", "Plans and confidence")
    [path] = [one for one in havering.blocks if isinstance(one, Table)]
    assert path.caption == "Path to increasing planning confidence"
    assert len(path.rows) == 8, "S1, appendix 2"
    [cloud] = [row for row in path.rows if row[0] == "Cloud Adoption - Amber"]
    assert cloud[1] == "amber"
    assert cloud[3] == "August 2024"
    [m365] = [row for row in path.rows if row[0] == "M365"]
    assert m365[1] == "not stated", "the report gives it no colour, and none is made up"
    newham = told(content, "London Borough of Newham", "Plans and confidence")
    assert "What the others are shown of the plan: high level." in newham
    assert "not calculated: stated amber by Director on 3 June 2024: Late." in newham
    assert "Path to" not in newham, "appendix 2 tells of Havering alone"


# --------------------------------------------------------------------------------------------------------- narrowing
SURE = package("sure", 20, low=20, high=20)
WIDE = package("wide", 20, low=10, high=60, maturity=Maturity.INDICATIVE)
VAGUE = package("vague", None, maturity=Maturity.UNDEFINED)


def step(key: str, package: str, moves_to: Maturity = Maturity.QUOTED, **more: Any) -> ConfidenceStep:
    return ConfidenceStep(key=key, name=key, workstream="ws", package=package, moves_to=moves_to, **more)


@pytest.mark.slow
@pytest.mark.engine_only
def test_a_better_estimate_narrows_the_band_and_what_is_undefined_stays_unsaid() -> None:
    record = plan_of(SURE, WIDE, VAGUE, package("after", 5), waits=(wait("wide", "sure"), wait("after", "vague")))
    steps = (
        step("quote", "wide"), step("approve", "wide", Maturity.APPROVED), step("none", "vague"),
        step("behind", "after"), step("idle", "sure"), step("worse", "wide", Maturity.INDICATIVE),
        step("done", "wide", done_on=TODAY),
    )  # fmt: skip
    found = narrowed(record, steps)
    quote, approve = found.pop("quote"), found.pop("approve")
    assert quote is not None
    assert approve is not None
    width = 50 * (1 - 2 * (0.1 * 0.5) ** 0.5)  # near enough: P10 to P90 of 10, 20, 60
    assert quote == pytest.approx(width / 2, abs=4)
    assert quote < approve < width
    assert found == {"none": None, "behind": None, "idle": 0}
    assert narrowed(replace(record, packages=record.packages[:2], waits=()), (step("x", "gone"),)) == {}


@pytest.mark.engine_only
def test_words_for_what_a_step_narrows() -> None:
    steps = (step("a", "wide"), step("b", "wide"), step("c", "wide"), step("d", "wide"))
    record = plan_of(WIDE, workstreams=(Workstream(key="ws", name="Network", plan="plan"),))
    question = PathQuestion(
        record.workstreams, record.packages, steps, date(2026, 11, 22), narrows={"a": 1, "b": None, "c": -1}
    )
    [stream] = path_of(question).streams
    assert [narrows_words(one) for one in stream.steps] == [
        "1 working day", "cannot be said while work is undefined or has no room", "by no whole working day", "",
    ]  # fmt: skip
