"""A letter to a supplier as a document: what the record says stands in it, what it does not say is marked as a gap."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.dispositions.queries.letters import LetterFacts
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.letter_wording import (
    MERGE_FIELDS,
    STANDARD,
    Wording,
    gap,
    gaps_of,
    merged,
    with_gaps_filled,
)
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.estate.items import Assignable, Contract, Liability
from severalty.engine.estate.terms import last_day_to_act, terms_of
from severalty.engine.estate.value_evidence import evidence_of
from severalty.engine.evidence import show_money
from severalty.engine.fields import Known
from severalty.formats.documents import Block, Bullets, Document, Note, Paragraph, Section
from severalty.formats.sent_letters import SentText, sent_json

DRAFT = "A draft for the council’s legal adviser. Have it read and every gap filled before it is sent."
INVENTED = "Illustrative: the contract and everybody named here are invented. There is nobody to send this to."
TAKE_OUT = "For the legal adviser: take this part out before the letter is sent"
NOT_KEPT = (
    "The text as it was sent is not kept here, because the letter was recorded as sent without being drawn up here: "
    "what was sent is the copy that was signed. This text follows the record of today."
)
_ROUTES = {
    Route.NOVATE: "a novation of the whole contract",
    Route.ASSIGN: "an assignment of the benefit of the contract",
    Route.SPLIT: "a division of the contract into one for each council",
    Route.KEEP_SHARED: "its use by other councils through the council that holds it",
}


@dataclass(frozen=True)
class Draw:
    """How letters are drawn: from which day one looks, the bank holidays, and the wordings that councils keep.

    `wordings` go by the key of the organisation that writes and the kind; without one the standard wording is used.
    `invented` marks the letters of an illustrative case.
    """

    on: date
    closed: Collection[date] = ()
    wordings: Mapping[tuple[str, LetterKind], Wording] | None = None
    invented: bool = False

    def wording_of(self, facts: LetterFacts) -> Wording:
        """The wording that stands for a letter."""
        own = (self.wordings or {}).get((facts.writer.key, facts.letter.kind))
        return own or STANDARD[facts.letter.kind]


def merge_values(facts: LetterFacts) -> dict[str, str]:
    """What the record says for each merge field; blank where it does not say it."""
    contract, letter = facts.contract, facts.letter
    terms = terms_of(contract) if contract else None
    council, new_holder = facts.on_behalf_of.name, _new_holder(facts)
    route = _only(move.route for move in facts.moves if move.route is not Route.UNDECIDED)
    found: dict[str, object] = {
        "council": council,
        "supplier": facts.supplier,
        "contract": contract.name if contract else "",
        "reference": contract.reference if contract else "",
        "our_reference": letter.key,
        "sent_on": letter.sent_on,
        "answer_due": letter.answer_due,
        "takes_effect": _takes_effect(facts),
        "notice": contract.notice if contract else "",
        "term_end": terms.current_end if terms else "",
        "extension": terms.remaining[0] if terms and terms.remaining else "",
        "arrangement": _ROUTES.get(route, "") if route else "",
        "new_holder": new_holder,
        "leaver": facts.holder if facts.holder != new_holder else "",
        "holding": _holding(facts.holder, council),
    }
    return {name: "" if found[name] is None else str(found[name]) for name in MERGE_FIELDS}


def _only(values: Iterable[Any]) -> Any:
    """The one value there is; None where there is none or they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _takes_effect(facts: LetterFacts) -> PartialDate | None:
    if facts.letter.takes_effect or facts.letter.kind is LetterKind.NOTICE:
        return facts.letter.takes_effect  # a day aimed at is not the day on which a contract ends
    day_on: PartialDate | None = _only(move.by_when for move in facts.moves if move.by_when)
    return day_on


def _new_holder(facts: LetterFacts) -> str:
    """Who is to hold it afterwards: whom the proposal names, or else the council."""
    key = _only(move.new_holder for move in facts.moves if move.new_holder)
    return facts.name_of(key) if key else facts.on_behalf_of.name


def _holding(holder: str, council: str) -> str:
    """By what right the council writes, where another party holds the contract."""
    if not holder:
        return f"The contract is held by {gap('party that holds the contract')}."
    if holder == council:
        return f"{council} holds the contract."
    right = gap(f"what entitles {council} to write about a contract that {holder} holds")
    return f"{holder} holds the contract and {council} uses it. {council} writes by right of {right}."


def letter_document(facts: LetterFacts, draw: Draw, *, for_writer: bool = True) -> Document:
    """The letter as it may be drawn from the record.

    What is said to the legal adviser is for the organisation that writes the letter, and for nobody else.
    """
    document = _letter(facts, draw, [Note(DRAFT)], "Draft letter to a supplier")
    if not for_writer:
        return document
    advice = Section(TAKE_OUT, 1, (Bullets(_advice(facts, draw, gaps_in(document))),))
    return _with(document, (*document.sections, advice))


def sent_body(facts: LetterFacts, draw: Draw, filled: Mapping[str, str]) -> str:
    """The JSON to keep of a letter that is sent: its text, with what was typed in place of its gaps."""
    document = _letter(facts, draw, [], "Letter to a supplier, as it was sent")
    known = {gap_words: text for gap_words, text in filled.items() if text and gap_words in gaps_in(document)}
    sections = tuple(
        Section(one.heading, one.level, tuple(_filled(block, known) for block in one.blocks))
        for one in document.sections
    )
    own = (facts.writer.key, facts.letter.kind) in (draw.wordings or {})
    heads = tuple((label, with_gaps_filled(value, known)) for label, value in document.summary_facts)
    title = with_gaps_filled(document.title, known)
    return sent_json(SentText(_with(document, sections, heads, title), merge_values(facts), known, facts.rests_on, own))


def _with(
    document: Document, sections: tuple[Section, ...], heads: tuple[tuple[str, str], ...] | None = None, title: str = ""
) -> Document:
    return Document(
        title or document.title, document.subtitle, document.organisation, document.prepared_on,
        document.summary_facts if heads is None else heads, sections,
    )  # fmt: skip


def _filled(block: Block, known: Mapping[str, str]) -> Block:
    if isinstance(block, Bullets):
        return Bullets(tuple(with_gaps_filled(one, known) for one in block.items))
    return Paragraph(with_gaps_filled(block.text, known)) if isinstance(block, Paragraph) else block


def _letter(facts: LetterFacts, draw: Draw, notes: list[Note], subtitle: str) -> Document:
    values, council = merge_values(facts), facts.on_behalf_of.name
    worded = merged(draw.wording_of(facts), values)
    notes = [*notes, Note(INVENTED)] if draw.invented else notes
    signed = f"{gap(f'name and post of whoever may sign for {council}')}, for {council}"
    blocks: tuple[Block, ...] = (*notes, *map(Paragraph, worded.said))
    asked = (Section("What we ask of you", 1, (Bullets(worded.asked),)),) if worded.asked else ()
    contract = values["contract"] or gap(MERGE_FIELDS["contract"])
    return Document(
        title=f"{worded.subject}: {contract}",
        subtitle=subtitle,
        organisation=council,
        prepared_on=str(day(draw.on)),
        summary_facts=_heads(values),
        sections=(
            Section(worded.subject, 1, blocks),
            *asked,
            Section("Signed", 1, (Paragraph(signed),)),
        ),
    )


def gaps_in(document: Document) -> tuple[str, ...]:
    """What is still to be filled in, each once, in the order of the letter."""
    texts = [value for _, value in document.summary_facts]
    for section in document.sections:
        for block in section.blocks:
            texts += block.items if isinstance(block, Bullets) else [block.text] if hasattr(block, "text") else []
    return gaps_of(texts)


_HEADS = {
    "To": "supplier", "From": "council", "Day of sending": "sent_on", "Contract": "contract", "Reference": "reference",
    "Our reference": "our_reference",
}  # fmt: skip


def _heads(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, values[name] or gap(MERGE_FIELDS[name])) for label, name in _HEADS.items())


def _advice(facts: LetterFacts, draw: Draw, gaps: Collection[str]) -> tuple[str, ...]:
    said = [f"Drawn from the record as it stood on {day(draw.on)}."]
    if facts.letter.state is not LetterState.DRAFT:
        said.append(NOT_KEPT)
    if gaps:
        said.append(f"Not on record, and marked in the letter: {'; '.join(gaps)}.")
    if facts.contract is not None:
        said += _terms(facts.contract, facts.letter.kind, draw.on, draw.closed)
    said.append("The wording is plain and general. It is no legal advice, and the contract’s own words come first.")
    return tuple(said)


def _terms(contract: Contract, kind: LetterKind, on: date, closed: Collection[date]) -> list[str]:
    act = last_day_to_act(contract, day(on), closed)
    found = []
    if kind in (LetterKind.NOTICE, LetterKind.EXTENSION):
        last = f"The last day to act is {act.last_day} ({act.state.value})." if act.last_day else ""
        found += [text for text in (last, act.advice, *act.missing) if text]
    if contract.assignable is Assignable.NO:
        found.append("On record the contract may not be assigned.")
    if contract.consent_needed is Known.UNKNOWN:
        found.append("Nobody has recorded whether the supplier’s consent is needed.")
    if contract.partners_named is Known.NO:
        found.append("On record the contract does not name the partners as users.")
    if contract.liability is Liability.JOINT_AND_SEVERAL:
        found.append("On record the councils answer jointly and severally; ask how far that goes on after a transfer.")
    if contract.termination_charge is not None and kind is LetterKind.NOTICE:
        charge = show_money(contract.termination_charge, evidence_of(contract, "termination_charge"))
        found.append(f"On record ending early costs {charge}.")
    return found
