"""Costs for the cast to share: one key by users, and what each test adds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from severalty.appraisal.models import Charge, CostKey, KeyCount
from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import Case, Organisation
from tests import imported
from tests.conftest import NOON, Cast

CASES = Path(__file__).resolve().parents[2] / "cases"
YEAR = 2026


@dataclass
class Money:
    """Writes keys and charges straight into the tables; `users` is a key of 499 and 341 that partners see."""

    cast: Cast
    users: CostKey

    def key(self, key: str, counts: dict[Organisation, int], audience: Audience = Audience.PARTNERS) -> CostKey:
        """A key of users with counts."""
        return make_key(self.cast, key, counts, audience)

    def charge(self, key: str, amount: int | None, recorder: Organisation | None = None, **values: Any) -> Charge:
        """A charge of 2026/27, shared by users unless it says otherwise; amounts in pence."""
        common = {
            name: values.pop(name)
            for name in ("name", "audience", "evidence", "value_evidence", "description")
            if name in values
        }
        common = {"audience": Audience.PARTNERS, "evidence": "reported", "table": "charges"} | common
        item = self.cast.item(recorder or self.cast.north, key, **common)
        shared = {} if {"cost_key", "borne_by"} & set(values) else {"cost_key": self.users}
        return Charge.objects.create(item=item, **({"year": YEAR, "amount": amount} | shared | values))


def make_key(cast: Cast, key: str, counts: dict[Organisation, int], audience: Audience) -> CostKey:
    item = cast.item(cast.north, key, audience, table="cost_keys", name=f"Key {key}", evidence="reported")
    row = CostKey.objects.create(item=item, unit="users", counted_on=read_date("2026-03-31"))
    for organisation, count in counts.items():
        KeyCount.objects.create(
            case=cast.case, cost_key=row, organisation=organisation, count=count, recorded_by=cast.north
        )
    return row


@pytest.fixture
def money(cast: Cast) -> Money:
    """The cast with a key that partners see."""
    return Money(cast, make_key(cast, "users", {cast.north: 499, cast.south: 341}, Audience.PARTNERS))


@pytest.fixture
def melton(db: None) -> Case:
    """The published case, as everyone may read it."""
    return imported.from_folder(CASES / "melton", NOON)
