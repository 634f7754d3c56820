"""What all partners see of the register, worked out once for a paper: its rows, totals and what they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from severalty.dispositions.queries.jointly import joint_rows
from severalty.dispositions.queries.workbench import Bench, Place, workbench_for
from severalty.engine.dispositions.register import Money, RegisterRow, Totals, totals_of
from severalty.engine.estate.items import Contract
from severalty.engine.evidence import Evidence, weakest
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Writing


@dataclass(frozen=True)
class Entry:
    """One thing for one council as all partners see it."""

    place: Place
    row: RegisterRow

    @property
    def label(self) -> str:
        """The thing with its key."""
        return f"{self.place.subject.name} ({self.place.subject.key})"

    @property
    def council(self) -> str:
        """The council's name."""
        return self.place.council.name

    @property
    def input(self) -> str:
        """The row that a figure rests on."""
        return f"{self.place.subject.table}:{self.place.subject.key}"

    @property
    def classes(self) -> list[Evidence]:
        """What the proposals that all see, and the contract, rest on; nothing where there are neither."""
        found = [Evidence(one.row.item.evidence) for one in self.place.proposals if one.is_joint]
        contract = self.place.subject.contract
        return [*found, *([contract.evidence] if contract is not None else [])]

    @property
    def sources(self) -> list[str]:
        """Where the proposals that all see, and the contract, come from."""
        found = [one.row.item.source for one in self.place.proposals if one.is_joint]
        contract = self.place.subject.contract
        return [one for one in (*found, contract.source if contract is not None else "") if one]

    @property
    def evidence(self) -> Evidence:
        """The weakest of them."""
        return weakest(self.classes)


@dataclass(frozen=True)
class JointRegister:
    """The register as all partners see it; what one council keeps to itself is in no row and no sum."""

    bench: Bench
    entries: tuple[Entry, ...]

    @cached_property
    def totals(self) -> Totals:
        """The totals of these rows."""
        return totals_of(self.rows)

    @property
    def rows(self) -> list[RegisterRow]:
        """The rows alone."""
        return [one.row for one in self.entries]

    @cached_property
    def contracts(self) -> Mapping[str, Contract]:
        """The contracts among the things, by reference."""
        subjects = (one.place.subject for one in self.entries)
        return {one.ref: one.contract for one in subjects if one.contract is not None}

    def of(self, *tables: str) -> list[Entry]:
        """The entries of some tables."""
        return [one for one in self.entries if one.place.subject.table in tables]

    def name_of(self, organisation: str) -> str:
        """The name of an organisation."""
        known = self.bench.organisations.get(organisation)
        return known.name if known is not None else organisation

    def in_names(self, sentence: str) -> str:
        """A sentence with names in place of keys; what somebody wrote, behind the colon, stays as it was written."""
        told, colon, written = sentence.partition(": ")
        words = [self._named(word) for word in told.split(" ")]
        return f"{' '.join(words)}{colon}{written}"

    def _named(self, word: str) -> str:
        bare = word.rstrip(",.;")
        return self.name_of(bare) + word[len(bare) :]


def joint_register(writing: Writing) -> JointRegister | None:
    """The register for a paper; None where its writer may see none."""
    if not writing.viewer.may(Permission.DISPOSITION_VIEW, writing.case):
        return None
    found: JointRegister = writing.once("joint register", lambda: _joint(writing))
    return found if found.entries else None


def _joint(writing: Writing) -> JointRegister:
    bench = workbench_for(writing.viewer, writing.case, writing.on)
    entries = [Entry(place, row) for place, row in joint_rows(bench)]
    # References are random: where several things have one name, their keys put them in the same order everywhere.
    entries.sort(key=lambda one: (one.place.subject.name, one.place.subject.key, one.place.subject.recorder.key))
    return JointRegister(bench, tuple(entries))


def resting(entries: Iterable[Entry]) -> Evidence:
    """The weakest evidence behind some entries."""
    return weakest(evidence for one in entries for evidence in one.classes)


def amount(writing: Writing, label: str, money: Money, entries: list[Entry]) -> str:
    """A sum with the number under which the paper lists it, and beside it of how many it is not known."""
    evidence, sources = resting(entries), "; ".join(dict.fromkeys(one for entry in entries for one in entry.sources))
    if money.unknown == len(entries) and entries:
        return "not known"
    shown = writing.figures.money(label, money.pence, evidence, sources, [one.input for one in entries])
    return f"{shown} and {money.unknown} not known" if money.unknown else shown
