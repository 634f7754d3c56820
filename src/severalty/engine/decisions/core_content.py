"""What a frozen version of a common core says, in public and in private, and what changed from one to the next."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from severalty.engine.freeze import canonical, salted_digest

SCHEMA = "severalty core 1"
PARTS = ("approach", "timeline", "costing", "terms", "long stop", "exempt terms", "who decides", "inputs")
_FIGURE = re.compile(r"£\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:bn|m|k)\b)?|\d[\d,]*(?:\.\d+)?\s?%|\b\d[\d,]*(?:\.\d+)?\b")


@dataclass(frozen=True)
class Decider:
    """A body that must approve a version, and the partner for which it does so."""

    partner: str
    partner_name: str
    body: str
    body_name: str
    binds: bool


@dataclass(frozen=True)
class Input:
    """Something that a core rests on, such as an appraisal or a frozen paper, and the digest of it as it was."""

    name: str
    digest: str


@dataclass(frozen=True)
class Withheld:
    """Exempt terms as the public rendition has them: a salted digest, the paragraphs of Schedule 12A, and why the
    public interest lies with keeping them."""

    digest: str
    under: str
    public_interest: str


@dataclass(frozen=True)
class CoreContent:
    """One frozen version of a core, in its public rendition; the digest is taken over its canonical JSON.

    `core` is the key of the core and `keeper` of the organisation that keeps it; `frozen_by` froze this version on
    `frozen_on` (ISO). `supersedes` is the digest of the version before it, `seed` that of a simulation it rests on.
    """

    case: str
    core: str
    keeper: str
    name: str
    partnership: str
    number: int
    frozen_by: str
    frozen_on: str
    supersedes: str
    reason: str
    approach: str
    timeline: str
    costing: str
    terms: str
    long_stop: str
    exempt: Withheld | None
    deciders: tuple[Decider, ...]
    inputs: tuple[Input, ...]
    seed: str
    software: str
    illustrative: bool
    schema: str = SCHEMA


@dataclass(frozen=True)
class Difference:
    """One part that differs: the lines that went and came, and the figures in them that are not in the other."""

    part: str
    gone: tuple[str, ...]
    came: tuple[str, ...]
    figures_gone: tuple[str, ...] = ()
    figures_came: tuple[str, ...] = ()


@dataclass(frozen=True)
class TwoVersions:
    """A version of a core and the one that follows it."""

    before: CoreContent
    after: CoreContent


def core_text(content: CoreContent) -> str:
    """The one JSON text of a version."""
    return canonical(content)


def core_digest(content: CoreContent) -> str:
    """SHA-256 of the one JSON text of a version, in hexadecimal."""
    return hashlib.sha256(core_text(content).encode()).hexdigest()


def part_words(content: CoreContent) -> dict[str, str]:
    """The parts of a version by name, as text; exempt terms as their digest with the grounds."""
    exempt = content.exempt
    return {
        "approach": content.approach,
        "timeline": content.timeline,
        "costing": content.costing,
        "terms": content.terms,
        "long stop": content.long_stop,
        "exempt terms": f"{exempt.digest}\n{exempt.under}\n{exempt.public_interest}" if exempt else "",
        "who decides": "\n".join(f"{one.body_name} for {one.partner_name}" for one in content.deciders),
        "inputs": "\n".join(f"{one.name}: {one.digest}" for one in content.inputs),
    }


def changed_parts(before: CoreContent, after: CoreContent) -> tuple[str, ...]:
    """The names of the parts that differ."""
    old, new = part_words(before), part_words(after)
    return tuple(part for part in PARTS if old[part] != new[part])


def differences(both: TwoVersions) -> tuple[Difference, ...]:
    """What changed from one version to the next, term by term (each line is one) and figure by figure.

    Of exempt terms only that they changed is told.
    """
    old, new = part_words(both.before), part_words(both.after)
    return tuple(_difference(part, old[part], new[part]) for part in changed_parts(both.before, both.after))


def _difference(part: str, old: str, new: str) -> Difference:
    if part == "exempt terms":
        return Difference(part, ("Exempt terms as they were.",) * bool(old), ("Exempt terms as they are.",) * bool(new))
    gone, came = _moved(old.splitlines(), new.splitlines())
    return Difference(part, gone, came, _only(gone, came), _only(came, gone))


def _moved(old: list[str], new: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gone: list[str] = []
    came: list[str] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[first:last]
            came += new[start:end]
    return tuple(line for line in gone if line.strip()), tuple(line for line in came if line.strip())


def _only(lines: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    there = set(figures_in(others))
    return tuple(dict.fromkeys(one for one in figures_in(lines) if one not in there))


def figures_in(lines: Iterable[str]) -> Iterator[str]:
    """The amounts, shares and numbers that stand in lines, as written."""
    for line in lines:
        yield from (one.rstrip(",") for one in _FIGURE.findall(line))


def belongs(content: CoreContent, text: str, salt: str) -> bool:
    """Whether exempt terms are those that a version was frozen with; a salt that is too short never fits."""
    try:
        return content.exempt is not None and salted_digest(text, salt) == content.exempt.digest
    except ValueError:
        return False
