"""A letter to a supplier as a document: what the record says stands in it, what it does not say is marked as a gap."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from severalty.dispositions.queries.letters import LetterFacts
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.estate.items import Assignable, Contract, Liability
from severalty.engine.estate.terms import last_day_to_act, terms_of
from severalty.engine.estate.value_evidence import evidence_of
from severalty.engine.evidence import show_money
from severalty.engine.fields import Known
from severalty.formats.documents import Block, Bullets, Document, Note, Paragraph, Section

DRAFT = "A draft for the council’s legal adviser. Have it read and every gap filled before it is sent."
INVENTED = "Illustrative: the contract and everybody named here are invented. There is nobody to send this to."
TAKE_OUT = "For the legal adviser: take this part out before the letter is sent"
GAP = re.compile(r"\[to fill in: [^\]]+\]")
_ROUTES = {
    Route.NOVATE: "a novation of the whole contract",
    Route.ASSIGN: "an assignment of the benefit of the contract",
    Route.SPLIT: "a division of the contract into one for each council",
    Route.KEEP_SHARED: "its use by other councils through the council that holds it",
}


@dataclass
class _Words:
    """What a letter may say, and the gaps met on the way."""

    facts: LetterFacts
    gaps: list[str] = field(default_factory=list)

    def known(self, value: object, what: str) -> str:
        """The value in words, or the mark of a gap that names what is missing."""
        if value not in (None, ""):
            return str(value)
        if what not in self.gaps:
            self.gaps.append(what)
        return f"[to fill in: {what}]"

    @property
    def council(self) -> str:
        return self.facts.on_behalf_of.name

    @property
    def supplier(self) -> str:
        return self.known(self.facts.supplier, "name of the supplier")

    @property
    def due(self) -> str:
        return self.known(self.facts.letter.answer_due, "day by which an answer is asked for")

    @property
    def takes_effect(self) -> str:
        notice = self.facts.letter.kind is LetterKind.NOTICE  # a day aimed at is not the day on which a contract ends
        day_on = self.facts.letter.takes_effect or (None if notice else self._by_when)
        return self.known(day_on, "day on which it is to take effect")

    @property
    def _by_when(self) -> PartialDate | None:
        days = {move.by_when for move in self.facts.moves if move.by_when}
        return days.pop() if len(days) == 1 else None

    @property
    def route(self) -> Route | None:
        """What the writer proposes for the council; None where that is not one thing."""
        routes = {move.route for move in self.facts.moves} - {Route.UNDECIDED}
        return routes.pop() if len(routes) == 1 else None

    @property
    def new_holder(self) -> str:
        """Who is to hold it afterwards: whom the proposal names, or else the council."""
        keys = {move.new_holder for move in self.facts.moves if move.new_holder}
        return self.facts.name_of(keys.pop()) if len(keys) == 1 else self.council

    def holding(self) -> str:
        """By what right the council writes, where another party holds the contract."""
        holder = self.facts.holder
        if not holder:
            return f"The contract is held by {self.known('', 'party that holds the contract')}."
        if holder == self.council:
            return f"{self.council} holds the contract."
        right = self.known("", f"what entitles {self.council} to write about a contract that {holder} holds")
        return f"{holder} holds the contract and {self.council} uses it. {self.council} writes by right of {right}."


_Body = tuple[list[str], list[str]]


def letter_document(
    facts: LetterFacts, on: date, closed: Collection[date] = (), *, for_writer: bool = True, invented: bool = False
) -> Document:
    """The letter as it may be drawn from the record on a day; `closed` are bank holidays.

    What is said to the legal adviser is for the organisation that writes the letter, and for nobody else. `invented`
    marks a letter of an illustrative case.
    """
    words = _Words(facts)
    said, asked = _BODIES[facts.letter.kind](words)
    contract = facts.contract.name if facts.contract else words.known("", "name of the contract")
    notes = [Note(DRAFT), Note(INVENTED)] if invented else [Note(DRAFT)]
    blocks: tuple[Block, ...] = (*notes, *(Paragraph(text) for text in [*said, words.holding()]))
    signed = f"{words.known('', f'name and post of whoever may sign for {words.council}')}, for {words.council}"
    heads = _heads(words, contract)  # before the gaps are told, for they may add to them
    sections = (
        Section(_SUBJECTS[facts.letter.kind], 1, blocks),
        Section("What we ask of you", 1, (Bullets(tuple(asked)),)),
        Section("Signed", 1, (Paragraph(signed),)),
        *([Section(TAKE_OUT, 1, tuple(_advice(words, on, closed)))] if for_writer else []),
    )
    return Document(
        title=f"{_SUBJECTS[facts.letter.kind]}: {contract}",
        subtitle="Draft letter to a supplier",
        organisation=words.council,
        prepared_on=str(day(on)),
        summary_facts=heads,
        sections=sections,
    )


def gaps_in(document: Document) -> tuple[str, ...]:
    """What is still to be filled in, each once, in the order of the letter."""
    texts = [value for _, value in document.summary_facts]
    for section in document.sections:
        for block in section.blocks:
            texts += block.items if isinstance(block, Bullets) else [block.text] if hasattr(block, "text") else []
    found = [gap.removeprefix("[to fill in: ").removesuffix("]") for text in texts for gap in GAP.findall(text)]
    return tuple(dict.fromkeys(found))


def _heads(words: _Words, contract: str) -> tuple[tuple[str, str], ...]:
    facts = words.facts
    reference = facts.contract.reference if facts.contract else ""
    return (
        ("To", words.supplier),
        ("From", words.council),
        ("Day of sending", words.known(facts.letter.sent_on, "day of sending")),
        ("Contract", contract),
        ("Reference", words.known(reference, "reference of the contract")),
        ("Our reference", facts.letter.key),
    )


def _notice(words: _Words) -> _Body:
    contract = words.facts.contract
    length = words.known(contract.notice if contract else "", "length of the notice")
    clause = words.known("", "clause under which notice is given")
    said = [
        f"{words.council} gives {words.supplier} notice that the contract is to end on {words.takes_effect}.",
        f"Notice is given under {clause}. Its length is {length}.",
    ]
    asked = [
        f"Confirm in writing by {words.due} that this notice reached you, and on which day the contract ends.",
        "Tell us of every sum that falls due because it ends, the clause it rests on and how it is worked out.",
        "List what you hold for us, data above all: where it is, in what form we get it back, when it is destroyed.",
        "Name whoever will hand the service over, and the help that you give until it is handed over.",
    ]
    return said, asked


def _consent(words: _Words) -> _Body:
    what = _ROUTES.get(words.route) if words.route else None
    clause = words.known("", "clause that asks for the supplier’s consent")
    said = [
        f"{words.council} asks {words.supplier} to consent to {words.known(what, 'what consent is asked to')}.",
        f"It is to take effect on {words.takes_effect}. From then on {words.new_holder} is to hold what results.",
        f"The contract asks for your consent in {clause}.",
    ]
    asked = [
        f"Answer in writing by {words.due}: whether you consent, and if you do so under conditions, under which.",
        "If you refuse, give your reasons.",
        "Tell us of any charge for it, and whether prices or minimum volumes would change.",
        "Tell us which guarantees, insurances or security would have to be given anew.",
    ]
    return said, asked


def _novation(words: _Words) -> _Body:
    other = words.facts.holder
    leaver = words.known(other if other != words.new_holder else "", "party that leaves the contract")
    clause = words.known("", "clause, or other ground in procurement law, for a change of party")
    said = [
        f"{words.council} asks {words.supplier} to agree that {words.new_holder} takes the place of {leaver}.",
        f"It is to do so with all rights and duties under the contract, from {words.takes_effect}.",
        f"It needs a deed between all three. The ground for the change of party is {clause}.",
    ]
    asked = [
        f"Answer in writing by {words.due}: whether you agree, and if you do so under conditions, under which.",
        "Send the form of deed that you would sign, or say that we should send ours.",
        "State what either side owes under the contract up to that day, so that it is settled by whoever owes it.",
        "Tell us which guarantees, insurances or security would have to be given anew.",
    ]
    return said, asked


def _extension(words: _Words) -> _Body:
    contract = words.facts.contract
    left = terms_of(contract).remaining if contract else ()
    end = terms_of(contract).current_end if contract else None
    clause = words.known("", "clause that lets the term be extended")
    said = [
        f"{words.council} takes up the extension that the contract allows, under {clause}.",
        f"Its length is {words.known(left[0] if left else '', 'length of the extension')}.",
        f"Without it the term would end on {words.known(end, 'day on which the present term ends')}.",
    ]
    asked = [
        f"Confirm in writing by {words.due} that the term is extended, and on which day it then ends.",
        "Confirm that charges and terms stay as they are; if the contract lets them change, say by how much and why.",
        "Confirm which notice would end the contract during the extension.",
    ]
    return said, asked


def _information(words: _Words) -> _Body:
    said = [
        "The councils that use the contract are to have arrangements of their own.",
        f"{words.council} asks {words.supplier} for what it must know to prepare for that.",
    ]
    asked = [
        f"Answer by {words.due}, even if only in part.",
        "State who uses what under the contract, council by council, with quantities and the day of the count.",
        "State the charges of the last twelve months, council by council.",
        "Name the clauses on transfer, on division, on ending early and on notice, and what each would cost.",
        "State where our data is kept, in what form it can be handed over, and how long that takes.",
        "State how many posts, by kind and never by name, are given wholly or mainly to this contract.",
    ]
    return said, asked


_BODIES: dict[LetterKind, Callable[[_Words], _Body]] = {
    LetterKind.NOTICE: _notice,
    LetterKind.CONSENT: _consent,
    LetterKind.NOVATION: _novation,
    LetterKind.EXTENSION: _extension,
    LetterKind.INFORMATION: _information,
}
_SUBJECTS = {
    LetterKind.NOTICE: "Notice to end a contract",
    LetterKind.CONSENT: "Request for consent",
    LetterKind.NOVATION: "Request to novate a contract",
    LetterKind.EXTENSION: "Extension of a contract taken up",
    LetterKind.INFORMATION: "Request for information about a contract",
}


def _advice(words: _Words, on: date, closed: Collection[date]) -> list[Block]:
    facts = words.facts
    said = [f"Drawn from the record as it stood on {day(on)}."]
    if facts.letter.state is not LetterState.DRAFT:
        sent = f" on {facts.letter.sent_on}" if facts.letter.sent_on else ""
        said.append(
            f"The letter is {facts.letter.state.value}; it was sent{sent}. What was sent is the copy that was signed: "
            "this text follows the record of today."
        )
    if words.gaps:
        said.append(f"Not on record, and marked in the letter: {'; '.join(words.gaps)}.")
    if facts.contract is not None:
        said += _terms(facts.contract, facts.letter.kind, on, closed)
    said.append("The wording is plain and general. It is no legal advice, and the contract’s own words come first.")
    return [Bullets(tuple(said))]


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
