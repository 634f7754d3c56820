"""What a value rests on, and how precisely it may therefore be shown."""

from collections.abc import Iterable
from enum import StrEnum


class Evidence(StrEnum):
    """The class of evidence behind a value, strongest first."""

    ATTESTED = "attested"
    REPORTED = "reported"
    QUOTED = "quoted"
    ESTIMATED = "estimated"
    ILLUSTRATIVE = "illustrative"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words that people read."""
        return "source contradicts itself" if self is Evidence.CONTRADICTED else self.value

    @property
    def meaning(self) -> str:
        """One sentence for a glossary or a tooltip."""
        return _MEANINGS[self]


_MEANINGS = {
    Evidence.ATTESTED: "Confirmed by the named owner of the record.",
    Evidence.REPORTED: "Stated in a published report, at the paragraph given.",
    Evidence.QUOTED: "Given in writing by a supplier.",
    Evidence.ESTIMATED: "An officer's estimate; money is shown to three figures only.",
    Evidence.ILLUSTRATIVE: "Invented for demonstration; describes nobody.",
    Evidence.CONTRADICTED: "The source gives values that cannot both be right; no figure is derived from it.",
    Evidence.UNKNOWN: "Nobody has said what it rests on; money is shown to three figures only.",
}
_ORDER = {evidence: rank for rank, evidence in enumerate(Evidence)}
ESTIMATE_FIGURES = 3


def weakest(classes: Iterable[Evidence]) -> Evidence:
    """The class of a figure derived from values of these classes: the weakest of them; unknown if there are none."""
    return max(classes, key=lambda evidence: _ORDER[evidence], default=Evidence.UNKNOWN)


def carries_figure(evidence: Evidence) -> bool:
    """Whether a figure may be derived from a value of this class at all."""
    return evidence is not Evidence.CONTRADICTED


def shown_pence(pence: int, evidence: Evidence) -> int:
    """The amount as it may be shown.

    An estimate, or a sum that rests on nothing named, keeps three significant figures and whole pounds at least.
    """
    if evidence not in (Evidence.ESTIMATED, Evidence.UNKNOWN):
        return pence
    step: int = max(100, 10 ** max(0, len(str(abs(pence))) - ESTIMATE_FIGURES))
    magnitude = (abs(pence) + step // 2) // step * step
    return -magnitude if pence < 0 else magnitude


def show_pounds(pence: int | None, evidence: Evidence = Evidence.REPORTED) -> str:
    """An amount that was worked out over years, as `show_money` but in whole pounds: pence would claim too much."""
    return show_money(None if pence is None else _whole_pounds(pence), evidence)


def _whole_pounds(pence: int) -> int:
    pounds = (abs(pence) + 50) // 100
    return -100 * pounds if pence < 0 else 100 * pounds


def show_money(pence: int | None, evidence: Evidence = Evidence.REPORTED) -> str:
    """An amount in words for people: `£1,234.50`, `£52,000`, `about £315,000`, `not known`."""
    if pence is None:
        return "not known"
    if evidence is Evidence.CONTRADICTED:
        return "source contradicts itself"
    shown = shown_pence(pence, evidence)
    pounds, rest = divmod(abs(shown), 100)
    text = f"{'−' if shown < 0 else ''}£{pounds:,}" + (f".{rest:02d}" if rest else "")
    return f"about {text}" if evidence in (Evidence.ESTIMATED, Evidence.UNKNOWN) else text
