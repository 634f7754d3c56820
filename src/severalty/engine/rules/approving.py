"""Rules of the joint approval of a common core."""

from dataclasses import dataclass

from severalty.engine.decisions import approval, approval_standing, core_content
from severalty.engine.decisions.approval_facts import Approvals, CallInRule, JointPosition, Needed, Said, Version
from severalty.engine.decisions.approval_standing import Standing
from severalty.engine.decisions.core_content import CoreContent, Difference, TwoVersions
from severalty.engine.rules.rule import Rule

_ONE = "0f343b0931126a20f133d67c2b018a3b1d1f0f0d5a4b0e0cbd3c3cfe6f7a8b90"
_NORTH = {"partner": "north", "partner_name": "North", "body": "north-cabinet", "body_name": "Cabinet of North"}
_SOUTH = {"partner": "south", "partner_name": "South", "body": "south-cabinet", "body_name": "Cabinet of South"}


_VERSION = {"number": 1, "digest": _ONE, "needed": [_NORTH, _SOUTH], "frozen_on": "2024-01-08"}
_SAID = {
    "entry": "Minute 12", "body": "north-cabinet", "said_by": "north", "digest": _ONE, "outcome": "approved",
    "decided_on": "2024-02-05", "published_on": "2024-02-07",
}  # fmt: skip
_RULE = {"body": "north-cabinet", "applies": "yes", "days": 5, "effect": "day_after"}
_CLOSURES = {"days": ["2024-01-01", "2024-03-29", "2024-04-01"], "first": "2024-01-01", "last": "2024-12-31"}


@dataclass(frozen=True)
class BodyQuestion:
    """What is on record of one body and one version, with all that calls it in; `asked.said` may hold others too."""

    needed: Needed
    version: Version
    rule: CallInRule
    asked: Approvals


@dataclass(frozen=True)
class BodyFound:
    """The last words of a body that count, and how it stands by them; nothing where it has said nothing."""

    words: tuple[Said, ...]
    exact: bool
    effective: str
    standing: Standing | None


def _body(question: BodyQuestion) -> BodyFound:
    asked, digest = question.asked, question.version.digest
    own = [one for one in asked.said if one.digest == digest and approval_standing.counts(one, question.needed)]
    words = approval_standing.last_words(own, asked.on)
    days = [approval_standing.effective_day(one, question.rule, asked.closures) for one in words]
    return BodyFound(
        tuple(words),
        all(approval_standing.is_exact(one.decided_on) for one in words),
        "; ".join(str(found or missing) for found, missing in days),
        approval_standing.standing_of(words, question.version, question.rule, asked.closures, asked.on),
    )


_ASKED = {"on": "2024-02-20", "closures": _CLOSURES, "versions": [_VERSION], "said": [_SAID], "rules": [_RULE]}


@dataclass(frozen=True)
class ToWrite:
    """A version of a core, with its exempt terms and their salt where it has some and one holds them."""

    content: CoreContent
    exempt_terms: str = ""
    salt: str = ""


@dataclass(frozen=True)
class Written:
    """The one JSON text of a version, its digest, its parts by name, and whether the exempt terms belong to it."""

    text: str
    digest: str
    parts: dict[str, str]
    belongs: bool


@dataclass(frozen=True)
class Differing:
    """The parts that differ, line by line, with the figures that went and came; and all figures afterwards."""

    parts: tuple[str, ...]
    differences: tuple[Difference, ...]
    figures: tuple[str, ...]


def _written(question: ToWrite) -> Written:
    content = question.content
    return Written(
        core_content.core_text(content),
        core_content.core_digest(content),
        core_content.part_words(content),
        core_content.belongs(content, question.exempt_terms, question.salt),
    )


def _differing(question: TwoVersions) -> Differing:
    return Differing(
        core_content.changed_parts(question.before, question.after),
        core_content.differences(question),
        tuple(core_content.figures_in(core_content.part_words(question.after).values())),
    )


_CORE = {
    "case": "thornton", "core": "common-core", "keeper": "north", "name": "Shared ICT", "partnership": "thornton-ict",
    "number": 1, "frozen_by": "north", "frozen_on": "2024-01-08", "supersedes": "", "reason": "", "approach": "One",
    "timeline": "By 2025", "costing": "North pays £52,000.", "terms": "", "long_stop": "2024-06-30", "exempt": None,
    "deciders": [_NORTH | {"binds": True}, _SOUTH | {"binds": True}], "inputs": [], "seed": "",
    "software": "Severalty", "illustrative": True,
}  # fmt: skip
RULES = (
    Rule(
        name="core-text",
        summary="The one JSON text of a version of a common core, and the digest by which bodies resolve.",
        takes=ToWrite,
        gives=Written,
        run=_written,
        of=(core_content.core_text, core_content.core_digest, core_content.part_words, core_content.belongs),
        example={"content": _CORE},
    ),
    Rule(
        name="core-differences",
        summary="What changed from one version of a common core to the next, term by term and figure by figure.",
        takes=TwoVersions,
        gives=Differing,
        run=_differing,
        of=(core_content.differences, core_content.changed_parts, core_content.figures_in),
        example={"before": _CORE, "after": _CORE | {"number": 2, "costing": "North pays £54,000."}},
    ),
    Rule(
        name="joint-approval",
        summary="Where each partner stands with a common core, and whether it is in force: the same digest for all.",
        takes=Approvals,
        gives=JointPosition,
        run=approval.position_of,
        of=(approval.position_of,),
        example=_ASKED,
    ),
    Rule(
        name="approval-of-body",
        summary="How one body stands with one version of a core, and when its approval takes effect.",
        takes=BodyQuestion,
        gives=BodyFound,
        run=_body,
        of=(
            approval_standing.counts,
            approval_standing.last_words,
            approval_standing.standing_of,
            approval_standing.effective_day,
            approval_standing.is_exact,
        ),
        example={"needed": _NORTH, "version": _VERSION, "rule": _RULE, "asked": _ASKED},
    ),
)
