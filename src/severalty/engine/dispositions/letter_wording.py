"""What letters say: the standard wording of each kind as data, merge fields, and a council's own wording.

A wording is plain text. Its paragraphs tell the supplier what is done; a line that begins with `- ` is one thing asked
of the supplier; `{supplier}` is a merge field, which the record fills; `[to fill in: …]` is a gap that no record fills.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from severalty.engine.dispositions.letters import LetterKind

LONGEST = 8_000
"""Characters of a wording."""
MERGE_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "council": "name of the council that writes",
        "supplier": "name of the supplier",
        "contract": "name of the contract",
        "reference": "reference of the contract",
        "our_reference": "reference of the letter",
        "sent_on": "day of sending",
        "answer_due": "day by which an answer is asked for",
        "takes_effect": "day on which it is to take effect",
        "notice": "length of the notice",
        "term_end": "day on which the present term ends",
        "extension": "length of the extension",
        "arrangement": "what consent is asked to",
        "new_holder": "party that is to hold it afterwards",
        "leaver": "party that leaves the contract",
        "holding": "sentence on who holds the contract",
    }
)
"""Each merge field with what stands there, which also names the gap where the record does not say it."""
GAP = re.compile(r"\[to fill in: ([^\]]+)\]")
_FIELD = re.compile(r"\{([^{}\n]*)\}")
_ASKED = re.compile(r"^\s*[-•*]\s+")


@dataclass(frozen=True)
class Wording:
    """The wording of one kind of letter: its subject and its text."""

    subject: str
    text: str


@dataclass(frozen=True)
class Worded:
    """A wording with its fields filled: paragraphs, and what is asked of the supplier."""

    subject: str
    said: tuple[str, ...]
    asked: tuple[str, ...]


def gap(what: str) -> str:
    """The mark of a gap that names what is missing."""
    return f"[to fill in: {what}]"


def wording_faults(wording: Wording) -> tuple[str, ...]:
    """What is wrong with a wording, in sentences; nothing where letters can be written with it."""
    found = []
    known = ", ".join(f"{{{name}}}" for name in MERGE_FIELDS)
    if not wording.subject.strip():
        found.append("The subject is empty. Enter a few words that say what the letter does.")
    if not wording.text.strip():
        found.append("The text is empty. Enter what the letter says, or go back to the standard wording.")
    if len(wording.text) > LONGEST:
        found.append(f"The text has {len(wording.text):,} characters; it may have {LONGEST:,}. Shorten it.")
    for number, line in enumerate([wording.subject, *wording.text.splitlines()]):
        place = f"Line {number} of the text" if number else "The subject"
        found += [
            f"{place} has the merge field {{{name}}}, which there is not. The fields are {known}."
            for name in _FIELD.findall(line)
            if name not in MERGE_FIELDS
        ]
        if "{" in (rest := _FIELD.sub("", line)) or "}" in rest:
            found.append(f"{place} has a brace without its other half. Write merge fields as {{supplier}}.")
    return tuple(dict.fromkeys(found))


def fields_of(wording: Wording) -> tuple[str, ...]:
    """The merge fields that a wording uses, each once, in the order of `MERGE_FIELDS`."""
    used = set(_FIELD.findall(f"{wording.subject}\n{wording.text}"))
    return tuple(name for name in MERGE_FIELDS if name in used)


def merged(wording: Wording, values: Mapping[str, str]) -> Worded:
    """The wording with its fields filled; a field without a value becomes a gap that names what is missing.

    Raises ValueError for a wording with faults.
    """
    faults = wording_faults(wording)
    if faults:
        raise ValueError(faults[0])

    def fill(text: str) -> str:
        return _FIELD.sub(lambda found: values.get(found[1]) or gap(MERGE_FIELDS[found[1]]), text)

    said, asked = _parted(wording.text)
    return Worded(fill(wording.subject), tuple(map(fill, said)), tuple(map(fill, asked)))


def with_gaps_filled(text: str, filled: Mapping[str, str]) -> str:
    """A text in which what was typed stands in place of the gaps that it is for."""
    return GAP.sub(lambda found: filled.get(found[1]) or found[0], text)


def gaps_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The gaps in some texts, each once, in their order."""
    return tuple(dict.fromkeys(found for text in texts for found in GAP.findall(text)))


def changed_values(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """What has changed of some merge values: what it is, what it was and what it is now, in the order of the fields."""
    return tuple(
        (what, then[name], now.get(name, ""))
        for name, what in MERGE_FIELDS.items()
        if name in then and then[name] != now.get(name, "")
    )


def _parted(text: str) -> tuple[list[str], list[str]]:
    """Paragraphs, which blank lines part, and bullets, one for each line that begins with a mark."""
    said: list[str] = []
    asked: list[str] = []
    open_lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if not line.strip() or _ASKED.match(line):
            if open_lines:
                said.append(" ".join(open_lines))
                open_lines = []
            if line.strip():
                asked.append(_ASKED.sub("", line).strip())
        else:
            open_lines.append(line.strip())
    return said, asked


def _standard(subject: str, said: Iterable[str], asked: Iterable[str]) -> Wording:
    return Wording(subject, "\n\n".join([*said, "{holding}", "\n".join(f"- {one}" for one in asked)]))


_ANEW = "Tell us which guarantees, insurances or security would have to be given anew."
STANDARD: Mapping[LetterKind, Wording] = MappingProxyType(
    {
        LetterKind.NOTICE: _standard(
            "Notice to end a contract",
            (
                "{council} gives {supplier} notice that the contract is to end on {takes_effect}.",
                "Notice is given under [to fill in: clause under which notice is given]. Its length is {notice}.",
            ),
            (
                "Confirm in writing by {answer_due} that this notice reached you, and on which day the contract ends.",
                "Tell us of every sum that falls due because it ends, the clause it rests on and how it is worked out.",
                (
                    "List what you hold for us, data above all: where it is, in what form we get it back, when it is "
                    "destroyed."
                ),
                "Name whoever will hand the service over, and the help that you give until it is handed over.",
            ),
        ),
        LetterKind.CONSENT: _standard(
            "Request for consent",
            (
                "{council} asks {supplier} to consent to {arrangement}.",
                "It is to take effect on {takes_effect}. From then on {new_holder} is to hold what results.",
                "The contract asks for your consent in [to fill in: clause that asks for the supplier’s consent].",
            ),
            (
                (
                    "Answer in writing by {answer_due}: whether you consent, and if you do so under conditions, under "
                    "which."
                ),
                "If you refuse, give your reasons.",
                "Tell us of any charge for it, and whether prices or minimum volumes would change.",
                _ANEW,
            ),
        ),
        LetterKind.NOVATION: _standard(
            "Request to novate a contract",
            (
                "{council} asks {supplier} to agree that {new_holder} takes the place of {leaver}.",
                "It is to do so with all rights and duties under the contract, from {takes_effect}.",
                (
                    "It needs a deed between all three. The ground for the change of party is "
                    "[to fill in: clause, or other ground in procurement law, for a change of party]."
                ),
            ),
            (
                "Answer in writing by {answer_due}: whether you agree, and if you do so under conditions, under which.",
                "Send the form of deed that you would sign, or say that we should send ours.",
                (
                    "State what either side owes under the contract up to that day, so that it is settled by "
                    "whoever owes it."
                ),
                _ANEW,
            ),
        ),
        LetterKind.EXTENSION: _standard(
            "Extension of a contract taken up",
            (
                (
                    "{council} takes up the extension that the contract allows, under "
                    "[to fill in: clause that lets the term be extended]."
                ),
                "Its length is {extension}.",
                "Without it the term would end on {term_end}.",
            ),
            (
                "Confirm in writing by {answer_due} that the term is extended, and on which day it then ends.",
                (
                    "Confirm that charges and terms stay as they are; if the contract lets them change, say by how "
                    "much and why."
                ),
                "Confirm which notice would end the contract during the extension.",
            ),
        ),
        LetterKind.INFORMATION: _standard(
            "Request for information about a contract",
            (
                "The councils that use the contract are to have arrangements of their own.",
                "{council} asks {supplier} for what it must know to prepare for that.",
            ),
            (
                "Answer by {answer_due}, even if only in part.",
                "State who uses what under the contract, council by council, with quantities and the day of the count.",
                "State the charges of the last twelve months, council by council.",
                "Name the clauses on transfer, on division, on ending early and on notice, and what each would cost.",
                "State where our data is kept, in what form it can be handed over, and how long that takes.",
                "State how many posts, by kind and never by name, are given wholly or mainly to this contract.",
            ),
        ),
    }
)
"""The wording of each kind where a council keeps none of its own."""
