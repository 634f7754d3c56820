"""A thousand secrets of one council move nothing that another can ask for: no page, file, float, clash or figure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from severalty.engine.estate.parties import Audience
from severalty.engine.transition.packages import PackageNeed, PackageWait
from severalty.estate import importing
from severalty.formats.case import CaseFile
from severalty.formats.intake import table_file
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import write_drafts
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Item
from severalty.tenancy.queries import net_changes
from severalty.transition.binding import NEEDS, RUNS, WAITS
from severalty.transition.queries.making import workstreams_of
from severalty.transition.queries.plans import planned_days
from severalty.transition.queries.record import plan_seen
from severalty.transition.queries.slips import slips_for
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.standing import Told, told_text
from tests.conftest import NOON, TODAY
from tests.guards.leaks.crawl import comparable, named_patterns
from tests.transition.pages_told import simulated
from tests.transition.planned import TAIL, Desk, address
from tests.transition.planting import MARK, NUMBER, Planting, tables

pytestmark = pytest.mark.sqlite_enough

SHARED = {
    "waves": f"key,name,plan,number,starts,ends,most,{TAIL}"
    "w1,Wave 1,split,1,2027-01-04,2027-06-30,3,partners,service,reported\n",
    "cut_over_rules": f"key,name,plan,kind,because,{TAIL}"
    "tie,Together,split,all at one time,One identity,partners,service,reported\n",
    "cut_over_members": "rule,package,go,recorded_by,evidence\ntie,cut,,service,reported\n",
    "plan_budgets": f"key,name,plan,council,money,year,amount,state,{TAIL}"
    "nb,Own budget,split,north,capital,2026/27,900.00,approved,holders,north,reported\n",
    "risks": f"key,name,number,cause,event,effect,state,{TAIL}"
    "late,The cut-over is late,7,A test fails,It is late,It costs,open,partners,service,reported\n",
    "risk_effects": f"key,name,risk,thing,stage,probability,days_low,days_likely,days_high,{TAIL}"
    "e1,Days,late,work_packages:cut,before mitigation,25,2,5,9,partners,service,reported\n"
    "e2,Days,late,work_packages:cut,after mitigation,5,2,5,9,partners,service,reported\n",
    "risk_actions": f"key,name,risk,done_on,cost,{TAIL}"
    "test,Test it,late,,500.00,partners,service,reported\n"
    "done,Done,late,2026-10-01,90.00,partners,service,reported\n"
    "own,Test it twice,late,,100.00,holders,north,reported\n",
    "risk_matrices": f"key,name,likelihoods,impacts,{TAIL}"
    "grid,Five by five,rare;likely,small;great,partners,service,reported\n",
    "contracts": f"key,name,starts,current_end,{TAIL}mail,Mail,2024-04-01,2027-03-31,partners,service,reported\n",
    "scenarios": f"key,name,plan,{TAIL}ours,Our scenario,split,holders,north,reported\n",
    "scenario_changes": "scenario,thing,value,becomes,recorded_by,evidence\n"
    "ours,work_packages:cut,likely,3,north,reported\n",
}  # fmt: skip
OWN_PAGES = ("transition", "risks")
OTHER_PAGES = ("estate:overview", "estate:search", "estate:completeness", "estate:runway", "estate:map", "tenancy:jobs")
SIMULATED = ("transition.views.confidence", "transition.reports.pictures_sections")


def bring(folder: Path, **tables: str) -> None:
    """Bring more rows in."""
    for path in folder.glob("*.csv"):
        path.unlink()
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    importing.import_case(source=folder, by=operator_for(), at=NOON)


@pytest.fixture
def world(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The plan of the cast with something shared in most tables, and a run of each council; nothing is simulated."""
    for module in SIMULATED:
        monkeypatch.setattr(f"severalty.{module}.SIMULATED", f"{simulated.__module__}.simulated")
    bring(tmp_path, **SHARED)
    desk.keep()
    return desk


def shared(desk: Desk, who: str) -> dict[str, list[str]]:
    """What somebody sees, by table: own and shared."""
    viewer, found = desk.cast.viewer(who), dict[str, list[str]]()
    for binding in tables():
        if binding.is_item:
            rows = binding.rows_for(viewer, desk.cast.case).exclude(item__recorded_by=desk.cast.north)
            found[binding.table] = list(rows.order_by("item__key").values_list("pk", flat=True))
    return found


def addresses(desk: Desk, who: str) -> Iterator[str]:
    """Every page of plans and risks with everything that somebody sees, registers and their files, pages about it."""
    viewer, case, seen = desk.cast.viewer(who), desk.cast.case, dict[str, list[str]]()
    for binding in tables():
        if binding.is_item:
            yield f"{reverse('estate:register', args=[case.key, binding.table])}?export=csv"
            rows = binding.rows_for(viewer, case).order_by("item__key")
            seen[binding.table] = list(rows.values_list("pk", flat=True))[:2]
    for name, parameters in named_patterns().items():
        if name.partition(":")[0] in OWN_PAGES:
            refs = [ref for table, found in seen.items() for ref in found if _is_about(name, table)]
            for ref in refs if "ref" in parameters else [""]:
                form = ("csv",) if "form" in parameters else ()
                yield reverse(name, args=[case.key, *([ref] if ref else []), *form])
    for table in ("promises", "work_packages", "teams", "matters", "meetings", "contracts", "risks"):
        yield from (reverse("estate:item", args=[case.key, ref]) for ref in seen[table][:1])
    yield from (reverse(name, args=[case.key] if name.startswith("estate") else []) for name in OTHER_PAGES)
    yield from (f"{reverse('estate:search', args=[case.key])}?q={words}" for words in (MARK, str(NUMBER), "cut"))
    yield f"{reverse('estate:history', args=[case.key, seen['promises'][0]])}"
    yield f"{reverse('transition:workload', args=[case.key])}?week=2027-01-04&export=weeks"
    yield f"{reverse('transition:timetable', args=[case.key])}?links=all&group=kind&export=packages"


ABOUT = {
    "package": "work_packages", "why": "work_packages", "wave-move": "work_packages", "promise": "promises",
    "run": "plan_runs", "scenario": "scenarios", "risk": "risks", "review": "risks", "accept": "risks",
    "cut-over": "cut_over_rules", "close": "risks", "done": "risk_actions", "matrix": "risk_matrices",
    "colour": "workstreams",
}  # fmt: skip


def _is_about(name: str, table: str) -> bool:
    return ABOUT.get(name.partition(":")[2].removesuffix("-cells"), "plans") == table


def answers(desk: Desk, who: str, every: list[str]) -> dict[str, tuple[int, str]]:
    """What each address says."""
    client, found = desk.cast.client_of(who), {}
    for place in every:
        response = client.get(place)
        is_file = getattr(response, "streaming", False)
        body = b"".join(response.streaming_content) if is_file else response.content  # type: ignore[attr-defined]
        found[place] = (response.status_code, comparable(body.decode(errors="replace")))
    return found


def worked_from(desk: Desk, who: str, plan: str) -> list[Any]:
    """What plans, floats, clashes and simulations of somebody are worked out from, and what a paper would say."""
    viewer, case = desk.cast.viewer(who), desk.cast.case
    seen = plan_seen(viewer, case, plan, TODAY)
    return [
        seen.record, seen.refs, slips_for(seen), risk_events(seen), workstreams_of(viewer, case, plan),
        {ref: (row.starts, row.ends) for ref, row in planned_days(viewer, case).items()},
    ]  # fmt: skip


def test_a_thousand_secrets_of_one_council_move_nothing_of_what_others_can_ask_for(world: Desk) -> None:
    places = {"north": list(addresses(world, "north"))}
    places["supplier"] = [one for one in places["north"] if "/plan/" in one][::3]
    before = {who: answers(world, who, every) for who, every in places.items()}
    plan = world.plan
    record = {who: worked_from(world, who, plan) for who in ("north", "service")}
    events = {who: held[3] for who, held in record.items()}
    assert [one.mitigation_pence for one in (*events["north"], *events["service"])] == [600_00, 500_00]
    good = [address for address, (status, _) in before["north"].items() if status == 200]
    assert len(good) > 60, [(a, s) for a, (s, _) in before["north"].items() if s != 200]
    planted = Planting(world.cast, shared(world, "south")).everything()
    assert planted >= 1_000
    assert {who: worked_from(world, who, plan) for who in record} == record
    for who, every in places.items():
        after = answers(world, who, every)
        told = [address for address in every if after[address] != before[who][address]]
        assert not told, f"{who} can tell: {told[:5]}\n{_first(before[who][told[0]][1], after[told[0]][1])}"


PARAMETERS = ("plan", "baseline", "scenario", "line", "matrix", "team", "package", "workstream", "page", "slip")
PAGES = ("timetable", "waves", "workload", "dependencies", "budget", "progress", "path", "packages", "scenarios")
DONE = ("adopt", "baseline", "change", "choose", "drop", "keep", "make", "move", "out", "pin", "progress", "run")
NEVER = "never2never3"


def told_of(client: Any, address: str, ref: str, data: dict[str, str] | None = None) -> tuple[int, str]:
    """What an address says, without the reference that it was asked for."""
    response = client.get(address) if data is None else client.post(address, data)
    return response.status_code, comparable(response.content.decode()).replace(ref, "asked")


def with_ref(case: str, ref: str) -> Iterator[str]:
    """Every address of plans and risks that takes a reference, with this one."""
    for name, parameters in named_patterns().items():
        if name.partition(":")[0] in OWN_PAGES and "ref" in parameters:
            yield reverse(name, args=[case, ref, *(("csv",) if "form" in parameters else ())])


def test_what_is_hidden_answers_like_what_never_was_whatever_is_asked(desk: Desk) -> None:
    desk.keep()
    hidden, case = desk.ref("n-build"), desk.cast.case.key
    for who in ("south", "supplier", "stranger", "anonymous"):
        client = desk.cast.client_of(who)
        for one, other in zip(with_ref(case, hidden), with_ref(case, NEVER), strict=True):
            assert told_of(client, one, hidden) == told_of(client, other, NEVER), (who, one)
            posts = [told_of(client, place, ref, {"do": "pin"}) for place, ref in ((one, hidden), (other, NEVER))]
            assert posts[0] == posts[1], (who, one)
    client = desk.cast.client_of("south")
    for page in PAGES:
        for name in PARAMETERS if page == "timetable" else PARAMETERS[:4]:
            one, other = (f"{address(page)}?{name}={ref}" for ref in (hidden, NEVER))
            assert told_of(client, one, hidden) == told_of(client, other, NEVER), one


def test_nobody_but_its_keeper_changes_a_thing_that_all_see(desk: Desk) -> None:
    cut = desk.ref("cut")
    promise = Item.objects.get(key="north-ready").pk
    before = list(Item.objects.order_by("pk").values_list("pk", "version", "withdrawn"))
    for who in ("south", "supplier", "stranger", "anonymous"):
        client = desk.cast.client_of(who)
        for place in (address("package", cut), address("promise", promise), address("wave-move", cut)):
            for do in DONE:
                sent = {"do": do, f"{do}-version": "1", f"{do}-kept_on_0": "1", f"{do}-wave": "1", "version": "1"}
                assert client.post(place, sent).status_code in (302, 403, 404, 422), (who, place, do)
    assert list(Item.objects.order_by("pk").values_list("pk", "version", "withdrawn")) == before


def test_what_another_hangs_on_a_package_is_not_told_to_its_keeper(desk: Desk, tmp_path: Path) -> None:
    bring(tmp_path, work_packages=f"key,name,workstream,{TAIL}n-open,Open,handover,partners,north,reported\n")
    cast, package = desk.cast, desk.ref("n-open")
    for who, follows in (("south", "s-build@south"), ("north", "cut@service")):
        drafting = Drafting(cast.viewer(who), cast.case)
        made = drafting.claim(WAITS, [(0, PackageWait(package="n-open@north", follows=follows, because="Quiet word"))])
        drafting.settle()
        assert not made[0].refusals, made[0].refusals
        write_drafts(
            by=cast.viewer(who), at=NOON + timedelta(days=1), why=f"said by {who}", case=cast.case, drafts=made
        )
    told = cast.client_of("north").get(reverse("estate:history", args=[cast.case.key, package])).content.decode()
    assert "said by north" in told
    assert "said by south" not in told
    assert "s-build" not in told
    rows = net_changes(cast.viewer("north"), cast.case, {"work_packages", "package_waits"}, TODAY, date(2027, 1, 1))
    assert [one.net.after["follows"] for one in rows if one.table == "package_waits"] == ["cut"]


def test_a_run_is_shared_only_when_somebody_has_read_which_names_its_sentences_tell(desk: Desk) -> None:
    sentences = ("Secret build: 3 days late.", "“Cut over together” waits for it.")
    run = desk.keep(told=told_text(Told(sentences=sentences)))
    client, url = desk.cast.client_of("north"), reverse("estate:edit", args=[desk.cast.case.key, run.pk])
    page = client.get(url).content.decode()
    assert ("<li>Secret build</li>" in page, "<li>Cut over together</li>" in page) == (True, False)
    assert "Keep it as it is" in page
    sent = {name: unescape(value) for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)}
    sent |= {"plan": "split@service", "state": run.state, "current": run.current, "told": run.told, "why": "a test",
             "evidence": "estimated", "version": "1"}  # fmt: skip
    sent.pop("reveal", None)
    refused = client.post(url, sent | {"audience": "partners"})
    assert (refused.status_code, Item.objects.get(pk=run.pk).audience) == (422, "holders")
    assert "would read these names: Secret build." in refused.content.decode()
    kept = client.post(url, sent | {"audience": "holders", "name": "Kept to ourselves"})
    assert kept.status_code == 302, "Who keeps it to themselves is asked as well."
    shared = client.post(url, sent | {"audience": "partners", "reveal": "on", "version": "2"})
    assert (shared.status_code, Item.objects.get(pk=run.pk).audience) == (302, "partners")


def test_a_file_shares_a_run_with_nobody_who_would_read_names_that_are_kept_from_them(desk: Desk) -> None:
    run = desk.keep(told=told_text(Told(sentences=("Secret build: 3 days late.",))))
    plain = desk.keep("Plain run", told=told_text(Told(sentences=("All is well.",))))
    viewer, case = desk.cast.viewer("north"), desk.cast.case
    records = {row.pk: record for row, record in Drafting(viewer, case).existing(RUNS).values()}

    def look(ref: str, **changed: Any) -> importing.Preview:
        file = CaseFile("own.xlsx")
        file.tables["plan_runs"] = table_file("plan_runs", [(2, replace(records[ref], **changed))])
        return importing.preview(viewer, case, file, NOON)

    for audience, named in (("partners", ()), ("named", ("south",))):
        found = look(run.pk, audience=Audience(audience), shared_with=named)
        assert [one.column for one in found.problems] == ["audience"], audience
        assert "Secret build" in found.problems[0].expected
        assert "own page" in found.problems[0].mend
    assert not look(run.pk, name="Kept to ourselves").problems, "Who keeps it to themselves is asked as well."
    shared = look(plain.pk, audience=Audience.PARTNERS)
    assert (shared.problems, shared.writes) == ([], 1), "A run that tells no name is shared as any record is."


def test_what_somebody_recorded_already_is_refused_in_words(desk: Desk) -> None:
    drafting = Drafting(desk.cast.viewer("south"), desk.cast.case)
    made = drafting.claim(NEEDS, [(0, PackageNeed(package="cut@service", team="engineers@service", units=20))])
    drafting.settle()
    assert "recorded it already" in made[0].refusals[0].mend


def _first(one: str, other: str) -> str:
    """The first lines in which two answers differ."""
    pairs = zip(re.split(r"\n|(?<=>)", one), re.split(r"\n|(?<=>)", other), strict=False)
    return "\n".join(f"{a.strip()} | {b.strip()}" for a, b in pairs if a != b)[:800]
