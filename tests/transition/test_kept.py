"""How sure a plan was is kept, for the council that simulated it alone, and told against how sure it is now."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from severalty.engine.transition.confidence.results import Confidence, Driver
from severalty.formats.papers import Figures
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import Refused, withdraw_items
from severalty.tenancy.audit import verify
from severalty.tenancy.jobs import work_of
from severalty.tenancy.models import AuditEntry, Item, Job
from severalty.transition.actions import confidence as actions
from severalty.transition.actions import runs
from severalty.transition.models import PlanRun
from severalty.transition.queries import kept as queries
from severalty.transition.reports.keeping import to_keep
from severalty.transition.reports.sections import SECTIONS
from severalty.web.parts import Writing
from tests.conftest import NOON, TODAY
from tests.transition.pages_told import FOUND, Laid, band
from tests.transition.planned import FILES, Desk, address
from tests.transition.test_pages import bring
from tests.transition.test_plan_jobs import Watched

HERE = "tests.transition.test_kept.simulated"
HEAD = FILES["work_packages"].partition("\n")[0]
CALLS: list[str] = []


def simulated(record: Any, risks: Any = (), stop: Any = None) -> tuple[Laid, Confidence]:
    """In place of the simulation: everything lasts as long as all estimates together."""
    CALLS.append(record.plan.key)
    days = float(sum(one.likely or 0 for one in record.packages))
    streams = tuple(band(one.key, one.name, 50.0 + days) for one in record.workstreams)
    drivers = tuple(Driver(one.key, one.name, 0.5) for one in record.packages)
    return Laid(), replace(FOUND, whole=band("", "", 100.0 + days), workstreams=streams, drivers=drivers)


@pytest.fixture
def counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A run of North that counts; what is simulated is counted."""
    CALLS.clear()
    monkeypatch.setattr("severalty.transition.views.confidence.SIMULATED", HERE)
    monkeypatch.setattr("severalty.transition.reports.keeping.SIMULATED", HERE)
    monkeypatch.setattr("severalty.transition.reports.pictures_sections.SIMULATED", HERE)
    desk.keep()
    return desk


def keep(desk: Desk, who: str = "north", later: int = 0, **values: Any) -> None:
    """Keep how sure the plan is, so many days from today; `values` are those of the figures."""
    seen = desk.seen(who, TODAY + timedelta(days=later))
    found = to_keep(seen, NOON + timedelta(days=later))
    found = replace(found, kept=(replace(found.kept[0], **values),))
    viewer = desk.cast.viewer(who)
    actions.keep_confidence(by=viewer, at=NOON, case=desk.cast.case, run=seen.run.pk, found=found)


def shown(desk: Desk, who: str, page: str = "confidence", *more: str) -> str:
    answer = desk.cast.client_of(who).get(address(page, *more))
    assert answer.status_code == 200, (who, page)
    return str(answer.content.decode())


def test_what_is_kept_stands_there_until_something_that_it_rests_on_changes(
    counted: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = counted.cast.client_of("north")
    assert "Keep how sure it is now" in shown(counted, "north")
    north.post(address("confidence"))
    job = Job.objects.get(kind="confidence")
    work_of(job.kind)(job, Watched(counted.cast))  # type: ignore[arg-type]
    CALLS.clear()
    same = shown(counted, "north")
    assert "nothing that it rests on has changed since" in same
    assert "Keep how sure it is now" not in same
    assert not CALLS, "what is kept and holds is not simulated again"
    words = "n-build,Secret build,north,build,north,8,20,30,,1000.00,holders,north,reported\n"
    bring(tmp_path, work_packages=f"{HEAD}\n{words}")
    other = north.get(address("confidence"))
    page, sheets = other.content.decode(), {one.ident: one for one in other.context["sheets"]}
    assert CALLS, "what has changed is simulated as it is now"
    assert "The plan has changed since 22 November 2026" in page
    assert "the P50 moved from 16 June 2027 to 26 June 2027, 10 days later" in page
    assert [one.value for one in sheets["changed"].body[0]] == [
        "Estimate", "Secret build", "8–10–20 working days", "8–20–30 working days",
    ]  # fmt: skip
    assert [row[0].value for row in sheets["trend"].body] == ["now, not kept", "22 November 2026"]
    CALLS.clear()
    monkeypatch.setattr("severalty.transition.views.confidence.MOST_AT_ONCE", 1)
    large = shown(counted, "north")
    assert "too large to be simulated while you wait" in large
    assert "How sure it was, each time it was kept" in large
    assert "once somebody of your organisation has made a run of it count" in shown(counted, "south")
    assert not CALLS, "a large plan is worked out in the background, and simulated on nobody's page"
    keep(counted)
    again = shown(counted, "north")
    assert "nothing that it rests on has changed since" in again
    assert "10 days later" in again, "what was kept before is still told of"
    entries = [one.body for one in AuditEntry.objects.all() if '"act":"keep"' in one.body]
    assert len(entries) == 2
    assert not any("2027" in one for one in entries), "the trail tells that figures were kept, and none of them"
    assert verify().broken is None


def test_it_is_for_the_council_that_made_it_even_where_the_run_is_shared(counted: Desk) -> None:
    keep(counted)
    run = PlanRun.objects.get()
    Item.objects.filter(pk=run.pk).update(audience="partners")
    assert "P50 16 June 2027" in shown(counted, "north", "run", run.pk)
    assert "16 June 2027" in shown(counted, "scrutiny")
    assert "as kept on" not in shown(counted, "south", "run", run.pk)
    assert "How sure it was, each time it was kept" not in shown(counted, "south")
    for who in ("south", "service"):
        viewer = counted.cast.viewer(who)
        assert queries.keepings_of(viewer, counted.cast.case, counted.plan) == ()
        assert queries.confidence_of_run(viewer, counted.cast.case, run.pk) == queries.NOTHING
    assert queries.keepings_of(operator_for(counted.cast.north), counted.cast.case, counted.plan) == ()
    for who in ("south", "scrutiny", "supplier", "stranger", "anonymous"):
        counted.cast.client_of(who).post(address("confidence"))
    assert not Job.objects.exists(), "only the council whose run it is keeps figures with it"
    for viewer in (counted.cast.viewer("south"), operator_for(counted.cast.north)):
        with pytest.raises(Refused):
            actions.keep_confidence(
                by=viewer, at=NOON, case=counted.cast.case, run=run.pk, found=to_keep(counted.seen(), NOON)
            )


def test_what_changed_is_named_only_where_its_name_may_be_read_now(counted: Desk) -> None:
    keep(counted)
    north = counted.cast.viewer("north")
    ready = counted.ref("n-ready")
    withdraw_items(by=north, at=NOON, why="not needed", case=counted.cast.case, refs=[ready])
    Item.objects.filter(key="cut").update(audience="holders")
    answer = counted.cast.client_of("north").get(address("confidence"))
    [changes] = [one for one in answer.context["sheets"] if one.ident == "changed"]
    names = {row[1].value for row in changes.body}
    assert "Secret readiness" in names, "one's own that was taken off the record is named"
    assert "Cut over together" not in answer.content.decode(), "what is hidden now looks like what never was"


def test_choosing_another_run_keeps_what_is_kept_and_asks_how_sure_the_other_is(counted: Desk) -> None:
    keep(counted)
    first, second = PlanRun.objects.get(), counted.keep("Second run", keys=("n-build", "cut"))
    runs.choose_run(
        by=counted.cast.viewer("north"), at=NOON, case=counted.cast.case, ref=second.pk, version=second.item.version
    )
    assert len(PlanRun.objects.get(pk=first.pk).confidence["kept"]) == 1, "a write of the record leaves it as it is"
    assert Job.objects.get().request["plan"] == counted.plan
    with pytest.raises(Refused):
        actions.keep_confidence(
            by=counted.cast.viewer("north"), at=NOON, case=counted.cast.case, run=first.pk,
            found=to_keep(counted.seen(), NOON),
        )  # fmt: skip
    keep(counted)
    row = PlanRun.objects.get(pk=second.pk)
    row.confidence["found"]["of_another_version"] = 1
    row.save()
    held = queries.confidence_of_run(counted.cast.viewer("north"), counted.cast.case, second.pk)
    assert (len(held.kept), held.found) == (1, None), "figures outlast a result that is read no more"
    for number in range(runs.KEPT_RUNS + 1):
        counted.keep(f"Run {number}")
    kept = queries.keepings_of(counted.cast.viewer("north"), counted.cast.case, counted.plan)
    assert [one.name for one in kept] == ["First run", "Second run"], "runs that counted outlast trials"


def test_a_day_later_with_nothing_changed_says_so(counted: Desk) -> None:
    keep(counted, later=-1, fingerprint="that of another day")
    page = shown(counted, "north")
    assert "The plan has changed since" not in page
    assert "Nothing on record has changed: what has not begun is later by the days that have passed." in page


def test_a_highlight_report_says_what_moved_since_the_one_before(counted: Desk) -> None:
    def told(first: date | None) -> str:
        viewer = counted.cast.viewer("north")
        writing = Writing(viewer, counted.cast.case, "highlight", TODAY, Figures(), subject=counted.plan,
                          period=(first, TODAY))  # fmt: skip
        return " ".join(one.text for one in SECTIONS["highlight", "dates"](writing) if hasattr(one, "text"))

    assert "How sure the plan is, as kept" not in told(None)
    keep(counted, later=-30, fixed_end=0.5, fingerprint="that of another day")
    assert "and nothing was kept since: P50 16 June 2027" in told(TODAY - timedelta(days=20))
    keep(counted)
    assert "Since 23 October 2026: the P50 is 16 June 2027, as before" in told(TODAY - timedelta(days=20))
    assert "the chance of the fixed end went from 50% to 71%" in told(TODAY - timedelta(days=20))
