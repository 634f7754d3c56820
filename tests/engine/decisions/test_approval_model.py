"""Whatever several people do in whatever order, a core is in force only by all approvals of one digest."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from severalty.engine.dates import PartialDate, between, day
from severalty.engine.decisions.approval import position_of
from severalty.engine.decisions.approval_facts import (
    APPROVING,
    Approvals,
    CallInRule,
    JointPosition,
    Leaving,
    Needed,
    PartnerState,
    Said,
    Version,
    Whole,
)
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.fields import Known
from tests.engine.decisions.approving import NO_HOLIDAYS

RUNS = 3_000
FIRST = date(2024, 1, 8)
PARTNERS = ("north", "south", "east")
SILENT = {PartnerState.TO_COME, PartnerState.LEFT}


def _day(chance: random.Random, start: int = 0) -> date:
    return FIRST + timedelta(days=chance.randint(start, 60))


def _when(chance: random.Random, start: int = 0) -> PartialDate | None:
    first = _day(chance, start)
    roll = chance.random()
    if roll < 0.05:
        return None
    return between(first, first + timedelta(days=9)) if roll < 0.1 else day(first)


def _drawn(chance: random.Random) -> Approvals:
    """What several people put on record, in the order of chance."""
    partners = PARTNERS[: chance.choice((2, 2, 3))]
    needed = [Needed(one, one.title(), f"{one}-cabinet", f"{one} cabinet") for one in partners]
    if chance.random() < 0.2:
        needed.append(replace(needed[0], body="north-council", body_name="north council"))
    versions = [Version(1, "1", tuple(needed), day(FIRST), long_stop=day(_day(chance, 30)) if chance.random() < 0.2
                        else None)]  # fmt: skip
    for number in range(2, chance.randint(1, 3) + 1):
        before = chance.choice(versions).digest
        versions.append(Version(number, str(number), tuple(needed), _when(chance), before, "reason", ("costing",)))
    said = [_word(chance, number, needed, versions) for number in range(chance.randint(1, 9))]
    rules = [CallInRule(one.body, chance.choice((Known.YES, Known.YES, Known.YES, Known.NO, Known.UNKNOWN)), 3)
             for one in needed]  # fmt: skip
    left = [Leaving(chance.choice(partners), _when(chance), chance.choice(partners))] if chance.random() < 0.2 else []
    return Approvals(_day(chance, 20), NO_HOLIDAYS, tuple(versions), tuple(said), tuple(rules), tuple(left))


def _word(chance: random.Random, number: int, needed: list[Needed], versions: list[Version]) -> Said:
    body, version, decided = chance.choice(needed), chance.choice(versions), _when(chance)
    outcome = chance.choice((*[Outcome.APPROVED] * 7, Outcome.AMENDED, Outcome.DEFERRED, Outcome.REFUSED,
                             Outcome.WITHDRAWN, Outcome.NOTED))  # fmt: skip
    call_in = chance.choice((*[CallIn.NONE] * 8, *CallIn))
    return Said(
        f"entry {number}", body.body, chance.choice((*[body.partner] * 9, "south")), version.digest, outcome, decided,
        chance.choice((decided, decided, None)), call_in, _when(chance), _when(chance),
        chance.choice((None, None, None, _when(chance))), chance.choice((None, None, None, _when(chance, 20))),
        binds=chance.random() < 0.95,
    )  # fmt: skip


def _has_left(asked: Approvals, partner: str) -> bool:
    return any(one.partner == one.said_by == partner and one.on and one.on.last <= asked.on for one in asked.leaving)


def _check_all_approved(asked: Approvals, found: JointPosition) -> None:
    """Every partner that is left has a dated approval of the digest in force, by each body, and no later contrary."""
    version = next(one for one in asked.versions if one.digest == found.digest)
    there = [one for one in version.needed if not _has_left(asked, one.partner)]
    assert len({one.partner for one in there}) >= 2
    for needed in there:
        own = [one for one in asked.said if (one.body, one.digest, one.said_by) ==
               (needed.body, version.digest, needed.partner) and one.binds]  # fmt: skip
        approvals = [one for one in own if one.outcome in APPROVING and one.decided_on and
                     one.decided_on.first == one.decided_on.last <= asked.on]  # fmt: skip
        assert approvals
        last = max(one.decided_on.first for one in approvals if one.decided_on)
        contrary = [one for one in own if one.outcome in (Outcome.REFUSED, Outcome.DEFERRED, Outcome.WITHDRAWN)]
        assert not [one for one in contrary if one.decided_on is None or last <= one.decided_on.last <= asked.on]
        assert found.since is not None
        assert min(one.decided_on.first for one in approvals if one.decided_on) <= asked.on


def _check_told(asked: Approvals, found: JointPosition) -> None:
    """No partner and no entry that counts is lost, and every state names what it rests on."""
    current = next(one for one in asked.versions if one.digest == found.current)
    assert [one.partner for one in found.partners] == list(dict.fromkeys(one.partner for one in current.needed))
    names = {one.entry for one in asked.said}
    for one in found.partners:
        assert one.name in found.sentence
        assert one.why
        assert set(one.entries) <= names
        assert all(entry in one.why for entry in one.entries)
        assert one.entries or one.state in SILENT or "may have left" in one.why
    assert found.sentence.endswith(".")


def test_it_is_never_in_force_without_all_approvals_never_lost_and_always_told() -> None:
    seen: set[Whole] = set()
    kinds: set[PartnerState] = set()
    for seed in range(RUNS):
        chance = random.Random(seed)  # noqa: S311 - a seed makes the same run again
        asked = _drawn(chance)
        found = position_of(asked)
        if found.state is Whole.IN_FORCE:
            _check_all_approved(asked, found)
        _check_told(asked, found)
        seen.add(found.state)
        kinds |= {one.state for one in found.partners}
    assert seen == set(Whole) - {Whole.NOT_FROZEN}
    assert kinds == set(PartnerState) - {PartnerState.DRAFTING}


@pytest.mark.parametrize("seed", range(60))
def test_the_order_of_entries_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed makes the same run again
    asked = _drawn(chance)
    said, versions = list(asked.said), list(asked.versions)
    chance.shuffle(said)
    chance.shuffle(versions)
    other = replace(asked, said=tuple(said), versions=tuple(versions), rules=asked.rules[::-1])
    assert position_of(other) == position_of(asked)


def test_a_day_later_never_brings_an_earlier_day_into_force() -> None:
    """What was not in force on a day is not said to have been by looking back from the next."""
    for seed in range(300):
        asked = _drawn(random.Random(seed))  # noqa: S311 - a seed makes the same run again
        today, tomorrow = position_of(asked), position_of(replace(asked, on=asked.on + timedelta(days=1)))
        if tomorrow.since is not None and tomorrow.since <= asked.on:
            assert (today.digest, today.since) == (tomorrow.digest, tomorrow.since)
