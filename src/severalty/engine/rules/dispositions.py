"""Rules of dispositions: what a contract allows, who has agreed, and the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions import answers, impact, programme_end, register, route_rules, routes, seen
from severalty.engine.dispositions.answers import Standing
from severalty.engine.dispositions.dispositions import Disposition, DispositionAnswer, Route
from severalty.engine.dispositions.impact import Impacts
from severalty.engine.dispositions.programme_end import ProgrammeEnd
from severalty.engine.dispositions.register import Register, Thing
from severalty.engine.dispositions.routes import Choice, Routes, Situation
from severalty.engine.estate.items import Contract
from severalty.engine.fields import Known
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class RoutesQuestion:
    """A contract that so many councils hold, seen from a day; `closed` are bank holidays."""

    contract: Contract
    on: PartialDate
    councils: int = 2
    known: Situation = seen.NOTHING_MORE
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class RouteCheck:
    """A route for a contract, seen from a day, with the override of what is refused."""

    contract: Contract
    route: Route
    on: PartialDate
    override: str = ""
    overridden_by: str = ""
    councils: int = 2
    known: Situation = seen.NOTHING_MORE


@dataclass(frozen=True)
class Sentences:
    """Sentences; none where nothing is to be said."""

    sentences: tuple[str, ...]


@dataclass(frozen=True)
class KindOfThing:
    """A table, and the class of a configuration item."""

    table: str
    item_class: str = ""


@dataclass(frozen=True)
class FittingRoutes:
    """The routes that fit, in order."""

    routes: tuple[Route, ...]


@dataclass(frozen=True)
class Choices:
    """What is chosen for several councils for one thing, and which of them hold a share in it."""

    choices: tuple[Choice, ...]
    holders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contradictions:
    """Why the choices cannot all be, by council."""

    against: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class OneDisposition:
    """A disposition."""

    disposition: Disposition


@dataclass(frozen=True)
class Fingerprint:
    """The digest of what is agreed to."""

    fingerprint: str


@dataclass(frozen=True)
class Proposals:
    """The proposals for one thing and one council, the answers to them, and the other councils that use the thing."""

    dispositions: tuple[Disposition, ...]
    answers: tuple[DispositionAnswer, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterQuestion:
    """Things, proposals and answers, seen from a day. Money is in pence; `closed` are bank holidays."""

    things: tuple[Thing, ...]
    dispositions: tuple[Disposition, ...]
    on: PartialDate
    answers: tuple[DispositionAnswer, ...] = ()
    agreement: Known = Known.UNKNOWN
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class ImpactQuestion:
    """A register, the council that is touched, and whose proposals count; blank for everybody's."""

    register: RegisterQuestion
    council: str
    by: str = ""


def _register(question: RegisterQuestion) -> Register:
    return register.register_of(
        question.things,
        question.dispositions,
        question.answers,
        question.on,
        question.closed,
        agreement=question.agreement,
    )


def _impact(question: ImpactQuestion) -> Impacts:
    contracts = {thing.key: thing.contract for thing in question.register.things if thing.contract is not None}
    return impact.impacts_on(question.council, _register(question.register).rows, contracts, question.by)


def _check(question: RouteCheck) -> Sentences:
    left = routes.check_route(
        question.contract,
        question.route,
        question.override,
        question.overridden_by,
        question.on,
        councils=question.councils,
        known=question.known,
    )
    return Sentences(left)


_CONTRACT = {
    "key": "C-014",
    "name": "Telephony",
    "ends": "2027-05-31",
    "extensions": "12 months",
    "extensions_used": 0,
    "renewal": "renews unless stopped",
    "notice": "3 months",
    "assignable": "no",
    "consent_needed": "yes",
    "liability": "joint and several",
    "evidence": "illustrative",
}
_DISPOSITION = {
    "key": "telephony for alderbourne",
    "name": "Telephony for Alderbourne",
    "thing": "C-014",
    "council": "alderbourne",
    "route": "novate",
    "by_when": "2027-03-31",
    "one_off_cost": 1200000,
    "recorded_by": "alderbourne",
}
_REGISTER: dict[str, Any] = {
    "on": "2026-11-26",
    "things": [
        {
            "key": "C-014",
            "table": "contracts",
            "name": "Telephony",
            "weights": {"alderbourne": 2, "stanmere": 1},
            "contract": _CONTRACT,
            "annual": 12500000,
        }
    ],
    "dispositions": [_DISPOSITION],
}
_WHERE = "Domain rules 4.1; evidence for those who advise, not legal advice"
RULES: tuple[Rule, ...] = (
    Rule(
        name="contract-routes",
        summary="What may become of a contract: each route open or refused, with last day, consent, cost and steps.",
        takes=RoutesQuestion,
        gives=Routes,
        run=lambda question: routes.routes_for(
            question.contract, question.on, question.closed, councils=question.councils, known=question.known
        ),
        of=(
            routes.routes_for,
            routes.route_view,
            routes.steps_of,
            routes.situation_of,
            route_rules.findings_of,
            seen.running_term,
            seen.with_linked_end,
        ),
        example={"contract": _CONTRACT, "on": "2026-11-26", "known": {"by_when": "2027-03-31"}},
        source=_WHERE,
    ),
    Rule(
        name="check-route",
        summary="What stands against one route for a contract; nothing once a named officer gives a reason.",
        takes=RouteCheck,
        gives=Sentences,
        run=_check,
        of=(routes.check_route,),
        example={"contract": _CONTRACT, "route": "assign", "on": "2026-11-26"},
        source=_WHERE,
    ),
    Rule(
        name="thing-routes",
        summary="Which routes fit a kind of thing.",
        takes=KindOfThing,
        gives=FittingRoutes,
        run=lambda question: FittingRoutes(routes.thing_routes(question.table, question.item_class)),
        of=(routes.thing_routes,),
        example={"table": "posts"},
        source=_WHERE,
    ),
    Rule(
        name="route-contradictions",
        summary="Why what is chosen for several councils for one thing cannot all be.",
        takes=Choices,
        gives=Contradictions,
        run=lambda question: Contradictions(routes.contradictions(question.choices, question.holders)),
        of=(routes.contradictions,),
        example={
            "choices": [
                {"council": "alderbourne", "route": "keep shared"},
                {"council": "stanmere", "route": "terminate"},
            ],
            "holders": ["alderbourne", "stanmere"],
        },
        source=_WHERE,
    ),
    Rule(
        name="disposition-fingerprint",
        summary="The digest of what a council agrees to when it accepts a disposition.",
        takes=OneDisposition,
        gives=Fingerprint,
        run=lambda question: Fingerprint(answers.fingerprint(question.disposition)),
        of=(answers.fingerprint,),
        example={"disposition": _DISPOSITION},
    ),
    Rule(
        name="disposition-standing",
        summary="Whether a disposition is undecided, proposed, agreed, disputed, conflicting, stale or done.",
        takes=Proposals,
        gives=Standing,
        run=lambda question: answers.standing_of(question.dispositions, question.answers, question.others),
        of=(answers.standing_of, answers.proposer_of),
        example={
            "dispositions": [_DISPOSITION],
            "answers": [
                {
                    "disposition": "telephony for alderbourne",
                    "organisation": "stanmere",
                    "answer": "disputed",
                    "reason": "We need it until June",
                }
            ],
            "others": ["stanmere"],
        },
    ),
    Rule(
        name="disposition-register",
        summary="What becomes of each thing for each council, with totals that add up to the penny.",
        takes=RegisterQuestion,
        gives=Register,
        run=_register,
        of=(register.register_of, register.rows_of, register.totals_of, register.total_of),
        example=_REGISTER,
        source=_WHERE,
    ),
    Rule(
        name="programme-end",
        summary="What is lacking until each thing has one agreed, approved and proven disposition for each council.",
        takes=RegisterQuestion,
        gives=ProgrammeEnd,
        run=lambda question: programme_end.programme_end(_register(question).rows, question.on),
        of=(programme_end.programme_end,),
        example=_REGISTER,
        source=_WHERE,
    ),
    Rule(
        name="impact-on-council",
        summary="What the dispositions of others change for one council in cost, day and duty.",
        takes=ImpactQuestion,
        gives=Impacts,
        run=_impact,
        of=(impact.impacts_on,),
        example={"register": _REGISTER, "council": "stanmere"},
        source="Havering scrutiny report 3.5 and 6.2: the impact on the partner",
    ),
)
