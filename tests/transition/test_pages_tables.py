"""Tables and sentences of a plan's pages from records alone: what is not defined is told, and never made a day."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict

from severalty.engine.dates import day
from severalty.engine.transition.confidence.results import Chance
from severalty.engine.transition.packages import Maturity, PackageKind, PackageNeed, WorkPackage, Workstream
from severalty.engine.transition.progress import MoneyClass
from severalty.engine.transition.record import Dated, GateFact
from severalty.engine.transition.resources import CutOverKind, CutOverMember, CutOverRule, Team, Wave
from severalty.engine.transition.spending import SpendLine
from severalty.formats.documents import Bullets, Paragraph, Table
from severalty.transition.reports.budget_table import budget_picture
from severalty.transition.reports.confidence_table import (
    Told,
    bands_sheet,
    chances_sheet,
    confidence_blocks,
    confidence_sheets,
    cost_sheet,
    curve_picture,
    drivers_sheet,
    headline,
    joint_words,
    merges_sheet,
    mitigated_sheet,
    path_words,
    per_cent,
    spread_picture,
    weekend_words,
)
from severalty.transition.reports.pictures import groups_of, key_rows, links_of, pages_of, row_of, words_of
from severalty.transition.reports.pictures_look import Look, explained
from severalty.transition.reports.timetable_table import keys_sheet, packages_sheet
from severalty.transition.reports.waits_table import bridges_sheet, circles_of, circles_sheet
from severalty.transition.reports.wave_table import board_of, waves_table
from severalty.transition.reports.workload_table import worked_load
from severalty.web.sheets import Sheet, in_parts
from tests.engine.transition.plans import ending, package, plan_of, wait
from tests.transition.pages_told import FOUND, MITIGATED, UNDEFINED, Laid

pytestmark = [pytest.mark.engine_only, pytest.mark.sqlite_enough]
DAYS = {
    "move": Dated("move", date(2026, 1, 5), date(2026, 1, 9), 1),
    "cut": Dated("cut", date(2026, 1, 12), date(2026, 1, 12), 1),
}
MOVE = package("move", 5, council="alder", percent_done=40, started_on=day(date(2026, 1, 5)))
CUT = package("cut", 1, council="stan", kind=PackageKind.CUT_OVER)
VAGUE = package("vague", None)
RECORD = plan_of(
    MOVE, CUT, VAGUE, waits=(wait("cut", "move"),),
    waves=(Wave(key="w", name="Wave 1", plan="plan", number=1, most=0),),
    rules=(CutOverRule(key="r", name="Together", kind=CutOverKind.TOGETHER),),
    members=(CutOverMember(rule="r", package="cut"), CutOverMember(rule="r", package="other")),
)  # fmt: skip
LOOK = Look(RECORD, DAYS, baseline={"cut": (date(2026, 1, 7), date(2026, 1, 7))}, critical=frozenset({"cut"}),
            floats={"move": 0, "cut": 0}, chain=(("move", "cut"),))  # fmt: skip


def cells(sheet: Sheet) -> list[list[str]]:
    return [[re.sub(r"<[^>]+>", "", str(cell.html)) for cell in row] for row in sheet.body]


def told(found: object = FOUND) -> Told:
    return Told(found, Laid().day_at, str.title)  # type: ignore[arg-type]


def test_a_row_says_in_words_what_its_bar_shows() -> None:
    assert words_of(LOOK, CUT) == "on 12 January 2026; critical; approved for on 7 January 2026"
    assert words_of(LOOK, MOVE) == "5 January 2026 to 9 January 2026; 0 working days to spare; 40 per cent done"
    assert words_of(LOOK, VAGUE) == "no dates yet; work not defined yet"
    assert row_of(LOOK, VAGUE).bar is None, "what has no dates has no bar"
    assert row_of(LOOK, CUT).tag == "critical"


def test_packages_stand_in_groups_and_long_groups_in_parts() -> None:
    assert [one.name for one in groups_of(LOOK, "wave")] == ["Wave 1", "In no wave"]
    assert [one.name for one in groups_of(LOOK, "council")] == ["alder", "stan", "All together"]
    assert [one.name for one in groups_of(LOOK, "team")] == ["No team named"]
    pages = pages_of(groups_of(LOOK, "workstream"), 2)
    assert [[group.name for group in page] for page in pages] == [["ws, 1 to 2 of 3"], ["ws, 3 to 3 of 3"]]
    assert [one.name for page in pages for group in page for one in group.packages] == ["Move", "Cut", "Vague"]


def test_links_are_drawn_on_demand_alone() -> None:
    here = {one.key: one.key for one in RECORD.packages}
    assert links_of(LOOK, "", here) == ()
    assert [(one.before, one.after, one.critical) for one in links_of(LOOK, "move", here)] == [("move", "cut", True)]
    assert len(links_of(LOOK, "critical", here)) == 1
    assert links_of(LOOK, "critical", {"move": "move"}) == (), "not to what another page shows"


def test_days_that_bind_are_told_and_what_is_not_known_is_not_drawn() -> None:
    record = replace(
        ending(RECORD, "2026-12-18"), gates=(GateFact("g", "Cabinet"), GateFact("h", "Board", date(2026, 2, 2)))
    )
    rows = {row.ident: row.words for row in key_rows(replace(LOOK, record=record))}
    assert rows == {"fixed": "Must end by 18 December 2026", "gates": "Board: 2 February 2026"}


def test_a_wave_with_more_than_it_takes_says_so_in_words() -> None:
    (lane,) = board_of(LOOK, {"cut": "/move/"}, {"cut": [("/go/", "waits for Stan")]})
    assert lane.size == "1 cut-over of 0 at most: 1 too many"
    assert [card.package.name for card in lane.cards] == ["Move", "Cut"]
    assert [card.move for card in lane.cards] == ["", "/move/"]
    assert waves_table(LOOK, [lane]).rows[0][3] == "Move; Cut"
    assert [card.goes for card in lane.cards] == [(), (("/go/", "waits for Stan"),)]


def test_why_a_package_stands_where_it_does_comes_from_the_record_alone() -> None:
    record = replace(RECORD, rules=(), members=(), packages=(replace(MOVE, started_on=None, percent_done=None), CUT),
                     previous=tuple(DAYS.values()), waves=())  # fmt: skip
    found = explained(Look(record, DAYS))
    assert found.critical == {"move", "cut"}
    assert found.chain == (("move", "cut"),)
    assert "waits for Move" in found.told["cut"].why_here[0]
    lost = replace(record, previous=record.previous[:1])
    assert explained(Look(lost, DAYS)).told == {}, "dates that no longer go with the record explain nothing"


def test_circles_are_named_with_their_cheapest_bridge() -> None:
    waits = (wait("cut", "move"), wait("move", "cut", bridge="A nightly copy", bridge_cost=600_00))
    look = Look(plan_of(MOVE, CUT, waits=waits))
    found = circles_of(look)
    assert cells(circles_sheet(look, found))[0][0] == "Cut, Move"
    assert cells(bridges_sheet(look, found)) == [["Move", "Cut", "A nightly copy", "£600"]]


def test_the_first_sentence_gives_chance_range_and_the_plans_own_date() -> None:
    assert headline(told()) == (
        "The chance to meet the fixed end, 5 July 2027, is 71% (give or take 1 point). Everything has ended by "
        "31 May 2027 in half of the draws, and by 30 June 2027 in 80 of 100. "
        "The plan itself ends on 29 April 2027, the P18 date."
    )


@pytest.mark.parametrize(
    ("plan_end", "share", "words"),
    [
        (110.0, 0.07, "By likely durations alone it ends on 21 April 2027, the P7 date."),
        (118.0, 0.004, "The plan itself ends on 29 April 2027, the P1 date."),
        (118.0, 0.0, "The plan itself ends on 29 April 2027, sooner than any draw."),
        (118.0, 1.0, "The plan itself ends on 29 April 2027, no sooner than any draw."),
    ],
)
def test_only_the_end_by_likely_durations_is_called_that(plan_end: float, share: float, words: str) -> None:
    path = replace(FOUND.single_path, plan_end=plan_end, percentile=share)  # type: ignore[type-var]
    found = told(replace(FOUND, single_path=path))
    assert headline(found).endswith(words)
    assert ("The end by likely durations" in str(curve_picture(found))) == ("likely" in words)


def test_what_is_not_defined_gets_no_day_anywhere() -> None:
    found = told(UNDEFINED)
    assert headline(found) == (
        "The chance to meet the fixed end, 5 July 2027, cannot be told while work is undefined; it is 90% at most. "
        "No date can be given for the end: 1 piece of work is not defined."
    )
    assert curve_picture(found) == ""
    rows = {row[0]: row[1:] for row in cells(bands_sheet(found))}
    assert rows["Everything"] == ["–", "–", "–", "–", "not defined", "not defined; it hangs on S-Build"]
    assert rows["Work of North"][:4] == ["31 January 2027", "12 March 2027", "11 April 2027", "21 April 2027"]
    blocks = confidence_blocks(found)
    assert blocks[-1] == Bullets(("Not defined: S-Build",))


def test_a_band_that_never_ends_says_why() -> None:
    found = told(replace(FOUND, whole=replace(FOUND.whole, percentiles=(), lost=1.0), workstreams=()))
    assert cells(bands_sheet(found))[0][5:] == [
        "ends never in some draws",
        "in 100% of the draws it never ends: no meeting is known that late, or a team has no room",
    ]  # fmt: skip


def test_of_many_days_that_bind_the_ten_least_sure_stand_first_and_the_rest_is_a_link_away() -> None:
    days = tuple(Chance(f"d{one}", f"Notice {one}", 60.0 + one, one / 40, 0.01) for one in range(1, 31))
    found = told(replace(FOUND, deadlines=tuple(reversed(days)), in_budget=None))
    whole = chances_sheet(found, True)
    first = in_parts(whole, QueryDict())
    assert [row[0] for row in cells(first)] == ["The fixed end", *(f"Notice {one}" for one in range(1, 10))]
    assert [one.words for one in first.parts] == ["1 to 10", "11 to 20", "21 to 30", "31 to 31"]
    assert len(whole.rows) == 31, "a file has them all"


def test_where_weekend_work_may_end_last_a_friday_is_said_to_stand_for_it() -> None:
    found = replace(told(), at_weekends=True)
    assert "it is over by the Sunday" in weekend_words(found)
    assert Paragraph(weekend_words(found)) in confidence_blocks(found)
    assert weekend_words(told()) == ""
    assert weekend_words(replace(told(UNDEFINED), at_weekends=True, found=replace(UNDEFINED, workstreams=()))) == ""


def test_weeks_that_are_over_in_which_no_team_is_asked_for_anything_are_left_out() -> None:
    crew = Team(key="crew", name="Crew", council="alder", units=100)
    bare, asks = package("bare", 3), package("asks", 3)
    days = {"bare": ("2026-01-05", "2026-01-07"), "asks": ("2026-02-02", "2026-02-04")}
    dates = {key: Dated(key, *(date.fromisoformat(one) for one in both)) for key, both in days.items()}
    needs = (PackageNeed(package="asks", team="crew", units=100),)

    def mondays(on: date) -> list[date]:
        record = replace(plan_of(bare, asks, teams=(crew,), needs=needs), on=on)
        return [one.monday for one in worked_load(Look(record, dates)).teams[0].weeks]

    assert mondays(date(2026, 1, 21)) == [date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 2)]
    assert mondays(date(2026, 3, 4)) == [date(2026, 2, 2)], "what was asked for stays"
    assert len(mondays(date(2026, 1, 1))) == 5


def test_tables_of_confidence_say_what_the_simulation_said() -> None:
    assert [row[:3] for row in cells(chances_sheet(told(), True))] == [
        ["The fixed end", "5 July 2027", "71%"], ["Within the budget", "", "60%"],
        ["Notice on Mail", "2 March 2027", "42%"],
    ]  # fmt: skip
    assert [row[0] for row in cells(chances_sheet(told(), False))] == ["The fixed end", "Notice on Mail"]
    with_money, without = ({one.ident for one in confidence_sheets(told(), str, may)} for may in (True, False))
    assert with_money - without == {"cost"}, "what it costs is for who may see money"
    assert chances_sheet(told(), True).caption == (
        "Chances, the least sure days first (1 more day that binds is kept in every draw)"
    )
    assert cells(drivers_sheet(told(), lambda key: "")) == [["Firewalls", "80%", "0.50", "0.61"]]
    assert cells(merges_sheet(told())) == [
        ["The end", "North, South", "31 May 2027", "8 June 2027", "8 working days", "31%"]
    ]
    assert "both in 55%" in joint_words(FOUND.joint)  # type: ignore[arg-type]
    assert "43%" in joint_words(FOUND.joint)  # type: ignore[arg-type]
    assert "50 working days later" in path_words(told())
    assert mitigated_sheet(told()) is None
    assert cells(mitigated_sheet(told(MITIGATED)))[0] == [  # type: ignore[arg-type]
        "Everything", "31 May 2027", "11 May 2027", "30 June 2027", "10 June 2027", "20 days",
    ]  # fmt: skip
    assert "Once risks are mitigated" in curve_picture(told(MITIGATED))
    [driver], [merge, *_] = FOUND.drivers[:1], FOUND.merges
    one = replace(FOUND, drivers=(replace(driver, cruciality=-0.001),), merges=(replace(merge, bias=1.2),))
    assert cells(drivers_sheet(told(one), lambda key: ""))[0][3] == "0.00", "nought has no sign"
    assert cells(merges_sheet(told(one)))[0][4] == "1 working day"
    assert cells(cost_sheet(told(MITIGATED)))[0] == ["P50", "£100", "£130"]  # type: ignore[arg-type]
    assert "not defined" in spread_picture(told())


def test_a_paper_is_told_the_same() -> None:
    blocks = confidence_blocks(told())
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].text == headline(told())
    assert isinstance(blocks[1], Table)
    assert [row[0] for row in blocks[1].rows] == ["Everything", "Work of North", "Work of South"]


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (0.001, "under 1%"), (0.999, "over 99%"), (1, "100%"), (0.5, "50%")]
)
def test_what_is_not_quite_certain_is_not_called_so(share: float, words: str) -> None:
    assert per_cent(share) == words


def test_an_estimate_that_nobody_made_is_no_number() -> None:
    assert WorkPackage(key="x", name="X", workstream="ws").likely is None
    assert VAGUE.maturity is Maturity.UNDEFINED


def test_a_workstream_that_all_packages_share_stands_in_the_caption() -> None:
    streams = tuple(Workstream(key=key, name=f"Stream {key}", plan="plan") for key in ("a", "b"))
    mine, yours = (replace(MOVE, workstream="a"), replace(CUT, workstream="a")), replace(VAGUE, workstream="b")
    look = replace(LOOK, record=replace(RECORD, workstreams=streams, packages=(*mine, yours)))
    alone, both = packages_sheet(look, mine), packages_sheet(look, (*mine, yours))
    assert alone.caption == "Packages and dates: Stream a"
    assert "workstream" not in {one.key for one in alone.columns}
    assert (both.caption, "workstream" in {one.key for one in both.columns}) == ("Packages and dates", True)


def test_days_to_keep_begin_with_those_to_come() -> None:
    gates = tuple(GateFact(key=f"g{on}", name="Gate", earliest=date(2026, 1, on)) for on in (2, 8, 20))
    record = replace(RECORD, gates=gates, on=date(2026, 1, 10))
    sheet = keys_sheet(replace(LOOK, record=record))
    assert [one.on.day for one in sheet.rows] == [20, 2, 8]
    assert sheet.caption == "Days to keep, those to come, then those that are over"


def test_bars_of_the_money_of_one_council_name_it_once() -> None:
    line = SpendLine("alder", MoneyClass.CAPITAL, 2026, 100_00, 100_00, 50_00, 0, 50_00, ("move",))
    names = {"alder": "Alder Council", "stan": "Stan Council"}
    look = replace(LOOK, record=replace(RECORD, names=names))
    assert str(budget_picture(look, (line,))).count("Alder Council") == 1
    both = str(budget_picture(look, (line, replace(line, council="stan"))))
    assert all(f"{one}, 2026/27, capital" in both for one in names.values())
