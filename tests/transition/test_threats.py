"""Risks as events of a simulation: the same record, brought in anywhere, is drawn the same."""

from pathlib import Path

import pytest
from django.db import transaction

from severalty.risks.models import Risk
from severalty.tenancy.actions import withdraw_items
from severalty.transition.queries.kept import names_now
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.kept import fingerprint_of
from tests.conftest import NOON
from tests.transition.planned import FILES, TAIL, Desk, bring_in

RISKED = FILES | {
    "risks": f"key,name,number,cause,event,effect,state,{TAIL}"
    + "".join(f"r{n},Risk {n},{n},It breaks,It is late,It costs,open,holders,north,reported\n" for n in range(1, 6)),
    "risk_effects": f"key,name,risk,thing,stage,probability,days_low,days_likely,days_high,{TAIL}"
    + "".join(f"e{n},Days {n},r{n},work_packages:cut,before mitigation,25,2,5,9,holders,north,reported\n"
              for n in range(1, 6)),
}  # fmt: skip
pytestmark = pytest.mark.sqlite_enough


def test_a_case_that_is_brought_in_again_is_drawn_as_it_was(cast: object, tmp_path: Path) -> None:
    desk, found = Desk(cast), []  # type: ignore[arg-type]
    for _ in range(3):
        with transaction.atomic():
            bring_in(desk.cast, tmp_path, RISKED)
            desk.keep()
            seen = desk.seen()
            events = risk_events(seen)
            found.append((fingerprint_of(seen.record, events), [one.key for one in events]))
            transaction.set_rollback(True)
    assert found[0][1] == [f"risks:r{n}@north" for n in range(1, 6)]
    assert found[0] == found[1] == found[2], "The same record has another fingerprint when it is brought in again."


def test_a_risk_that_was_taken_off_the_record_still_has_its_name_for_its_own_council(
    cast: object, tmp_path: Path
) -> None:
    desk = Desk(cast)  # type: ignore[arg-type]
    bring_in(desk.cast, tmp_path, RISKED)
    north = desk.cast.viewer("north")
    risk = Risk.objects.get(item__key="r1")
    withdraw_items(by=north, at=NOON, why="a trial", case=desk.cast.case, refs=[risk.pk])
    assert names_now(north, desk.cast.case, ["risks:r1@north"]) == {"risks:r1@north": "Risk 1"}
    assert names_now(desk.cast.viewer("south"), desk.cast.case, ["risks:r1@north", "risks:r2@north"]) == {}
