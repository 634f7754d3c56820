"""Whether a council could stand alone on a day: service by service, and over its whole estate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.dates import day
from severalty.engine.dispositions.on_a_date import DateQuestion, Held, HeldOn, Subject, estate_on
from severalty.engine.estate.items import Recovery
from severalty.engine.estate.parties import in_force
from severalty.engine.estate.value_evidence import is_said
from severalty.engine.fields import Known


class Facet(StrEnum):
    """One of the eight questions of the sovereignty test."""

    IDENTITY = "identity"
    DATA = "data"
    NETWORK = "network"
    DEVICES = "device management"
    LICENCES = "licences"
    CONTRACT = "contract"
    STAFF = "support staff"
    RECOVERY = "disaster recovery"


SUBJECTS: Mapping[Facet, Subject | None] = {
    Facet.IDENTITY: Subject.IDENTITY,
    Facet.DATA: Subject.DATA,
    Facet.NETWORK: Subject.NETWORK,
    Facet.DEVICES: Subject.DEVICES,
    Facet.LICENCES: Subject.LICENCES,
    Facet.CONTRACT: Subject.CONTRACT,
    Facet.STAFF: Subject.STAFF,
    Facet.RECOVERY: None,
}
DAY_ONE = (Subject.IDENTITY, Subject.LICENCES, Subject.APPLICATIONS, Subject.DATA, Subject.NETWORK, Subject.DEVICES,
           Subject.CONTRACT, Subject.STAFF)  # fmt: skip


class Verdict(StrEnum):
    """What the test comes to for one council and service."""

    SOVEREIGN = "stands alone"
    BUT_FOR_SHARED = "stands alone but for what is kept shared"
    DEPENDENT = "does not stand alone"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class ServiceThings:
    """A service, the councils that use it, and the keys of the things it rests on."""

    service: str
    councils: tuple[str, ...]
    things: tuple[str, ...]


@dataclass(frozen=True)
class ReadinessQuestion:
    """The estate on a day, what each service rests on, and how it is recovered; `service` of a recovery is a service.

    `agreement` says whether an agreement between the councils is in force on the day, under which things stay shared.
    """

    estate: DateQuestion
    services: tuple[ServiceThings, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    agreement: Known = Known.UNKNOWN


@dataclass(frozen=True)
class FacetAnswer:
    """The answer to one question: yes where all is the council's own, no where anything is not, with the things."""

    facet: Facet
    answer: Known
    in_the_way: tuple[str, ...]
    kept_shared: bool
    why: str


@dataclass(frozen=True)
class SovereigntyTest:
    """The eight answers for one council and service; `score` counts those that are yes."""

    council: str
    service: str
    answers: tuple[FacetAnswer, ...]
    score: int
    unknown: int
    verdict: Verdict


@dataclass(frozen=True)
class DayOne:
    """One subject of one council: of how many things it uses how many are ready, are not, or cannot be told.

    A thing is ready when it is the council's own, is held for it by another as planned, stays shared by choice, or is
    none any more, and nothing blocks it.
    """

    council: str
    subject: Subject
    things: int
    ready: int
    not_ready: int
    unknown: int
    in_the_way: tuple[str, ...]


@dataclass(frozen=True)
class Readiness:
    """The sovereignty test by council and service, and day-one readiness by council and subject, on a day."""

    on: date
    tests: tuple[SovereigntyTest, ...]
    day_one: tuple[DayOne, ...]


def readiness(question: ReadinessQuestion) -> Readiness:
    """Whether each council could stand alone on a day.

    Each of the eight questions is answered from what the service rests on: yes where all of it is the council's own,
    no where any is shared, held by another or blocked, and unknown where nothing is on record or something cannot be
    told. Disaster recovery is a council's own where it brings the service back itself and that was tried; how is said
    by a record of its own. A service stands alone with eight times yes; where every no is kept shared by choice, and
    an agreement is in force, it stands alone but for that.
    Source: domain rules 4.4.
    """
    found = estate_on(question.estate)
    by_pair = {(row.thing, row.council): row for row in found.rows}
    kinds = {thing.key: thing.subject for thing in question.estate.things}
    tests = tuple(
        _test(council, one, by_pair, kinds, question)
        for council in question.estate.councils
        for one in question.services
        if council in one.councils
    )
    lines = tuple(
        _day_one(council, subject, [row for row in found.rows if row.council == council and row.subject is subject])
        for council in question.estate.councils
        for subject in DAY_ONE
    )
    return Readiness(found.on, tests, lines)


def _test(
    council: str, service: ServiceThings, rows: Mapping[tuple[str, str], HeldOn], kinds: Mapping[str, Subject],
    question: ReadinessQuestion,
) -> SovereigntyTest:  # fmt: skip
    answers = tuple(
        _facet(facet, [(key, rows.get((key, council))) for key in service.things if kinds.get(key) is SUBJECTS[facet]])
        if facet is not Facet.RECOVERY
        else _recovery(service.service, council, question, rows.get((service.service, council)))
        for facet in Facet
    )
    score = sum(one.answer is Known.YES for one in answers)
    against = [one for one in answers if one.answer is Known.NO]
    unknown = len(answers) - score - len(against)
    verdict = Verdict.NOT_KNOWN
    if any(not one.kept_shared for one in against) or (against and question.agreement is not Known.YES):
        verdict = Verdict.DEPENDENT
    elif not unknown:
        verdict = Verdict.BUT_FOR_SHARED if against else Verdict.SOVEREIGN
    return SovereigntyTest(council, service.service, answers, score, unknown, verdict)


def _facet(facet: Facet, things: Sequence[tuple[str, HeldOn | None]]) -> FacetAnswer:
    against = tuple(key for key, row in things if row is not None and _stands(row) is Known.NO)
    # A thing of the service that this council does not hold belongs to somebody else, or nobody has said.
    doubtful = tuple(key for key, row in things if row is None or _stands(row) is Known.UNKNOWN)
    kept = {key for key, row in things if row is not None and row.held is Held.KEPT_SHARED}
    if not things:
        return FacetAnswer(facet, Known.UNKNOWN, (), kept_shared=False, why="Nothing on record.")
    if against:
        only = set(against) <= kept
        return FacetAnswer(facet, Known.NO, against, only, "Kept shared." if only else "Not all is its own.")
    if doubtful:
        return FacetAnswer(facet, Known.UNKNOWN, doubtful, kept_shared=False, why="It cannot be told for all.")
    return FacetAnswer(facet, Known.YES, (), kept_shared=False, why="All is its own.")


def _recovery(service: str, council: str, question: ReadinessQuestion, row: HeldOn | None) -> FacetAnswer:
    """Whether a council brings the service back itself; where it is recovered twice over, both have to be its own."""
    on = question.estate.on
    mine = [
        one for one in question.recoveries
        if (one.service, one.organisation) == (service, council) and in_force(one.starts, one.ends, day(on))
    ]  # fmt: skip
    kept = row is not None and row.held is Held.KEPT_SHARED
    others = [one for one in mine if is_said(one, "recovered_by") and one.recovered_by not in ("", council)]
    if others:
        why = f"It is recovered by {', '.join(dict.fromkeys(one.recovered_by for one in others))}."
        return FacetAnswer(Facet.RECOVERY, Known.NO, (), kept_shared=kept, why="Kept shared." if kept else why)
    doubts = [
        *([] if mine else ["Nobody has said how it is recovered."]),
        *(
            "Nobody has said who recovers it."
            for one in mine
            if not one.recovered_by or not is_said(one, "recovered_by")
        ),
        *(f"It was not tested by {day(on)}." for one in mine if not is_said(one, "tested_on") or _untested(one, on)),
    ]
    answer, why = (Known.UNKNOWN, doubts[0]) if doubts else (Known.YES, "It is recovered by the council itself.")
    return FacetAnswer(Facet.RECOVERY, answer, (), kept_shared=False, why=why)


def _untested(one: Recovery, on: date) -> bool:
    return one.tested_on is None or one.tested_on.last > on


def _stands(row: HeldOn) -> Known:
    """Whether a thing stands on its council alone; what is planned is taken as done on its day."""
    if row.held is Held.NOT_KNOWN:
        return Known.UNKNOWN
    if row.held in (Held.OWN, Held.NONE):
        return Known.NO if row.blocks else Known.YES
    return Known.NO


def _day_one(council: str, subject: Subject, rows: Iterable[HeldOn]) -> DayOne:
    rows = list(rows)
    ready = sum(row.held not in (Held.SHARED, Held.NOT_KNOWN) and not row.blocks for row in rows)
    unknown = sum(row.held is Held.NOT_KNOWN for row in rows)
    waiting = tuple(row.thing for row in rows if row.held is Held.SHARED or row.blocks or row.held is Held.NOT_KNOWN)
    return DayOne(council, subject, len(rows), ready, len(rows) - ready - unknown, unknown, waiting)
