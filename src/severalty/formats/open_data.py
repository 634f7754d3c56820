"""Forward plans and decisions as open data: fields under names like those of ModernGov’s pages, and their schema."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine.clear_days import Closures
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.publishing import (
    CallInTerms,
    PlannedDecision,
    TakenDecision,
    place_of,
    plan_order,
    takes_effect,
)

SCHEMA = "severalty open data 1"
FORWARD_PLAN, DECISIONS = "forward plan", "decisions"
_YES = {"yes": "Yes", "no": "No"}
Field = tuple[str, str, str]
"""The name of a field, its kind (`text`, `list`, `date`, `yes-no`) and what it says."""
PLAN_FIELDS: tuple[Field, ...] = (
    ("Reference", "text", "The key of the entry; it stays the same."),
    ("IssueTitle", "text", "The public title."),
    ("IssueDescription", "text", "The matter, in public words."),
    ("DecisionMaker", "text", "The name of the body, or the post of the officer."),
    ("DecisionMakerType", "text", "What it is, such as cabinet or executive."),
    ("DecisionMakerMembers", "list", "Its members on the day of the list, as posts."),
    ("Council", "text", "The council whose decision it is; blank for a joint body."),
    ("DecisionDue", "text", "The day or the period as people write it."),
    ("DecisionDueFrom", "date", "Its first possible day."),
    ("DecisionDueTo", "date", "Its last possible day."),
    ("KeyDecision", "yes-no", "Whether it is a key decision; blank where nobody has said."),
    ("KeyDecisionReason", "text", "Why it is one."),
    ("WardsAffected", "text", "The wards that it affects."),
    ("LeadMember", "text", "Who presents it, where its paper is public."),
    ("ContactOfficer", "text", "The post that gives copies and takes requests for other documents."),
    ("Documents", "list", "The documents that are put before the decision maker."),
    ("NoticeType", "text", "28 days’ notice, general exception or special urgency."),
    ("NoticePublished", "date", "The day on which notice was published, if it is known to the day."),
    ("UrgencyReason", "text", "Why the full notice was impracticable."),
    ("UrgencyAgreedBy", "text", "The post that agreed."),
    ("PrivateMeeting", "yes-no", "Whether a part is to be considered in private."),
    ("ExemptParagraphs", "list", "The paragraphs of Schedule 12A that are relied on."),
    ("PrivateReason", "text", "Why keeping it private outweighs disclosure."),
    ("PrivateNoticePublished", "date", "The day of the notice of the private meeting."),
    ("Status", "text", "To be decided, no day stated yet, its day has passed, or decided."),
    ("Outcome", "text", "What came of it, where no decision in the register says so."),
    ("Evidence", "text", "What the entry rests on; illustrative ones describe nobody."),
    ("LastChanged", "date", "The day on which the entry or its decision maker was changed last."),
)  # fmt: skip
DECISION_FIELDS: tuple[Field, ...] = (
    ("Reference", "text", "The key of the decision; it stays the same."),
    ("DecisionTitle", "text", "The public title."),
    ("Decision", "text", "The text of the decision."),
    ("DecisionMaker", "text", "The name of the body, or the post of the officer."),
    ("DecisionMakerType", "text", "What it is, such as cabinet or executive."),
    ("Council", "text", "The council whose decision it is; blank for a joint body."),
    ("DecisionType", "text", "Resolution, recommendation or decision of an officer."),
    ("DecisionStatus", "text", "What was resolved, such as approved or deferred."),
    ("DateOfDecision", "text", "The day as people write it."),
    ("DateOfDecisionFrom", "date", "Its first possible day."),
    ("IsKey", "yes-no", "Whether it was a key decision; blank where nobody has said."),
    ("WardsAffected", "text", "The wards that it affects."),
    ("Reasons", "text", "The reasons for the decision."),
    ("AlternativeOptions", "text", "Alternatives that were considered and rejected."),
    ("InterestsDeclared", "text", "Interests that were declared, and dispensations."),
    ("Consultation", "text", "Who was consulted before."),
    ("Delegation", "text", "The delegation that an officer decided under, where it is public."),
    ("SubjectTo", "text", "What it is conditional on."),
    ("PublicationDate", "date", "The day on which it was published, if it is known to the day."),
    ("SubjectToCallIn", "yes-no", "Whether it can be called in; blank where nobody has said."),
    ("CallIn", "text", "What became of a call-in."),
    ("EffectiveDate", "date", "The day from which it counts, stated or worked out from the call-in of its council."),
    ("EffectiveNote", "text", "Why that day cannot be said, where it is blank."),
    ("LapsesOn", "date", "Its long-stop date."),
    ("Evidence", "text", "What the record rests on; illustrative ones describe nobody."),
    ("LastChanged", "date", "The day on which the record or its decision maker was changed last."),
)  # fmt: skip


@dataclass(frozen=True)
class Dataset:
    """One published list: what it is, its fields in order, and its rows with texts, lists, and None for no date."""

    name: str
    fields: tuple[Field, ...]
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class About:
    """What a published list says of itself: of which case, as at which day, and under which licence."""

    case: str
    case_name: str
    illustrative: bool
    as_at: date
    licence: str
    page: str = ""


def plan_dataset(entries: Iterable[PlannedDecision], on: date) -> Dataset:
    """A forward plan as rows, by due day."""
    return Dataset(FORWARD_PLAN, PLAN_FIELDS, tuple(_planned(one, on) for one in sorted(entries, key=plan_order)))


def decision_dataset(
    entries: Iterable[TakenDecision], terms: Callable[[TakenDecision], CallInTerms], closures: Closures
) -> Dataset:
    """Decisions as rows, in the order in which they are given."""
    return Dataset(DECISIONS, DECISION_FIELDS, tuple(_taken(one, terms(one), closures) for one in entries))


def _planned(one: PlannedDecision, on: date) -> dict[str, Any]:
    return {
        "Reference": one.reference, "IssueTitle": one.title, "IssueDescription": one.description,
        "DecisionMaker": one.decision_maker, "DecisionMakerType": one.decision_maker_kind,
        "DecisionMakerMembers": list(one.members), "Council": one.council, "DecisionDue": str(one.due or ""),
        "DecisionDueFrom": _first(one.due), "DecisionDueTo": one.due.last.isoformat() if one.due else None,
        "KeyDecision": _YES.get(one.key_decision, ""), "KeyDecisionReason": one.key_reason,
        "WardsAffected": one.wards, "LeadMember": one.lead, "ContactOfficer": one.contact,
        "Documents": _listed(one.documents), "NoticeType": "" if one.way == "unknown" else one.way.value,
        "NoticePublished": _day(one.notice_on), "UrgencyReason": one.urgent_reason,
        "UrgencyAgreedBy": one.urgent_agreed_by, "PrivateMeeting": "Yes" if one.is_private else "No",
        "ExemptParagraphs": _listed(one.exempt_under), "PrivateReason": one.public_interest,
        "PrivateNoticePublished": _day(one.private_notice_on), "Status": place_of(one, on).value,
        "Outcome": one.outcome, "Evidence": one.evidence.value, "LastChanged": _iso(one.changed),
    }  # fmt: skip


def _taken(one: TakenDecision, terms: CallInTerms, closures: Closures) -> dict[str, Any]:
    effective = takes_effect(one, terms, closures)
    return {
        "Reference": one.reference, "DecisionTitle": one.title, "Decision": one.decision,
        "DecisionMaker": one.decision_maker, "DecisionMakerType": one.decision_maker_kind, "Council": one.council,
        "DecisionType": one.form.value, "DecisionStatus": one.outcome.value,
        "DateOfDecision": str(one.decided_on or ""), "DateOfDecisionFrom": _first(one.decided_on),
        "IsKey": _YES.get(one.key_decision, ""), "WardsAffected": one.wards, "Reasons": one.reasons,
        "AlternativeOptions": one.alternatives, "InterestsDeclared": one.interests, "Consultation": one.consulted,
        "Delegation": one.delegation, "SubjectTo": one.condition, "PublicationDate": _day(one.published_on),
        "SubjectToCallIn": _YES.get(one.can_be_called_in, ""), "CallIn": one.call_in.value,
        "EffectiveDate": _iso(effective.on), "EffectiveNote": effective.why_not, "LapsesOn": _day(one.expires_on),
        "Evidence": one.evidence.value, "LastChanged": _iso(one.changed),
    }  # fmt: skip


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


def _first(value: PartialDate | None) -> str | None:
    return value.first.isoformat() if value else None


def _day(value: PartialDate | None) -> str | None:
    return value.first.isoformat() if value and value.first == value.last and not value.about else None


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def as_json(dataset: Dataset, about: About) -> dict[str, Any]:
    """A published list as plain values, ready to be written as JSON."""
    return {
        "Schema": SCHEMA,
        "Dataset": dataset.name,
        "Case": about.case,
        "CaseName": about.case_name,
        "Illustrative": about.illustrative,
        "AsAt": about.as_at.isoformat(),
        "Licence": about.licence,
        "Page": about.page,
        "Count": len(dataset.rows),
        "Rows": list(dataset.rows),
    }


def as_cells(dataset: Dataset) -> Iterable[Sequence[str]]:
    """A published list as lines of texts, its names first; the entries of a list are parted by semicolons."""
    names = [name for name, _, _ in dataset.fields]
    yield names
    for row in dataset.rows:
        yield [_cell(row[name]) for name in names]


def _cell(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value or "")


_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
    "date": {"type": ["string", "null"], "format": "date"},
    "yes-no": {"type": "string", "enum": ["Yes", "No", ""]},
}


def schema_of_open_data() -> dict[str, Any]:
    """The JSON Schema of both lists."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "oneOf": [_schema(FORWARD_PLAN, PLAN_FIELDS), _schema(DECISIONS, DECISION_FIELDS)],
    }


def _schema(name: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": [field for field, _, _ in fields],
        "properties": {field: _KINDS[kind] | {"description": words} for field, kind, words in fields},
    }
    head: dict[str, Any] = {key: {"type": "string"} for key in ("Case", "CaseName", "Licence", "Page")}
    head |= {
        "Schema": {"const": SCHEMA}, "Dataset": {"const": name}, "Illustrative": {"type": "boolean"},
        "AsAt": {"type": "string", "format": "date"}, "Count": {"type": "integer", "minimum": 0},
        "Rows": {"type": "array", "items": row},
    }  # fmt: skip
    return {"type": "object", "additionalProperties": False, "required": sorted(head), "properties": head}
