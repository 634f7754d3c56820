"""Rules of the estate: who holds what, contract terms, completeness, evidence, beliefs and attestations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine import fields
from severalty.engine.dates import PartialDate
from severalty.engine.estate import (
    attestation,
    beliefs,
    completeness,
    holdings,
    parties,
    runway,
    terms,
    value_evidence,
)
from severalty.engine.estate.attestation import Attestation, AttestationState
from severalty.engine.estate.beliefs import Answer
from severalty.engine.estate.completeness import Completeness
from severalty.engine.estate.holdings import Holding, Position
from severalty.engine.estate.items import Assumption, Contract
from severalty.engine.estate.runway import Runway
from severalty.engine.estate.terms import LastDay, Terms
from severalty.engine.estate.value_evidence import ValueEvidence
from severalty.engine.fields import FieldError
from severalty.engine.rules.rule import Rule
from severalty.engine.tables import TABLES


@dataclass(frozen=True)
class Dated:
    """Something with a start and an end, and a day."""

    on: PartialDate
    starts: PartialDate | None = None
    ends: PartialDate | None = None


@dataclass(frozen=True)
class InForce:
    """Whether it is in force."""

    in_force: bool


@dataclass(frozen=True)
class Claims:
    """The claims on one item, and a day."""

    holdings: tuple[Holding, ...]
    on: PartialDate


@dataclass(frozen=True)
class ContractOn:
    """A contract seen from a day; `closed` are bank holidays. Money is in pence."""

    contract: Contract
    on: PartialDate
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class Contracts:
    """Contracts seen from a day, and the horizon to draw; `closed` are bank holidays. Money is in pence."""

    contracts: tuple[Contract, ...]
    on: PartialDate
    first: date
    last: date
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Rows of a table, column by column as files spell them."""

    table: str
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class EvidenceText:
    """What the column `value_evidence` of a table says."""

    table: str
    text: str


@dataclass(frozen=True)
class Entries:
    """Evidence by column, and the text that files carry."""

    entries: tuple[ValueEvidence, ...]
    written: str


@dataclass(frozen=True)
class Statements:
    """Assumptions and statements that an organisation may see."""

    own: str
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class Answers:
    """Beliefs beside the partners' own statements."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class AttestationOn:
    """An attestation seen from a day, and whether the record has changed since it was confirmed."""

    attestation: Attestation
    on: PartialDate
    changed_since: bool = False


@dataclass(frozen=True)
class StateOf:
    """Where an attestation stands."""

    state: AttestationState


def _table(name: str) -> type:
    if name not in TABLES:
        raise FieldError(f"{name!r} is not a table; the tables are: {', '.join(TABLES)}.")
    return TABLES[name]


def _record(table: str, record: type, row: Mapping[str, str]) -> Any:
    columns = {shape.name: shape for shape in fields.columns_of(record)}
    for name in row:
        if name not in columns:
            raise FieldError(f"{name!r} is not a column of {table}; the columns are: {', '.join(columns)}.")
    return record(**{name: _value(shape, row.get(name, "")) for name, shape in columns.items()})


def _value(shape: fields.Column, text: str) -> Any:
    try:
        return fields.read(shape, text)
    except FieldError as error:
        raise FieldError(f"{shape.name}: found {text!r}, expected {error.expected}. {error.mend}".strip()) from error


def _completeness(question: Rows) -> Completeness:
    record = _table(question.table)
    return completeness.all_of(_record(question.table, record, row) for row in question.rows)


def _value_evidence(question: EvidenceText) -> Entries:
    entries = value_evidence.read_value_evidence(question.text, _table(question.table))
    return Entries(entries, value_evidence.write_value_evidence(entries))


_CONTRACT = {
    "key": "C-014",
    "name": "Telephony",
    "starts": "2022-06-01",
    "ends": "2024-05-31",
    "extensions": "12 months; 12 months",
    "extensions_used": 1,
    "renewal": "renews unless stopped",
    "notice": "3 months",
    "evidence": "illustrative",
}
_BELIEF = {
    "key": "A-1",
    "name": "Migration capital",
    "recorded_by": "havering",
    "about": "newham",
    "matter": "migration partner capital",
    "believed_on": "2024-06-19",
    "statement": "About five million is sought",
    "amount": 500000000,
    "evidence": "illustrative",
}

RULES: tuple[Rule, ...] = (
    Rule(
        name="in-force",
        summary="Whether something dated is in force on a day.",
        takes=Dated,
        gives=InForce,
        run=lambda question: InForce(parties.in_force(question.starts, question.ends, question.on)),
        of=(parties.in_force,),
        example={"starts": "2013", "ends": "2021-12-31", "on": "2020-07-31"},
    ),
    Rule(
        name="position-of",
        summary="What the claims on one item amount to on a day: sole, joint, unknown or disputed.",
        takes=Claims,
        gives=Position,
        run=lambda question: holdings.position_of(question.holdings, question.on),
        of=(holdings.position_of,),
        example={
            "on": "2020-07-31",
            "holdings": [
                {"item": "desk", "organisation": "Hinckley", "weight": 499, "evidence": "reported"},
                {"item": "desk", "organisation": "Blaby", "weight": 341, "evidence": "reported"},
                {"item": "desk", "organisation": "Melton", "weight": 229, "out_of": 1069, "evidence": "reported"},
            ],
        },
        source="Melton report 9.1",
    ),
    Rule(
        name="contract-terms",
        summary="The current and the final end of a contract, what extensions are left, and what is missing.",
        takes=Contract,
        gives=Terms,
        run=terms.terms_of,
        of=(terms.terms_of, terms.read_extensions),
        example=_CONTRACT,
    ),
    Rule(
        name="last-day-to-act",
        summary="The last day to give notice or take up an extension before the current term of a contract ends.",
        takes=ContractOn,
        gives=LastDay,
        run=lambda question: terms.last_day_to_act(question.contract, question.on, question.closed),
        of=(terms.last_day_to_act, terms.working_day_before),
        example={"contract": _CONTRACT, "on": "2025-01-10", "closed": ["2025-04-18"]},
    ),
    Rule(
        name="runway",
        summary="How long each contract still runs, first to act upon first; those without an end apart.",
        takes=Contracts,
        gives=Runway,
        run=lambda question: runway.runway(
            question.contracts, question.on, (question.first, question.last), question.closed
        ),
        of=(runway.runway,),
        example={"contracts": [_CONTRACT], "on": "2025-01-10", "first": "2025-01-01", "last": "2027-12-31"},
    ),
    Rule(
        name="completeness",
        summary="How much of what matters about the rows of a table is known.",
        takes=Rows,
        gives=Completeness,
        run=_completeness,
        of=(completeness.completeness, completeness.all_of, completeness.is_known),
        example={"table": "contracts", "rows": [{"key": "C-014", "name": "Telephony", "annual_charge": "125000.00"}]},
    ),
    Rule(
        name="value-evidence",
        summary="What single values of a row rest on, from the text in its column for that.",
        takes=EvidenceText,
        gives=Entries,
        run=_value_evidence,
        of=(
            value_evidence.read_value_evidence,
            value_evidence.write_value_evidence,
            value_evidence.evidence_of,
            value_evidence.source_of,
        ),
        example={"table": "contracts", "text": "annual_charge: estimated (finance, May); ends: contradicted (App 2)"},
    ),
    Rule(
        name="beliefs",
        summary="What an organisation believes about partners, beside what they say of themselves.",
        takes=Statements,
        gives=Answers,
        run=lambda question: Answers(beliefs.answers(question.assumptions, question.own)),
        of=(beliefs.answers,),
        example={
            "own": "havering",
            "assumptions": [
                _BELIEF,
                {**_BELIEF, "key": "A-2", "recorded_by": "newham", "statement": "£5.6m is sought", "amount": 560000000},
            ],
        },
    ),
    Rule(
        name="attestation-state",
        summary="Whether the owner's confirmation of a record is due, overdue, given or out of date.",
        takes=AttestationOn,
        gives=StateOf,
        run=lambda question: StateOf(
            attestation.attestation_state(question.attestation, question.on, question.changed_since)
        ),
        of=(attestation.attestation_state,),
        example={
            "attestation": {"item": "C-014", "owner": "Head of Finance", "due_on": "2025-03-31"},
            "on": "2025-04-01",
        },
    ),
)
