"""How pages of a plan read: days, money and counts as people say them, and the next step where there is nothing yet."""

import re
from datetime import date
from pathlib import Path

import pytest

from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import Dated
from severalty.tenancy.models import Item
from severalty.transition.actions import scenarios as actions
from severalty.transition.models import WorkPackage
from severalty.transition.queries.supposing import Change
from severalty.transition.reports.standing import AimFound, Told, lead_of, told_text
from severalty.transition.reports.timetable_table import lag_text
from tests.conftest import NOON
from tests.engine.transition.plans import ending, package, plan_of, wait
from tests.transition.planned import Desk, address
from tests.transition.test_standing import approve, shown

pytestmark = pytest.mark.sqlite_enough


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (date(2026, 1, 16), "ends on 16 January 2026, on the fixed end of 16 January 2026"),
        (date(2026, 1, 15), "ends on 15 January 2026, 1 day before the fixed end of 16 January 2026"),
        (date(2026, 1, 19), "ends on 19 January 2026, 3 days after the fixed end of 16 January 2026"),
    ],
)
def test_where_a_plan_ends_is_said_as_people_say_it(ends: date, words: str) -> None:
    assert words in lead_of(ending(plan_of(package("a", 1)), "2026-01-16"), ends)


def test_aims_are_told_in_whole_pounds() -> None:
    aim = AimFound("double running", 34_567_891, 34_500_050)
    assert (aim.shown(aim.value), aim.shown(aim.bound)) == ("£345,679", "£345,001")


def test_runs_have_a_column_for_another_day_only_where_one_has_it(desk: Desk) -> None:
    desk.keep()
    client = desk.cast.client_of("north")
    assert "As at" not in [one.label for one in _sheet(client.get(address("plan", desk.plan)), "runs").columns]
    desk.keep("As it stood", as_at=date(2026, 9, 1))
    assert "As at" in [one.label for one in _sheet(client.get(address("plan", desk.plan)), "runs").columns]


def _sheet(answer: object, ident: str):  # type: ignore[no-untyped-def]
    return next(one for one in answer.context["sheets"] if one.ident == ident)  # type: ignore[attr-defined]


def test_with_no_scenario_to_compare_the_way_to_one_is_shown(desk: Desk) -> None:
    page = desk.cast.client_of("north").get(address("compare", desk.plan)).content.decode()
    assert address("what-if", desk.plan) in page
    assert address("scenario-new", desk.plan) in page


def test_a_scenario_shows_days_as_people_write_them(desk: Desk) -> None:
    viewer, case = desk.cast.viewer("north"), desk.cast.case
    promise = Item.objects.get(table="promises", key="north-ready").pk
    changes = (Change(promise, "promised_for", "2027-04-09"), Change(promise, "latest", "+3 weeks"),
               Change(desk.ref("n-build"), "capital", "2500.00"))  # fmt: skip
    supposing = actions.Supposing(desk.plan, "Later", "", changes)
    made = actions.make_scenario(by=viewer, at=NOON, case=case, supposing=supposing)
    page = desk.cast.client_of("north").get(address("scenario", made)).content.decode()
    table = re.search(r"<table.*?</table>", page, re.DOTALL)[0]  # type: ignore[index]
    for words in ("26 March 2027", "9 April 2027", "18 June 2027", "£1,000", "£2,500"):
        assert words in table
    assert not re.search(r"\d{4}-\d\d-\d\d", table)


def test_progress_without_a_baseline_leaves_its_columns_out_and_leads_to_one(desk: Desk) -> None:
    run = desk.keep()
    client = desk.cast.client_of("north")
    answer = client.get(address("progress"))
    labels = [one.label for one in _sheet(answer, "packages").columns]
    assert labels[:5] == ["Package", "Workstream", "Starts", "Ends", "Done"]
    assert not {"Should be done", "Ends against the baseline", "Overdue", "Worked for"} & set(labels)
    link = f"{address('run', run.pk)}#form-baseline"
    assert link in answer.content.decode()
    assert 'id="form-baseline"' in client.get(address("run", run.pk)).content.decode()
    for who in ("south", "scrutiny"):
        page = desk.cast.client_of(who).get(address("progress")).content.decode()
        assert link not in page, f"{who} may set no baseline from this run"


def test_packages_of_which_nobody_says_how_far_they_are_stand_in_a_folded_list(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(tmp_path)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 3, 1))
    page = shown(desk, "north", "progress")
    assert "<summary>1 package should have begun, but nobody has said how far it is</summary>" in page
    assert re.search(r"<li><a [^>]*>Secret readiness</a></li>", page)


def test_a_shared_team_is_said_to_stand_in_the_workload_more_than_once(desk: Desk) -> None:
    desk.keep(keys=("n-build", "cut"))
    page = shown(desk, "north", "workload")
    assert "These are 2 teams: one of them is shared and stands here once for each organisation" in page


def test_a_plan_without_packages_leads_to_its_first_ones(desk: Desk) -> None:
    Item.objects.filter(table="work_packages").update(withdrawn=True)
    pages = {who: desk.cast.client_of(who).get(address("plan", desk.plan)) for who in ("north", "scrutiny")}
    for who, page in pages.items():
        told = page.content.decode()
        assert "there is nothing to work out yet" in told
        assert "What if it slips?" not in told
        assert "Work it out" not in told
        assert (address("make-packages", desk.plan) in told) == (who == "north"), f"{who} is led astray"


def test_one_day_of_work_is_told_as_one(desk: Desk) -> None:
    days = [(date(2027, 6, 25), date(2027, 6, 28)), (date(2027, 6, 29), date(2027, 6, 29))]
    keys = ("n-build", "n-ready")
    desk.keep(dates=[Dated(desk.ref(key), *span) for key, span in zip(keys, days, strict=True)])
    WorkPackage.objects.filter(item__key="n-ready").update(low=1, likely=1, high=1)
    client = desk.cast.client_of("north")
    first, last = (client.get(address("package", desk.ref(key))).content.decode() for key in keys)
    assert "By the plan that counts it starts on 25 June 2027 and ends on 28 June 2027." in first
    assert "By the plan that counts it is done on 29 June 2027." in last
    assert "1 working day; " in last
    assert "0 working days" not in last, "a wait without a lag has none"
    assert [lag_text(wait("a", "b", **kept)) for kept in ({"lag": 1}, {"overlap": 2}, {})] == [
        "1 working day", "an overlap of 2 working days", "",
    ]  # fmt: skip


def test_what_says_the_same_again_is_folded_until_it_is_leafed_through(desk: Desk) -> None:
    desk.keep(keys=("n-build", "cut"))
    board = shown(desk, "north", "waves")
    assert board.index("What goes in which wave") > board.index('<details class="sev-more"><summary>The same as tables')
    leafed = desk.cast.client_of("north").get(address("waves"), {"placed-part": "1"}).content.decode()
    assert '<details class="sev-more" open><summary>The same as tables' in leafed


def test_a_plan_of_which_none_is_possible_leads_to_what_clashes(desk: Desk) -> None:
    told = told_text(Told(conflict=("Build ends too late.",)))
    run = desk.keep(keys=(), state=RunState.IMPOSSIBLE, told=told)
    page = desk.cast.client_of("north").get(address("plan", desk.plan)).content.decode()
    assert "No plan is possible as things stand." in page
    assert f'href="{address("run", run.pk)}">None: see what clashes</a>' in page
    assert "No plan is possible" not in desk.cast.client_of("south").get(address("plan", desk.plan)).content.decode()
    desk.keep("A later run")
    assert "No plan is possible" not in desk.cast.client_of("north").get(address("plan", desk.plan)).content.decode()


@pytest.mark.parametrize(
    ("three", "words"), [((8, 10, 20), "10 working days, 8 to 20;"), ((1, 1, 1), "1 working day;")]
)
def test_an_estimate_is_said_once(desk: Desk, three: tuple[int, int, int], words: str) -> None:
    WorkPackage.objects.filter(item__key="n-build").update(low=three[0], likely=three[1], high=three[2])
    page = desk.cast.client_of("north").get(address("package", desk.ref("n-build"))).content.decode()
    assert f">{words}" in page
