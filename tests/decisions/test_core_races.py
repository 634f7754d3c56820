"""Several people at one core in the same moment: nothing is lost, nothing counts twice, and the trail says the same."""

import random
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from severalty.decisions.actions import cores as actions
from severalty.decisions.models import CoreVersion, Resolution
from severalty.engine.clear_days import Effect
from severalty.engine.dates import PartialDate, read_date
from severalty.engine.decisions.approval import position_of
from severalty.engine.decisions.approval_facts import (
    Approvals,
    CallInRule,
    JointPosition,
    Leaving,
    Needed,
    Said,
    Version,
    Whole,
)
from severalty.engine.decisions.core_content import changed_parts
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.fields import Known
from severalty.formats.core_json import read_core
from severalty.formats.reference import bank_holidays
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import read_body, verify
from severalty.tenancy.models import AuditEntry
from tests.conftest import NOON, TODAY, make_cast
from tests.decisions.approving import Chamber, make_chamber
from tests.tenancy.test_hardening import at_once

STEPS, LATER = 120, date(2026, 12, 31)


def test_two_approvers_at_the_same_second_are_both_heard(committed: None) -> None:
    chamber = make_chamber(make_cast())
    chamber.freeze()
    found = at_once(*[partial(chamber.resolve, who) for who in ("north", "south", "north", "south")])
    assert {type(one) for one in found} == {str}, found
    assert Resolution.objects.count() == 2
    assert chamber.look(on=LATER).position.state is Whole.IN_FORCE
    assert verify().broken is None


def test_an_approval_and_an_amendment_at_the_same_moment_never_meet_in_the_middle(committed: None) -> None:
    chamber = make_chamber(make_cast())
    chamber.freeze()
    chamber.resolve("south")
    held = chamber.resolving("north")
    approve = partial(actions.resolve_core, by=chamber.cast.viewer("north"), at=NOON, why="x", case=chamber.cast.case,
                      resolving=held)  # fmt: skip
    found = at_once(approve, partial(chamber.amend, "south", terms="Notice of 3 months."))
    assert isinstance(found[0], str | Stale), found
    assert isinstance(found[1], CoreVersion), found
    position = chamber.look(on=LATER).position
    assert (position.state, position.current) == (Whole.NOT_YET, found[1].digest)


def test_two_amendments_at_once_are_one_after_the_other(committed: None) -> None:
    chamber = make_chamber(make_cast())
    chamber.freeze()
    first = chamber.look("north").newest
    assert first is not None
    tasks = [
        partial(actions.freeze_core, by=chamber.cast.viewer(who), at=NOON, why="x", case=chamber.cast.case,
                freezing=actions.Freezing(chamber.core.pk, _other(first.content, who), first.row.digest))
        for who in ("north", "south")
    ]  # fmt: skip
    found = at_once(*tasks)
    assert sorted(type(one).__name__ for one in found) == ["CoreVersion", "Stale"], found


def _other(content: Any, who: str) -> Any:
    return content.__class__(**{**vars(content), "terms": f"As {who} wants it.", "reason": "Mine."})


# ------------------------------------------------------------------------------------------------- by the trail alone
def _told(case: Any) -> dict[str, dict[str, dict[str, str]]]:
    """Every row of every table as the trail tells of it: what was created, with all that was changed since."""
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for entry in AuditEntry.objects.filter(case=case).order_by("number"):
        body = read_body(entry)
        held = rows.setdefault(body["table"], {}).setdefault(f"{body['for']}|{body['subject']}", {"for": body["for"]})
        for name in body["before"]:
            held.pop(name, None)
        held.update(body["after"])
    return rows


def _when(held: dict[str, str], name: str) -> PartialDate | None:
    return read_date(held[name]) if held.get(name) else None


def by_the_trail(chamber: Chamber, on: date) -> JointPosition:
    """Where all stand by the audit trail alone."""
    rows = _told(chamber.cast.case)
    versions: dict[str, Any] = {one["digest"]: read_core(one["body"]) for one in rows["core_versions"].values()}
    made = [
        Version(
            one.number, digest,
            tuple(Needed(each.partner, each.partner_name, each.body, each.body_name) for each in one.deciders),
            read_date(one.frozen_on), one.supersedes, one.reason,
            changed_parts(versions[one.supersedes], one) if one.supersedes else (),
        )
        for digest, one in versions.items()
    ]  # fmt: skip
    said = [
        Said(
            one["name"], f"{one['body'].partition('@')[0]}@{one['for']}", one["for"], one["core_digest"],
            Outcome(one["outcome"]), _when(one, "decided_on"), _when(one, "published_on"),
            CallIn(one.get("call_in", "none")), _when(one, "called_in_on"), _when(one, "call_in_ended_on"),
        )
        for one in rows.get("resolutions", {}).values()
    ]  # fmt: skip
    rules = [CallInRule(f"{who}-cabinet@{who}", Known.YES, 5, Effect.DAY_AFTER) for who in ("north", "south")]
    left = [Leaving(one["for"], _when(one, "left_on"), one["for"]) for one in rows.get("core_bodies", {}).values()]
    return position_of(Approvals(on, bank_holidays().closures, tuple(made), tuple(said), tuple(rules), tuple(left)))


def _step(chamber: Chamber, chance: random.Random, number: int) -> Any:
    """One thing that somebody does, drawn by chance."""
    who, on = chance.choice(("north", "south")), TODAY - timedelta(days=chance.randint(0, 30))
    by = {"by": chamber.cast.viewer(who), "at": NOON, "why": "x", "case": chamber.cast.case}
    refs = list(Resolution.objects.values_list("pk", flat=True)) or ["none"]
    digests = list(CoreVersion.objects.values_list("digest", flat=True))
    outcome = chance.choice((*[Outcome.APPROVED] * 6, Outcome.AMENDED, Outcome.DEFERRED, Outcome.WITHDRAWN))
    return chance.choice((
        partial(chamber.resolve, who, outcome=outcome, decided_on=TODAY, published_on=TODAY),
        partial(chamber.resolve, who, outcome=outcome, decided_on=TODAY),
        partial(chamber.resolve, who, chance.choice(digests), outcome=outcome, decided_on=TODAY),
        partial(chamber.amend, who, terms=f"Notice of {number % 3} months."),
        partial(actions.call_in_resolution, **by, ref=chance.choice(refs), on=TODAY),
        partial(actions.settle_call_in, **by, ref=chance.choice(refs), outcome=CallIn.RELEASED, on=on),
        partial(actions.settle_call_in, **by, ref=chance.choice(refs), outcome=CallIn.RELEASED,
                on=TODAY + timedelta(days=2)),
    ))  # fmt: skip


@pytest.mark.sqlite_enough
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_trail_alone_says_what_the_tables_say_after_whatever_people_do_at_once(committed: None, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed makes the same run again
    chamber = make_chamber(make_cast())
    chamber.freeze()
    for number in range(STEPS // 6):
        found = at_once(_step(chamber, chance, number), _step(chamber, chance, number + 1))
        assert all(one is None or isinstance(one, str | CoreVersion | Refused) for one in found), found
        if number % 5 == 4:
            looks = [chamber.look(who, on).position for who in ("north", "south") for on in (TODAY, LATER)]
            assert looks[:2] == looks[2:]
            assert [by_the_trail(chamber, on) for on in (TODAY, LATER)] == looks[:2]
    assert verify().broken is None
