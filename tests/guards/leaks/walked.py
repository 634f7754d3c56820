"""The world of the leak walker: a case with everybody in it, rows that some may see, and secrets that none may."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from severalty.decisions.actions import papers as decisions
from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience, Membership, OrganisationKind, Partnership, Standing
from severalty.estate.importing import bindings
from severalty.tenancy import drafts
from severalty.tenancy.access import Viewer, operator_for
from severalty.tenancy.actions import (
    add_organisation,
    add_person,
    appoint,
    open_case,
    write_drafts,
)  # fmt: skip
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case, ChangeSet, Organisation, Person
from severalty.tenancy.permissions import Role
from tests.guards.leaks.rows import Style, Wish

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARK = "zq7"
SECRET = Style(MARK, 77_310_000, ("2027-03-31", "2026-12", "2028-06-30", "2024-01-15"), (2025, 2026, 2089), "17 months")
OPEN = Style("plain", 4_100, ("2027-09-30", "2027", "2028-03-31", "2025-05-01"), (2025, 2026), "3 months")
SECRETS = 1_000
# The partner with secrets, a council of another partnership, one that left and looks back, one that left with secrets.
OWNER, THIRD, LEFT, GONE = "ashby", "farwell", "holmere", "gorsham"

ORGANISATIONS = {
    OWNER: OrganisationKind.COUNCIL,
    "birchley": OrganisationKind.COUNCIL,
    THIRD: OrganisationKind.COUNCIL,
    LEFT: OrganisationKind.COUNCIL,
    GONE: OrganisationKind.COUNCIL,
    "twinsand": OrganisationKind.SHARED_SERVICE,
    "norwell": OrganisationKind.SUPPLIER,
    "overton": OrganisationKind.ADVISER,
}
MEMBERS = (
    ("share", OWNER, Standing.PARTNER, ""),
    ("share", "birchley", Standing.PARTNER, ""),
    ("share", LEFT, Standing.PARTNER, "2024-03-31"),
    ("share", GONE, Standing.PARTNER, "2025-12-31"),
    ("share", "twinsand", Standing.SHARED_SERVICE, ""),
    ("share", "norwell", Standing.SUPPLIER, ""),
    ("share", "overton", Standing.ADVISER, ""),
    ("elsewhere", OWNER, Standing.PARTNER, ""),
    ("elsewhere", THIRD, Standing.PARTNER, ""),
)
PEOPLE = {
    "partner": ("birchley", Role.PROGRAMME_MANAGER),
    "partner's administrator": ("birchley", Role.RECORDS_ADMINISTRATOR),
    "partner's finance": ("birchley", Role.FINANCE_OFFICER),
    "partner's scrutiny": ("birchley", Role.SCRUTINY_READER),
    "shared service": ("twinsand", Role.SHARED_SERVICE_LEAD),
    "supplier": ("norwell", Role.SUPPLIER),
    "adviser": ("overton", Role.SCRUTINY_READER),
    "former partner": (LEFT, Role.CLIENT_LEAD),
}
# How a secret is kept: who records it, its audience, whom it names. None of the viewers may see any of them.
KEPT = (
    (OWNER, Audience.HOLDERS, ()),
    (OWNER, Audience.NAMED, (THIRD,)),
    (GONE, Audience.PARTNERS, ()),
    (GONE, Audience.PARTNERSHIP, ()),
    (THIRD, Audience.PARTNERS, ()),
    (THIRD, Audience.PARTNERSHIP, ()),
)
SHOWN = (
    (OWNER, Audience.PUBLIC, ()),
    (OWNER, Audience.PARTNERSHIP, ()),
    (OWNER, Audience.PARTNERS, ()),
    (OWNER, Audience.NAMED, ("birchley", "norwell")),
    ("birchley", Audience.HOLDERS, ()),
    ("twinsand", Audience.PARTNERS, ()),
)
ENDS = {"dependencies": ("depends", "on")}  # columns without which a row says nothing
BY_HAND = {"holdings", "key_counts", "attestations"}  # rows under items that `_open_rows` spells out


# What nobody may write any more, such as a frozen core that its partners do not see, stays hidden all the same; so do
# scores that lie off a matrix, whose words here are one.
UNJUDGED = {"core_versions", "core_exempt_terms", "resolutions", "risks"}


@dataclass
class World:
    """What was planted, by what it is for."""

    case: Case
    people: dict[str, Person | None]
    refs: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    hidden_keys: dict[str, list[str]] = field(default_factory=dict)
    planted: int = 0


def settled_refs(monkeypatch: pytest.MonkeyPatch, prefix: str, first: int = 1) -> None:
    """Give new items names in order, so that two installations can be compared line by line."""
    numbers = count(first)
    for module in (drafts, decisions):
        monkeypatch.setattr(module, "new_ref", lambda: f"{prefix}{next(numbers):0{12 - len(prefix)}d}")


def found(monkeypatch: pytest.MonkeyPatch) -> World:
    """The case, its organisations and people; nothing to see yet."""
    by = operator_for()
    case = open_case(by=by, at=AT, key="walked", name="A case to walk through", about={"public": True})
    for key, kind in ORGANISATIONS.items():
        add_organisation(by=by, at=AT, case=case, key=key, name=f"{key.capitalize()} {kind}", kind=kind.value)
    write(case, "partnerships", [Partnership(key=key, name=f"The {key} agreement") for key in ("share", "elsewhere")])
    write(case, "memberships", [
        Membership(partnership=partnership, organisation=organisation, standing=standing,
                   ends=read_date(ends) if ends else None)
        for partnership, organisation, standing, ends in MEMBERS
    ])  # fmt: skip
    other = open_case(by=by, at=AT, key="another", name="Another case", about={})
    add_organisation(by=by, at=AT, case=other, key="stranger", name="Stranger council", kind="council")
    world = World(case, {"anonymous": None})
    for name, (organisation, role) in PEOPLE.items():
        world.people[name] = _person(case, name, organisation, role)
    _person(case, f"{MARK}person", OWNER, Role.CLIENT_LEAD)
    world.people["stranger"] = _person(other, "stranger", "stranger", Role.RECORDS_ADMINISTRATOR)
    world.people["nobody yet"] = _person(case, "nobody yet", "", None)
    world.people["administrator"] = _person(case, "administrator", "", None, administrator=True)
    return world


def _person(case: Case, name: str, organisation: str, role: Role | None, administrator: bool = False) -> Person:
    email = f"{name.replace(' ', '.')}@walk.example".replace("'", "")
    person = add_person(by=operator_for(), at=AT, email=email, name=name, password=None, administrator=administrator)
    if role is not None:
        place = Organisation.objects.get(case=case, key=organisation)
        appoint(by=operator_for(), at=AT, person=person, organisation=place, role=role)
    return person


def write(case: Case, table: str, records: Sequence[Any], by: Viewer | None = None, why: str = "planted",
          change_set: ChangeSet | None = None) -> list[str]:  # fmt: skip
    """Write records of one table by the one way in, and give back the names of their items."""
    by = by or operator_for()
    drafting = Drafting(by, case)
    binding = bindings()[table]
    if table in UNJUDGED:
        binding = replace(binding, judge=lambda *_: None)
    made = drafting.claim(binding, list(enumerate(records, start=2)))
    drafting.settle()
    refused = [(draft.subject, draft.refusals) for draft in made if draft.refusals]
    assert not refused, f"The rows to plant in {table} were refused: {refused[:3]}"
    write_drafts(by=by, at=AT, why=why, case=case, drafts=made, change_set=change_set)
    return [draft.ref for draft in made]


def kept(place: tuple[str, Audience, tuple[str, ...]], target: Any, fixed: Any = None) -> Wish:
    """How a row is kept: who records it, its audience, whom it names; where its references lead."""
    return Wish(*place, target=target, fixed=fixed or {})


def distinct(binding: Binding, records: Sequence[Any]) -> list[Any]:
    """The records but for those that would be the same row."""
    return list({tuple(str(getattr(one, name)) for name in binding.natural): one for one in records}.values())
