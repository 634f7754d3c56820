"""Shared things for the cast: contracts of the shared service that both councils hold, and hands that decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from severalty.dispositions import actions
from severalty.dispositions.actions import Reply
from severalty.dispositions.models import Disposition
from severalty.dispositions.queries.choices import Choice
from severalty.dispositions.queries.workbench import Bench, Place, workbench_for
from severalty.engine.dates import read_date
from severalty.engine.dispositions.dispositions import Answer, Route
from severalty.engine.estate.holdings import Basis
from severalty.engine.estate.parties import Audience
from severalty.estate.models import Contract
from severalty.tenancy.models import ChangeSet, Holding, Organisation
from tests.conftest import NOON, TODAY, Cast
from tests.dispositions.taken_apart import bring_in

TERMS = {"ends": read_date("2027-03-31"), "renewal": "expires", "annual_charge": 12_000_00, "shared": "yes"}


def address(name: str, *more: str) -> str:
    """The address of a page of this stage."""
    return reverse(f"dispositions:{name}", args=["thornton", *more])


@dataclass
class Hands:
    """Decides as the cast would, by the actions."""

    cast: Cast

    def contract(self, key: str, who: str = "service", audience: Audience = Audience.PARTNERS, **terms: Any) -> str:
        """A contract that both councils hold, 2 parts North's and 1 South's; its reference."""
        recorder = getattr(self.cast, who)
        item = self.cast.item(recorder, key, audience, name=f"Contract {key}", evidence="reported")
        Contract.objects.create(item=item, **(TERMS | terms))
        for council, weight in ((self.cast.north, 2), (self.cast.south, 1)):
            self.share(item.pk, council, recorder, weight)
        return str(item.pk)

    def share(self, ref: str, council: Organisation, recorder: Organisation, weight: int = 1) -> None:
        """One council's share in a thing."""
        Holding.objects.create(
            case=self.cast.case, item_id=ref, organisation=council, recorded_by=recorder, weight=weight,
            basis=Basis.USERS,
        )  # fmt: skip

    def bench(self, who: str = "north") -> Bench:
        """The workbench as one of the cast sees it."""
        return workbench_for(self.cast.viewer(who), self.cast.case, TODAY)

    def place(self, ref: str, council: str = "north", who: str = "north") -> Place:
        """One thing for one council as one of the cast sees it."""
        found = self.bench(who).place(ref, council)
        assert found is not None, f"{who} does not see {ref} for {council}."
        return found

    def choice(self, ref: str, council: str = "north", who: str = "north", **values: Any) -> Choice:
        """What somebody who has just looked would choose."""
        place = self.bench(who).place(ref, council)
        own = place.own(self.cast.viewer(who)) if place else None
        return Choice(ref, council, {"route": Route.REPROCURE} | values, own.row.item.version if own else 0)

    def write(self, choices: Sequence[Choice], who: str = "north", seen: str = "") -> ChangeSet:
        """Write choices as one of the cast."""
        return actions.propose(
            by=self.cast.viewer(who), at=NOON, why="a test", case=self.cast.case, on=TODAY, choices=choices, seen=seen
        )

    def propose(self, ref: str, council: str = "north", who: str = "north", **values: Any) -> Disposition:
        """One disposition on record."""
        self.write([self.choice(ref, council, who, **values)], who)
        return Disposition.objects.select_related("item").get(
            thing=ref, council__key=council, item__recorded_by__key=who, item__withdrawn=False
        )

    def reply(self, ref: str, council: str = "north", who: str = "south", proposer: str = "north",
              said: Answer = Answer.ACCEPTED, reason: str = "") -> Reply:  # fmt: skip
        """What one council would say of a proposal that it has just looked at."""
        proposals = self.place(ref, council, who).proposals
        one = next(each for each in proposals if each.recorder.key == proposer)
        return Reply(one.ref, said, reason, one.fingerprint)

    def answer(self, replies: Sequence[Reply], who: str = "south") -> ChangeSet:
        """Answer as one of the cast."""
        return self.answer_some(replies, who)[0]

    def answer_some(self, replies: Sequence[Reply], who: str = "south") -> tuple[ChangeSet, list[str]]:
        """Answer as one of the cast; with what was left out."""
        return actions.answer(by=self.cast.viewer(who), at=NOON, on=TODAY, case=self.cast.case, replies=replies)


@pytest.fixture
def hands(cast: Cast) -> Hands:
    """The cast with hands."""
    return Hands(cast)


@pytest.fixture
def six(hands: Hands) -> list[str]:
    """Six contracts, three of them decided by North at different cost, one of which South accepts."""
    refs = [hands.contract(f"C-{number}", annual_charge=100_01 + number) for number in range(6)]
    decided = zip(refs, (Route.REPROCURE, Route.SPLIT, Route.EXPIRE), (33_33, 66_66, 99_99), strict=False)
    hands.write([
        hands.choice(ref, route=route, one_off_cost=cost, annual_cost=50_00 if route is Route.REPROCURE else None)
        for ref, route, cost in decided
    ])  # fmt: skip
    hands.answer([hands.reply(refs[0])])
    return refs


@pytest.fixture
def apart(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast with what it takes apart, on a day that stands still."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    bring_in(cast, tmp_path)
    return cast
