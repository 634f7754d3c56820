"""What may be kept from the public: exempt information by its paragraphs, and confidential information told apart.

LGA 1972 Schedule 12A Part 1 (England). Information is exempt if, and so long as, the public interest in keeping it back
outweighs that in disclosing it. Confidential information, given by a government department on terms or barred by an
enactment or a court, is different: there the public must be excluded, and nothing is weighed. Domain rule 3.6.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PARAGRAPHS: Mapping[int, str] = MappingProxyType(
    {
        1: "Information relating to any individual.",
        2: "Information which is likely to reveal the identity of an individual.",
        3: "Information relating to the financial or business affairs of any particular person (including the "
        "authority holding that information).",
        4: "Information relating to any consultations or negotiations, or contemplated consultations or negotiations, "
        "in connection with any labour relations matter arising between the authority or a Minister of the Crown and "
        "employees of, or office holders under, the authority.",
        5: "Information in respect of which a claim to legal professional privilege could be maintained in legal "
        "proceedings.",
        6: "Information which reveals that the authority proposes to give under any enactment a notice under or by "
        "virtue of which requirements are imposed on a person, or to make an order or direction under any enactment.",
        7: "Information relating to any action taken or to be taken in connection with the prevention, investigation "
        "or prosecution of crime.",
    }
)  # fmt: skip
SOURCE = "Local Government Act 1972 Schedule 12A Part 1"


@dataclass(frozen=True)
class ExemptQuestion:
    """What a matter says: the paragraphs, or the word confidential, and why keeping back outweighs disclosing."""

    exempt_under: str
    public_interest: str = ""


@dataclass(frozen=True)
class Exemption:
    """The paragraphs with their words, whether it is confidential instead, and what is wrong, in sentences."""

    paragraphs: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    confidential: bool = False
    faults: tuple[str, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether the public is excluded from anything."""
        return self.confidential or bool(self.paragraphs or self.faults)


def read_exemption(question: ExemptQuestion) -> Exemption:
    """Read what a matter is exempt under, and check that the paragraphs exist and that a reason is given."""
    text = question.exempt_under.strip()
    if not text:
        return Exemption()
    parts = [one.strip() for one in re.split(r"[;,]|\band\b", text) if one.strip()]
    confidential = any("confidential" in one.lower() for one in parts)
    named = [one for one in parts if "confidential" not in one.lower()]
    numbers = {one: _number(one) for one in named}
    known = tuple(sorted({number for number in numbers.values() if number in PARAGRAPHS}))
    faults = [f"“{one}” is no paragraph of Schedule 12A; they are 1 to 7." for one in named
              if numbers[one] not in PARAGRAPHS]  # fmt: skip
    if known and not question.public_interest.strip():
        faults.append("It says no reason why keeping it back outweighs disclosing it; without one nothing is exempt.")
    if confidential and named:
        faults.append("Confidential and exempt information have rules of their own; say which part is which.")
    return Exemption(known, tuple(PARAGRAPHS[one] for one in known), confidential, tuple(faults))


def _number(text: str) -> int:
    found = re.fullmatch(r"(?:paragraph|para\.?)?\s*(\d{1,2})", text, re.IGNORECASE)
    return int(found[1]) if found else 0
