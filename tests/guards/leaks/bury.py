"""What none of the viewers may see: a thousand secrets over every table, and some beside what is open."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from severalty.decisions.queries.papers import FROZEN
from severalty.engine.estate.items import Relation
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Kind
from severalty.estate.importing import bindings
from severalty.tenancy.access import Viewer, operator_for
from severalty.tenancy.actions import (
    ask_job,
    open_change_set,
    withdraw_items,
)
from severalty.tenancy.binding import Binding, is_item_reference
from severalty.tenancy.models import ChangeSet, Item, Job, Organisation, Person, WordTemplate
from tests.guards.leaks import papers
from tests.guards.leaks.rows import Wish, make
from tests.guards.leaks.walked import (
    AT,
    BY_HAND,
    KEPT,
    MARK,
    OWNER,
    SECRET,
    SECRETS,
    THIRD,
    World,
    distinct,
    kept,
    settled_refs,
    write,
)


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

        record = make(binding, number, SECRET, kept(place, target))
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
    gone = [make(binding, 5000 + n, SECRET, kept((OWNER, Audience.PUBLIC, ()), lambda _: "")) for n in range(20)]
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

        records = [make(binding, 8_000 + n, SECRET, kept(KEPT[n % len(KEPT)], target)) for n in range(6)]
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
            if table == "item" and table in others:
                return f"services:{world.hidden_keys['services'][0]}@{OWNER}"
            inside = f"{world.hidden_keys[table][0]}@{OWNER}" if table in others else ""
            return inside or keys.get(table, "").partition(":")[2]

        record = make(binding, 8_100, SECRET, kept(KEPT[0], target))
        write(world.case, binding.table, [record], by, f"{MARK}why")
        world.planted += 1
