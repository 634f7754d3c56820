"""The world of the leak walker: a case with everybody in it, rows that some may see, and secrets that none may."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from severalty.decisions import actions as decisions
from severalty.decisions.queries import FROZEN
from severalty.engine.appraisal.charges import KeyCount
from severalty.engine.dates import read_date
from severalty.engine.decisions.papers import PaperKind
from severalty.engine.estate.holdings import Basis, Holding
from severalty.engine.estate.items import Relation
from severalty.engine.estate.parties import Audience, Membership, OrganisationKind, Partnership, Standing
from severalty.engine.fields import Kind
from severalty.estate.importing import bindings
from severalty.estate.jobs import PREVIEW
from severalty.estate.jobs import preview as preview_job
from severalty.tenancy import drafts
from severalty.tenancy.access import Viewer, operator_for, viewer_acting
from severalty.tenancy.actions import (
    add_organisation,
    add_person,
    appoint,
    ask_job,
    open_case,
    open_change_set,
    withdraw_items,
    write_drafts,
)  # fmt: skip
from severalty.tenancy.binding import Binding, is_item_reference
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case, ChangeSet, Item, Job, Organisation, Person, WordTemplate
from severalty.tenancy.permissions import Role
from tests.guards.leaks import papers
from tests.guards.leaks.rows import Style, Wish, make, needed

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
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
    "partner": ("birchley", Role.CLIENT_LEAD),
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


@dataclass
class World:
    """What was planted, by what it is for."""

    case: Case
    people: dict[str, Person | None]
    refs: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    hidden_keys: dict[str, list[str]] = field(default_factory=dict)
    planted: int = 0


def settled_refs(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    """Give new items names in order, so that two installations can be compared line by line."""
    numbers = count(1)
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
    made = drafting.claim(bindings()[table], list(enumerate(records, start=2)))
    drafting.settle()
    refused = [(draft.subject, draft.refusals) for draft in made if draft.refusals]
    assert not refused, f"The rows to plant in {table} were refused: {refused[:3]}"
    write_drafts(by=by, at=AT, why=why, case=case, drafts=made, change_set=change_set)
    return [draft.ref for draft in made]


# ---------------------------------------------------------------------------------------------------- what is open


def plant_open(world: World, monkeypatch: pytest.MonkeyPatch, hidden: dict[str, str] | None = None) -> None:
    """Six rows of every table that some of the viewers may see.

    The last row of each table refers to the `hidden` items, where there are any; where not, its references are blank.
    References that no row may do without lead to secrets that stand in every world.
    """
    behind = _plant_behind(world, monkeypatch)
    settled_refs(monkeypatch, "vis")
    first: dict[str, str] = {}
    for table, binding in bindings().items():
        if not binding.is_item:
            continue
        records = [
            make(binding, number, OPEN, _wish(place, lambda name: f"services:{first['services']}" if name == "item"
                                              else first.get(name, "")))
            for number, place in enumerate(SHOWN)
        ]  # fmt: skip
        if table == "dependencies":
            records = [
                replace(record, on=f"contracts:{first['contracts']}", relation=Relation.CONTRACTED_UNDER)
                for record in records
            ]
        world.refs[table] = write(world.case, table, records)
        first[table] = f"{records[0].key}@{OWNER}"
        if table not in ENDS:
            leads = make(binding, 90, OPEN, _wish(SHOWN[0], lambda name: (hidden or {}).get(name, "")))
            needs = {name: behind[to] for name, to in needed(binding)}
            world.refs[table] += write(world.case, table, [replace(leads, **needs)])
    _open_rows(world, first)
    _open_children(world, first)
    _open_papers(world)
    look_at_file(world)


def _plant_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One secret of every table that others cannot do without, by table: rows that all may see stand under them."""
    settled_refs(monkeypatch, f"{MARK}beh")
    found: dict[str, str] = {}
    wanted = [to for binding in bindings().values() if binding.table not in ENDS for _, to in needed(binding)]
    for table in dict.fromkeys("services" if to == "item" else to for to in wanted):
        record = make(bindings()[table], 9_000, SECRET, _wish(KEPT[0], lambda name: found.get(name, "")))
        write(world.case, table, [record])
        found[table] = f"{record.key}@{OWNER}"
    return found | {"item": f"services:{found['services']}"}


class _Quiet:
    """The progress of a job that nobody watches."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def step(self, done: int, total: int, message: str = "") -> None:
        """Nothing to tell."""


JOB = "visjob000001"
FILE = (
    f"key,name,supplier,annual_charge\nimported,An imported contract,{MARK}key0,100.00\n"
    f"{MARK}key0,A key that is taken elsewhere,,\nplainkey4,A changed contract,,7.00\n"
).encode()


def look_at_file(world: World) -> None:
    """A finished look at a file of the partner's, which the pages of the import show."""
    person = world.people["partner"]
    assert person is not None
    appointment = person.appointments.select_related("organisation", "person").get()
    asked = {"name": "contracts.csv", "kind": "case", "table": "contracts", "mode": "update"}
    job = Job.objects.create(
        ref=JOB, kind=PREVIEW, title="Look at contracts.csv", case=world.case, organisation=appointment.organisation,
        person=person, asked_at=AT, request=asked, upload=FILE,
    )  # fmt: skip
    job.result = dict(preview_job(job, _Quiet(viewer_acting(appointment, AT.date()))))
    job.state, job.ended_at, job.upload = "done", AT, None
    job.save()


def _wish(place: tuple[str, Audience, tuple[str, ...]], target: Any, fixed: Any = None) -> Wish:
    return Wish(*place, target=target, fixed=fixed or {})


def _open_rows(world: World, first: dict[str, str]) -> None:
    items = [f"{table}:{first[table]}" for table in ("services", "contracts")]
    shares = [
        Holding(item=item, organisation=key, weight=weight, basis=Basis.USERS, recorded_by=OWNER, claimed_by=claimant,
                source="plain source")
        for item in items
        for key, weight, claimant in ((OWNER, 40, ""), ("birchley", 60, ""), ("birchley", 70, "birchley"))
    ]  # fmt: skip
    write(world.case, "holdings", shares)
    key = first["cost_keys"]
    write(world.case, "key_counts", [
        KeyCount(cost_key=key, organisation=organisation, count=number, recorded_by=OWNER)
        for organisation, number in ((OWNER, 40), ("birchley", 60))
    ])  # fmt: skip
    binding = bindings()["attestations"]
    wish = _wish(SHOWN[0], lambda name: items[0] if name == "item" else "")
    write(world.case, "attestations", [make(binding, number, OPEN, wish) for number in range(3)])
    own = f"contracts:{OPEN.mark}key4@birchley"  # whose pages carry forms for the partner
    wish = _wish(SHOWN[4], lambda name: own if name == "item" else "")
    waiting = [replace(make(binding, number, OPEN, wish), attested_on=None) for number in range(2)]
    write(world.case, "attestations", waiting)
    write(world.case, "holdings", [Holding(item=own, organisation="birchley", weight=5, recorded_by="birchley")])


def _open_children(world: World, first: dict[str, str]) -> None:
    """Rows under what is open, of the owner's and of the partner's own, in every table that hangs on items."""
    for table, binding in bindings().items():
        if binding.is_item or not binding.through or table in BY_HAND:
            continue
        for place, keys in ((SHOWN[0], first), (SHOWN[4], dict.fromkeys(first, f"{OPEN.mark}key4@birchley"))):
            wish = _wish(place, lambda name, keys=keys: keys.get(name, ""))
            write(world.case, table, distinct(binding, [make(binding, number, OPEN, wish) for number in range(4)]))


def distinct(binding: Binding, records: Sequence[Any]) -> list[Any]:
    """The records but for those that would be the same row."""
    return list({tuple(str(getattr(one, name)) for name in binding.natural): one for one in records}.values())


def _open_papers(world: World) -> None:
    """Every open paper frozen, some of them asked about, and a hidden one whose part about the partner is shown."""
    world.refs[FROZEN] = papers.frozen(world.case, world.refs["papers"], OPEN, AT)
    asked = make(bindings()["papers"], 91, OPEN, _wish(SHOWN[4], lambda _: "", {"kind": PaperKind.COMMITTEE}))
    asked = replace(asked, recorded_by=OWNER, organisation=OWNER)
    world.refs[papers.ASKED] = write(world.case, "papers", [asked])
    words = [
        make(bindings()["passages"], number, OPEN if shown else SECRET,
             _wish(SHOWN[0], lambda name: f"{asked.key}@{OWNER}" if name == "papers" else "",
                   {"section": section, "about": about}))
        for number, (section, about, shown) in enumerate(papers.ASKED_WORDS)
    ]  # fmt: skip
    write(world.case, "passages", words)
    papers.ask(world.case, [*world.refs[papers.ASKED], *world.refs["papers"][:2]], "birchley", AT)


# -------------------------------------------------------------------------------------------------- what is hidden


def plant_secrets(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A thousand secrets over every table, before anything else is there; returns a hidden target for each table."""
    settled_refs(monkeypatch, f"{MARK}ref")
    tables = [binding for binding in bindings().values() if binding.is_item]
    owner = Organisation.objects.get(case=world.case, key=OWNER)
    person = Person.objects.get(name=f"{MARK}person")
    by = operator_for(owner, person)
    changes = open_change_set(by=by, at=AT, why=f"{MARK}import", case=world.case)
    many = SECRETS // (len(tables) + 3)
    targets: dict[str, str] = {}
    for binding in tables:
        records = list(_secrets(binding, many, targets))
        refs = write(world.case, binding.table, records, by, f"{MARK}why {binding.table}", changes)
        world.hidden[binding.table] = refs
        world.hidden_keys[binding.table] = [record.key for record in records if record.recorded_by == OWNER]
        targets[binding.table] = f"{records[0].key}@{OWNER}"
        world.planted += len(records)
    _secret_rows(world, by, many, changes)
    world.hidden[FROZEN] = papers.frozen(world.case, world.hidden["papers"][:12], SECRET, AT)
    papers.ask(world.case, world.hidden["papers"][:12], THIRD, AT, note=f"{MARK}note", digest=f"{MARK}digest")
    _withdrawn(world, by)
    _traces(world, owner, person)
    return targets


def _secrets(binding: Any, many: int, targets: dict[str, str]) -> Iterator[Any]:
    for number in range(many):
        place = KEPT[number % len(KEPT)]

        def target(table: str) -> str:
            return f"services:{targets['services']}" if table == "item" else targets.get(table, "")

        record = make(binding, number, SECRET, _wish(place, target))
        if binding.table == "dependencies":
            record = replace(record, on=f"contracts:{targets['contracts']}", relation=Relation.CONTRACTED_UNDER)
        yield record


def _secret_rows(world: World, by: Viewer, many: int, changes: ChangeSet) -> None:
    """Rows that hang on hidden items: whatever table is no item and finds its audience through one."""
    for binding in bindings().values():
        if binding.is_item or not binding.through:
            continue
        shape = next(shape for shape in binding.columns if shape.name == binding.through)
        keys = world.hidden_keys["services" if shape.refers_to == "item" else shape.refers_to]
        records = [
            make(binding, number, SECRET, Wish(OWNER, Audience.HOLDERS, (), _hung_on(keys, binding, number), {}))
            for number in range(many)
        ]
        records = distinct(binding, records)
        write(world.case, binding.table, records, by, f"{MARK}why", changes)
        world.planted += len(records)


def _hung_on(keys: list[str], binding: Binding, number: int) -> Callable[[str], str]:
    """Where the references of a secret row lead. Nobody but the third council holds a share: it would open the item."""
    whose = (THIRD,) if binding.table == "holdings" else (OWNER, THIRD, "overton", "norwell")
    key = f"{keys[number // 4 % len(keys)]}@{OWNER}"

    def target(table: str) -> str:
        if table == "organisations":
            return whose[number % len(whose)]
        return f"services:{key}" if table == "item" else key

    return target


def _withdrawn(world: World, by: Viewer) -> None:
    """Public records that were taken off."""
    binding = bindings()["services"]
    gone = [make(binding, 5000 + n, SECRET, _wish((OWNER, Audience.PUBLIC, ()), lambda _: "")) for n in range(20)]
    refs = write(world.case, "services", gone, by, f"{MARK}why")
    withdraw_items(by=by, at=AT, why=f"{MARK}why", case=world.case, refs=refs)
    world.hidden["services"] = [*world.hidden["services"], *refs]
    world.planted += len(gone)


def _traces(world: World, owner: Organisation, person: Person) -> None:
    """What work leaves behind besides records: change sets, jobs, a Word template."""
    by = Viewer(person=person, organisation=owner)
    changes = ChangeSet.objects.get(case=world.case, why=f"{MARK}import")
    changes.summary = {"file": f"{MARK}file.xlsx", "rows": {"contracts": 77_310_999}}
    changes.save()
    for number in range(20):
        job = ask_job(by=by, at=AT, kind=f"{MARK}kind", title=f"{MARK}job {number}", case=world.case,
                      request={"file": f"{MARK}name"}, upload=MARK.encode())  # fmt: skip
        Job.objects.filter(ref=job.ref).update(
            message=f"{MARK}message", result={"url": f"/{MARK}/", "rows": 77_310_998}
        )
    WordTemplate.objects.create(organisation=owner, name=f"{MARK}.docx", body=MARK.encode(), changed_at=AT)
    world.planted += 22


def plant_between(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets that touch what is open: hidden contracts with open suppliers, dependencies between open and hidden."""
    settled_refs(monkeypatch, f"{MARK}mid")
    by = operator_for(Organisation.objects.get(case=world.case, key=OWNER))
    opened = {table: Item.objects.get(pk=world.refs[table][0]) for table in world.refs if table in bindings()}
    keys = {table: f"{table}:{item.key}@{OWNER}" for table, item in opened.items()}
    for binding in bindings().values():
        if not binding.is_item:
            continue

        def target(table: str) -> str:
            name = "services" if table == "item" else table
            return keys[name] if table == "item" else keys[name].partition(":")[2] if name in keys else ""

        records = [make(binding, 8_000 + n, SECRET, _wish(KEPT[n % len(KEPT)], target)) for n in range(6)]
        if binding.table == "dependencies":
            inside = f"{world.hidden_keys['contracts'][0]}@{OWNER}"
            records = [replace(one, on=f"contracts:{inside}", relation=Relation.CONTRACTED_UNDER) for one in records]
            records += [replace(records[0], key="", name="", audience=Audience.PUBLIC)]
        world.hidden[binding.table] += write(world.case, binding.table, records, by, f"{MARK}why")
        world.planted += len(records)
    _children_between(world, by, keys)
    shown = [*world.refs["papers"][:4], *world.refs[papers.ASKED]]
    world.hidden[FROZEN] += papers.frozen(world.case, shown, SECRET, AT, Audience.HOLDERS)
    world.planted += papers.ask(world.case, shown, THIRD, AT, note=f"{MARK}note", digest=f"{MARK}digest")


def _children_between(world: World, by: Viewer, keys: dict[str, str]) -> None:
    """Rows under what is open that tell of what is hidden: a verdict on a hidden option, a score of it."""
    for binding in bindings().values():
        shapes = [one for one in binding.columns if one.kind is Kind.REFERENCE and is_item_reference(one)]
        others = [one.refers_to for one in shapes if one.name != binding.through]
        if binding.is_item or not binding.through or binding.table in BY_HAND or not others:
            continue

        def target(table: str, others: list[str] = others) -> str:
            inside = f"{world.hidden_keys[table][0]}@{OWNER}" if table in others else ""
            return inside or keys.get(table, "").partition(":")[2]

        record = make(binding, 8_100, SECRET, _wish(KEPT[0], target))
        write(world.case, binding.table, [record], by, f"{MARK}why")
        world.planted += 1
