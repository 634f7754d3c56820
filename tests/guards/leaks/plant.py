"""What some of the viewers may see: six rows of every table, rows under them, papers, a look at a file."""

from dataclasses import replace
from datetime import datetime

import pytest

from severalty.decisions.queries.papers import FROZEN
from severalty.engine.appraisal.charges import KeyCount
from severalty.engine.decisions.papers import PaperKind
from severalty.engine.decisions.routes import RouteRule, RouteValue
from severalty.engine.estate.holdings import Basis, Holding
from severalty.engine.estate.items import Relation
from severalty.estate.importing import bindings
from severalty.estate.jobs import PREVIEW
from severalty.estate.jobs import preview as preview_job
from severalty.tenancy.access import Viewer, viewer_acting
from severalty.tenancy.models import Job
from tests.guards.leaks import papers
from tests.guards.leaks.fitted import EXEMPT, fitted
from tests.guards.leaks.rows import make, needed
from tests.guards.leaks.walked import (
    AT,
    BY_HAND,
    ENDS,
    KEPT,
    MARK,
    OPEN,
    OWNER,
    SECRET,
    SHOWN,
    World,
    distinct,
    kept,
    settled_refs,
    write,
)


def plant_open(world: World, monkeypatch: pytest.MonkeyPatch, hidden: dict[str, str] | None = None) -> None:
    """Six rows of every table that some of the viewers may see.

    The last row of each table refers to the `hidden` items, where there are any; where not, its references are blank.
    References that no row may do without lead to secrets that stand in every world.
    """
    behind = _plant_behind(world, monkeypatch)
    settled_refs(monkeypatch, "vis")
    first: dict[str, str] = {}
    for table, binding in bindings().items():
        if not binding.is_item or table == EXEMPT:
            continue
        records = [
            make(binding, number, OPEN, kept(place, lambda name: f"services:{first['services']}" if name == "item"
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
        if table not in {*ENDS, "core_versions"}:  # a version tells which core it is of
            leads = make(binding, 90, OPEN, kept(SHOWN[0], lambda name: (hidden or {}).get(name, "")))
            needs = {name: behind[to] for name, to in needed(binding)}
            world.refs[table] += write(
                world.case, table, [fitted(table, replace(leads, **needs), OPEN.mark, world.case.key)]
            )
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
        record = make(bindings()[table], 9_000, SECRET, kept(KEPT[0], lambda name: found.get(name, "")))
        write(world.case, table, [record])
        found[table] = f"{record.key}@{OWNER}"
    return found | {"item": f"services:{found['services']}"}


class _Quiet:
    """The progress of a job that nobody watches."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def step(self, done: int, total: int, message: str = "") -> None:
        """Nothing to tell."""

    def now(self) -> datetime:
        """The moment of the world."""
        return AT


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


def _open_rows(world: World, first: dict[str, str]) -> None:
    items = [f"{table}:{first[table]}" for table in ("services", "contracts")]
    shares = [
        Holding(item=item, organisation=key, weight=weight, basis=Basis.USERS, recorded_by=OWNER, claimed_by=claimant,
                source="plain source")
        for item in items
        for key, weight, claimant in ((OWNER, 40, ""), ("birchley", 60, ""), ("birchley", 70, "birchley"))
    ]  # fmt: skip
    write(world.case, "holdings", shares)
    threshold = RouteValue(organisation=OWNER, rule=RouteRule.KEY_THRESHOLD, value="4100", recorded_by=OWNER)
    write(world.case, "route_values", [threshold])
    key = first["cost_keys"]
    write(world.case, "key_counts", [
        KeyCount(cost_key=key, organisation=organisation, count=number, recorded_by=OWNER)
        for organisation, number in ((OWNER, 40), ("birchley", 60))
    ])  # fmt: skip
    binding = bindings()["attestations"]
    wish = kept(SHOWN[0], lambda name: items[0] if name == "item" else "")
    write(world.case, "attestations", [make(binding, number, OPEN, wish) for number in range(3)])
    own = f"contracts:{OPEN.mark}key4@birchley"  # whose pages carry forms for the partner
    wish = kept(SHOWN[4], lambda name: own if name == "item" else "")
    waiting = [replace(make(binding, number, OPEN, wish), attested_on=None) for number in range(2)]
    write(world.case, "attestations", waiting)
    write(world.case, "holdings", [Holding(item=own, organisation="birchley", weight=5, recorded_by="birchley")])


def _open_children(world: World, first: dict[str, str]) -> None:
    """Rows under what is open, of the owner's and of the partner's own, in every table that hangs on items."""
    for table, binding in bindings().items():
        if binding.is_item or not binding.through or table in BY_HAND:
            continue
        for place, keys in ((SHOWN[0], first), (SHOWN[4], dict.fromkeys(first, f"{OPEN.mark}key4@birchley"))):
            wish = kept(place, lambda name, keys=keys: f"services:{keys['services']}" if name == "item"
                        else keys.get(name, ""))  # fmt: skip
            write(world.case, table, distinct(binding, [make(binding, number, OPEN, wish) for number in range(4)]))


def _open_papers(world: World) -> None:
    """Every open paper frozen, some of them asked about, and a hidden one whose part about the partner is shown."""
    world.refs[FROZEN] = papers.frozen(world.case, world.refs["papers"], OPEN, AT)
    asked = make(bindings()["papers"], 91, OPEN, kept(SHOWN[4], lambda _: "", {"kind": PaperKind.COMMITTEE}))
    asked = replace(asked, recorded_by=OWNER, organisation=OWNER)
    world.refs[papers.ASKED] = write(world.case, "papers", [asked])
    words = [
        make(bindings()["passages"], number, OPEN if shown else SECRET,
             kept(SHOWN[0], lambda name: f"{asked.key}@{OWNER}" if name == "papers" else "",
                   {"section": section, "about": about}))
        for number, (section, about, shown) in enumerate(papers.ASKED_WORDS)
    ]  # fmt: skip
    write(world.case, "passages", words)
    papers.ask(world.case, [*world.refs[papers.ASKED], *world.refs["papers"][:2]], "birchley", AT)
