"""Rules of letters, of a contract's way to a new one, of partner packs, and of the money of a programme."""

from collections.abc import Mapping
from dataclasses import dataclass

from severalty.engine import fields
from severalty.engine.appraisal import contingency, programme
from severalty.engine.appraisal.charges import Charge, DrawDown
from severalty.engine.appraisal.contingency import Balance, ContingencyQuestion, Drawing, DrawingQuestion
from severalty.engine.appraisal.programme import Programme
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions import contract_way, correspondence, packs
from severalty.engine.dispositions.contract_way import Course, Step
from severalty.engine.dispositions.correspondence import Reply
from severalty.engine.dispositions.dispositions import Consent
from severalty.engine.dispositions.letters import Letter, LetterState
from severalty.engine.dispositions.packs import Arrival, Differing, Sent
from severalty.engine.dispositions.procurement import Timetable
from severalty.engine.estate.items import Contract
from severalty.engine.fields import FieldError
from severalty.engine.rules.rule import Rule
from severalty.engine.tables import TABLES


@dataclass(frozen=True)
class LetterOn:
    """A letter seen from a day, and what is to be recorded of it next, where anything is."""

    letter: Letter
    on: PartialDate
    reply: Reply | None = None


@dataclass(frozen=True)
class LetterStanding:
    """How long an answer is overdue, what may follow, what stands against the reply, and what it says of consent."""

    days_overdue: int | None
    may_follow: tuple[LetterState, ...]
    faults: tuple[tuple[str, str], ...]
    consent: Consent | None


@dataclass(frozen=True)
class WayQuestion:
    """A contract with its course for one council and the timetable of buying anew, seen from a day."""

    contract: Contract
    course: Course
    on: PartialDate
    timetable: Timetable | None = None


@dataclass(frozen=True)
class WayFound:
    """The steps in the order of their days, and what still stands in the way."""

    steps: tuple[Step, ...]
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class PackQuestion:
    """A pack that arrives, those that its sender gave before, what it follows, and those that were made here."""

    pack: Sent
    before: tuple[Sent, ...] = ()
    follows: str = ""
    made: tuple[Sent, ...] = ()


@dataclass(frozen=True)
class PackArrival:
    """How the pack stands to those before, and whether it crossed one made here."""

    arrival: Arrival
    crossed: bool


@dataclass(frozen=True)
class TwoRows:
    """One thing as two councils have it on record, column by column as files spell them."""

    table: str
    theirs: dict[str, str]
    ours: dict[str, str]


@dataclass(frozen=True)
class Differences:
    """The columns in which both have said something, and not the same."""

    differing: tuple[Differing, ...]


@dataclass(frozen=True)
class ProgrammeQuestion:
    """The charges of a programme, the councils in order, and what was drawn from contingency. Money is in pence."""

    charges: tuple[Charge, ...]
    councils: tuple[str, ...] = ()
    draw_downs: tuple[DrawDown, ...] = ()


def _letter(question: LetterOn) -> LetterStanding:
    letter, reply = question.letter, question.reply
    return LetterStanding(
        days_overdue=correspondence.days_overdue(letter, question.on),
        may_follow=correspondence.following(letter.state),
        faults=correspondence.reply_faults(letter, reply, question.on) if reply else (),
        consent=correspondence.consent_after(letter.kind, reply.state if reply else letter.state),
    )


def _way(question: WayQuestion) -> WayFound:
    contract, course, on = question.contract, question.course, question.on
    steps = [*contract_way.steps_of_contract(contract, on), *contract_way.steps_of_course(course, on)]
    for letter in course.letters:
        steps += contract_way.steps_of_letter(letter, course.council, on)
    if question.timetable is not None:
        steps += contract_way.steps_of_procurement(course.council, question.timetable, on)
    return WayFound(contract_way.in_order(steps), contract_way.blocks_of(contract, course, on))


def _differences(question: TwoRows) -> Differences:
    if question.table not in TABLES:
        raise FieldError(f"{question.table!r} is not a table; the tables are: {', '.join(TABLES)}.")
    return Differences(packs.differing(fields.columns_of(TABLES[question.table]), question.theirs, question.ours))


_LETTER: Mapping[str, object] = {
    "key": "telephony-consent",
    "name": "Consent to novate telephony",
    "contract": "C-014",
    "kind": "request for consent",
    "state": "sent",
    "sent_on": "2026-10-01",
    "answer_due": "2026-10-29",
}

RULES: tuple[Rule, ...] = (
    Rule(
        name="letter-standing",
        summary="How long an answer to a letter is overdue, what may follow, and what it says of consent.",
        takes=LetterOn,
        gives=LetterStanding,
        run=_letter,
        of=(
            correspondence.days_overdue,
            correspondence.following,
            correspondence.reply_faults,
            correspondence.consent_after,
        ),
        example={"letter": _LETTER, "on": "2026-11-26", "reply": {"state": "agreed", "on": "2026-11-20"}},
    ),
    Rule(
        name="contract-way",
        summary="One contract's way to a new one for one council: steps by their days, and what stands in the way.",
        takes=WayQuestion,
        gives=WayFound,
        run=_way,
        of=(
            contract_way.steps_of_contract,
            contract_way.steps_of_course,
            contract_way.steps_of_letter,
            contract_way.steps_of_procurement,
            contract_way.in_order,
            contract_way.blocks_of,
        ),
        example={
            "contract": {"key": "C-014", "name": "Telephony", "ends": "2027-05-31", "renewal": "expires"},
            "course": {"council": "stanmere", "standing": {"state": "undecided"}, "letters": [_LETTER]},
            "on": "2026-11-26",
        },
    ),
    Rule(
        name="pack-arrival",
        summary="How a partner pack that arrives stands to those before it.",
        takes=PackQuestion,
        gives=PackArrival,
        run=lambda question: PackArrival(
            packs.arrival(question.pack, question.before), packs.crossed(question.follows, question.made)
        ),
        of=(packs.arrival, packs.crossed),
        example={
            "pack": {"digest": "b2", "made_at": "2026-11-20T10:00:00Z"},
            "before": [{"digest": "a1", "made_at": "2026-11-01T10:00:00Z"}],
        },
    ),
    Rule(
        name="pack-differences",
        summary="In which columns two councils' records of one thing differ.",
        takes=TwoRows,
        gives=Differences,
        run=_differences,
        of=(packs.differing,),
        example={
            "table": "contracts",
            "theirs": {"key": "C-014", "ends": "2027-05-31", "notice": ""},
            "ours": {"key": "C-014", "ends": "2027-03-31", "notice": "3 months"},
        },
    ),
    Rule(
        name="programme-money",
        summary="The money of a programme by council, year, budget and status; each breakdown adds up to the whole.",
        takes=ProgrammeQuestion,
        gives=Programme,
        run=lambda question: programme.programme_of(question.charges, question.councils, question.draw_downs),
        of=(programme.programme_of,),
        example={
            "charges": [
                {
                    "key": "migration",
                    "name": "Migration partner",
                    "amount": 100000000,
                    "year": 2026,
                    "recurrence": "one-off",
                    "borne_by": "alderbourne",
                    "in_headline": "yes",
                    "evidence": "illustrative",
                },
                {
                    "key": "laptops",
                    "name": "Laptops",
                    "amount": 52000000,
                    "year": 2026,
                    "year_to": 2028,
                    "recurrence": "recurring",
                    "borne_by": "alderbourne",
                    "in_headline": "no",
                    "evidence": "illustrative",
                },
            ],
            "councils": ["alderbourne"],
        },
        source="oneSource report of 2024, 2.6",
    ),
    Rule(
        name="contingency",
        summary="What is held as contingency, drawn from it by day and council, and left.",
        takes=ContingencyQuestion,
        gives=Balance,
        run=contingency.balance_of,
        of=(contingency.balance_of,),
        example={
            "contingency": {
                "key": "held",
                "name": "Contingency",
                "year": 2026,
                "amount": 65000000,
                "purpose": "contingency",
                "borne_by": "alderbourne",
                "evidence": "illustrative",
            },
            "draw_downs": [
                {
                    "contingency": "held",
                    "reference": "DD-01",
                    "drawn_on": "2026-10-14",
                    "amount": 4200000,
                    "approved_by": "Section 151 officer",
                    "what_for": "A second rehearsal",
                    "evidence": "illustrative",
                }
            ],
        },
    ),
    Rule(
        name="draw-down",
        summary="Whether a sum can be drawn from contingency, and what is left.",
        takes=DrawingQuestion,
        gives=Drawing,
        run=contingency.drawing,
        of=(contingency.drawing,),
        example={"held": 65000000, "drawn": 4200000, "amount": 70000000},
    ),
)
