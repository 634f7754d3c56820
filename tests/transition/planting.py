"""A thousand secrets of one council in bulk: every column filled, hung on what is shared and on one another."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import BigIntegerField, CharField, Field, ForeignKey, PositiveSmallIntegerField, TextField

from severalty.engine.dates import PartialDate, read_date
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Kind
from severalty.estate.importing import bindings
from severalty.tenancy.binding import Binding, is_item_reference
from severalty.tenancy.models import ChangeSet, Holding, Item, Job, Organisation, PartialDateField
from tests.conftest import NOON, Cast

MARK = "zq7"
NUMBER = 77_310_000
EACH = 36
"""So many secrets of each table."""
STAGES = ("severalty.transition.", "severalty.risks.")
BESIDE = ("contracts", "configuration_items", "dispositions", "bodies", "meetings", "matters", "holds")
"""Tables of other stages that plans are worked out from."""
DAYS = ("2026-12-10", "2027-01", "2027-02-15", "2027-04-20", "2027-06-01..2027-08-31", "2028-03-31")


def tables() -> Iterator[Binding]:
    """Every table of plans and risks, and those beside them."""
    for table, binding in bindings().items():
        if table in BESIDE or binding.model.__module__.startswith(STAGES):
            yield binding


class Planting:
    """Secrets of South; `shared` are references of what North sees, by table, on which a half of them hangs."""

    def __init__(self, cast: Cast, shared: Mapping[str, list[str]]) -> None:
        self.cast, self.shared = cast, shared
        self.refs: dict[str, list[str]] = {}
        self.planted = 0

    def everything(self) -> int:
        """Plant all of it. Returns how many rows there are."""
        for binding in [one for one in tables() if one.is_item]:
            self._items(binding)
        for binding in [one for one in tables() if one.is_item]:
            self._rows(binding, [self._row(binding, number) for number in range(EACH)])
        for binding in [one for one in tables() if not one.is_item and one.through]:
            self._children(binding)
        self._traces()
        return self.planted

    def _items(self, binding: Binding) -> None:
        refs = [f"{MARK}{len(self.refs):03d}{number:06d}" for number in range(EACH)]
        Item.objects.bulk_create([
            Item(
                ref=ref, case=self.cast.case, table=binding.table, key=f"{MARK}key{number}", name=f"{MARK}name{number}",
                description=f"{MARK}words", audience=Audience.HOLDERS, recorded_by=self.cast.south,
                evidence="reported", source=f"{MARK}source", changed_at=NOON,
            )
            for number, ref in enumerate(refs)
        ])  # fmt: skip
        self.refs[binding.table] = refs

    def _rows(self, binding: Binding, rows: list[Any]) -> None:
        binding.model._default_manager.bulk_create(rows)
        self.planted += len(rows)

    def _row(self, binding: Binding, number: int) -> Any:
        values = self._values(binding, number)
        return binding.model(item_id=self.refs[binding.table][number], **values)

    def _values(self, binding: Binding, number: int) -> dict[str, Any]:
        leads = {one.name: one.refers_to for one in binding.columns if one.kind is Kind.REFERENCE
                 and is_item_reference(one)}  # fmt: skip
        found: dict[str, Any] = {}
        for shape in binding.model._meta.concrete_fields:
            if shape.name in ("item", "id", "case", "recorded_by", "source"):
                continue
            if shape.name in leads:
                found[shape.attname] = self._leads(leads[shape.name], number, needed=not shape.null)
            else:
                found[shape.attname] = self._value(shape, number)
        return found

    def _leads(self, table: str, number: int, *, needed: bool) -> str | None:
        """Of what is shared and of what is secret in turn."""
        names = [table] if table != "item" else ["work_packages", "promises", "contracts", "matters", "teams"]
        name = names[number % len(names)]
        shared, secret = self.shared.get(name, []), self.refs.get(name, [])
        of = shared if shared and number % 2 == 0 else secret
        assert of or not needed, f"Nothing to lead to in {table}."
        return of[(number // 2) % len(of)] if of else None

    def _value(self, shape: Field[Any, Any], number: int) -> Any:
        if isinstance(shape, ForeignKey):
            whose: list[Organisation] = [self.cast.south, self.cast.north]
            return whose[number % 2].pk if shape.related_model is Organisation else None
        if isinstance(shape, PartialDateField):
            found: PartialDate = read_date(DAYS[number % len(DAYS)])
            return found
        if isinstance(shape, PositiveSmallIntegerField):
            return 2026 + number % 3
        if isinstance(shape, BigIntegerField):
            return number % 5 + 1 if shape.name in ("likelihood", "impact", "place", "wave") else NUMBER + number
        if shape.choices:
            words = [value for value, _ in shape.flatchoices]
            return words[number % len(words)]
        if isinstance(shape, CharField | TextField):
            return "50" if shape.max_length == 12 else f"{MARK}{shape.name}{number}"[: shape.max_length or 100]
        return shape.get_default()

    def _children(self, binding: Binding) -> None:
        """Rows under secret items, and rows under shared ones that say something of secret ones alone."""
        needs = {one.name: one.refers_to for one in binding.columns}
        ends = [name for name in binding.ends if name != binding.through]
        rows = []
        for number in range(EACH):
            values = self._values(binding, number)
            values[f"{binding.through}_id"] = self._secret(needs[binding.through], number)
            rows.append(values)
            shared = self.shared.get("work_packages" if needs[binding.through] == "item" else needs[binding.through])
            if ends and shared:
                more = {f"{name}_id": self._secret(needs[name], number) for name in ends}
                rows.append(values | {f"{binding.through}_id": shared[number % len(shared)]} | more)
        made = [
            binding.model(case=self.cast.case, recorded_by=self.cast.south, source=f"{MARK}source", **one)
            for one in rows
        ]
        self._rows(binding, made)

    def _secret(self, table: str, number: int) -> str:
        of = self.refs["contracts" if table == "item" else table]
        return of[number % len(of)]

    def _traces(self) -> None:
        """What work leaves behind: jobs, change sets, shares in secret things."""
        south, person = self.cast.south, self.cast.people["south"]
        common = {"case": self.cast.case, "organisation": south, "person": person}
        jobs = [Job(kind="plan", title=f"{MARK}job", asked_at=NOON, message=MARK, **common) for _ in range(EACH)]
        Job.objects.bulk_create(jobs)
        ChangeSet.objects.bulk_create([
            ChangeSet(made_at=NOON, why=f"{MARK}why", summary={"rows": {MARK: NUMBER}}, **common) for _ in range(EACH)
        ])  # fmt: skip
        Holding.objects.bulk_create([
            Holding(case=self.cast.case, item_id=ref, organisation=south, recorded_by=south, source=f"{MARK}source")
            for ref in self.refs["contracts"]
        ])  # fmt: skip
        self.planted += 3 * EACH
