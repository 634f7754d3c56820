"""Papers for those who decide: their kinds, the tree of headings of each kind, and the words written for a section."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, Known, column

MOST_PASSAGE = 20_000


class PaperKind(StrEnum):
    """What a paper is."""

    COMMITTEE = "committee"
    PROGRESS = "progress"
    DISPOSITIONS = "dispositions"
    IMPACT = "impact"
    CHANGES = "changes"
    HIGHLIGHT = "highlight"


class Purpose(StrEnum):
    """What those who read it are asked to do."""

    DECISION = "for decision"
    NOTING = "for noting"


class SectionKey(StrEnum):
    """The places in a paper that words may be written for."""

    SUMMARY = "summary"
    RECOMMENDATIONS = "recommendations"
    REASONS = "reasons"
    BACKGROUND = "background"
    CONSIDERATIONS = "considerations"
    OPTIONS = "options"
    GATES = "gates"
    SCORES = "scores"
    COSTS = "costs"
    BENEFITS = "benefits"
    SOURCING = "sourcing"
    PREFERRED = "preferred"
    CONSULTATION = "consultation"
    FINANCIAL = "financial"
    LEGAL = "legal"
    HUMAN_RESOURCES = "human resources"
    EQUALITIES = "equalities"
    SAFEGUARDING = "safeguarding"
    COMMUNITY_SAFETY = "community safety"
    ENVIRONMENTAL = "environmental"
    HEALTH = "health and wellbeing"
    DATA_PROTECTION = "data protection"
    OTHER = "other implications"
    RISKS = "risks"
    IF_NOT = "if deferred or refused"
    NEXT_STEPS = "next steps"
    BACKGROUND_PAPERS = "background papers"
    APPENDICES = "appendices"
    PEOPLE = "people"
    INFORMATION = "information"
    CONTRACTS = "contracts"
    TECHNOLOGY = "technology"
    BUDGET = "budget"
    PLANS = "plans and confidence"
    SHARED = "shared"
    REGISTER = "register"
    NOT_AGREED = "not agreed"
    SYSTEMS = "systems and data"
    LICENCES = "licences"
    SERVICES = "services"
    AGREEMENTS = "agreements"
    IMPACT = "impact"
    DECISIONS = "decisions"
    MONEY = "money"
    ESTATE = "estate"
    DISPOSITIONS = "dispositions"
    OTHER_CHANGES = "other changes"
    CORE = "common core"
    DONE = "done in the period"
    COMING = "coming next"
    DATES = "dates"


@dataclass(frozen=True)
class Heading:
    """One heading of a paper: its key, its words, its level, and whether each council has one of its own beneath it."""

    key: SectionKey | None
    words: str
    level: int = 1
    by_council: bool = False
    if_silent: str = ""


_NONE_STATED = "Nothing has been stated."
_NONE_PROPOSED = "Nothing is proposed."
_NONE_CHANGED = "Nothing changed in this period."
_IMPLICATIONS = (
    Heading(None, "Implications"),
    Heading(SectionKey.FINANCIAL, "Financial implications", 2, if_silent=_NONE_STATED),
    Heading(SectionKey.LEGAL, "Legal and governance implications", 2, if_silent=_NONE_STATED),
    Heading(SectionKey.HUMAN_RESOURCES, "Human resources implications", 2, if_silent=_NONE_STATED),
)
TREES: Mapping[PaperKind, tuple[Heading, ...]] = MappingProxyType(
    {
        PaperKind.COMMITTEE: (
            Heading(SectionKey.SUMMARY, "Summary"),
            Heading(SectionKey.RECOMMENDATIONS, "Recommendations"),
            Heading(SectionKey.REASONS, "Reasons for the recommendations"),
            Heading(SectionKey.BACKGROUND, "Background"),
            Heading(SectionKey.CONSIDERATIONS, "Main considerations"),
            Heading(SectionKey.CORE, "What the councils decide in common"),
            Heading(SectionKey.OPTIONS, "Options considered"),
            Heading(SectionKey.GATES, "What every option must meet", 2),
            Heading(SectionKey.SCORES, "How the options compare by factor", 2),
            Heading(SectionKey.COSTS, "What the options cost", 2),
            Heading(SectionKey.BENEFITS, "Benefits", 2),
            Heading(SectionKey.SOURCING, "Service by service", 2),
            Heading(SectionKey.PREFERRED, "Preferred option", 2),
            Heading(SectionKey.CONSULTATION, "Consultation", if_silent=_NONE_STATED),
            *_IMPLICATIONS,
            Heading(SectionKey.EQUALITIES, "Equality implications", 2, if_silent=_NONE_STATED),
            Heading(SectionKey.SAFEGUARDING, "Safeguarding implications", 2, if_silent=_NONE_STATED),
            Heading(SectionKey.COMMUNITY_SAFETY, "Community safety implications", 2, if_silent=_NONE_STATED),
            Heading(SectionKey.ENVIRONMENTAL, "Environmental and climate change implications", 2,
                    if_silent=_NONE_STATED),
            Heading(SectionKey.HEALTH, "Health and wellbeing implications", 2, if_silent=_NONE_STATED),
            Heading(SectionKey.DATA_PROTECTION, "Data protection implications", 2, if_silent=_NONE_STATED),
            Heading(SectionKey.OTHER, "Other implications", 2),
            Heading(SectionKey.RISKS, "Risks and their mitigation", if_silent=_NONE_STATED),
            Heading(SectionKey.IF_NOT, "If the decision is deferred or refused", if_silent=_NONE_STATED),
            Heading(SectionKey.NEXT_STEPS, "Next steps", if_silent=_NONE_STATED),
            Heading(SectionKey.BACKGROUND_PAPERS, "Background papers"),
            Heading(SectionKey.APPENDICES, "Appendices"),
        ),
        PaperKind.PROGRESS: (
            Heading(SectionKey.SUMMARY, "Summary"),
            Heading(SectionKey.RECOMMENDATIONS, "Recommendations"),
            Heading(SectionKey.BACKGROUND, "Background"),
            Heading(SectionKey.PEOPLE, "People", if_silent=_NONE_STATED),
            Heading(SectionKey.INFORMATION, "Information", if_silent=_NONE_STATED),
            Heading(SectionKey.CONTRACTS, "Contracts", if_silent=_NONE_STATED),
            Heading(SectionKey.TECHNOLOGY, "Technology", by_council=True, if_silent=_NONE_STATED),
            Heading(SectionKey.BUDGET, "Budget", by_council=True, if_silent=_NONE_STATED),
            Heading(SectionKey.PLANS, "Plans and confidence", by_council=True, if_silent=_NONE_STATED),
            Heading(SectionKey.SHARED, "What is shared", if_silent=_NONE_STATED),
            *_IMPLICATIONS,
            Heading(SectionKey.APPENDICES, "Appendices"),
        ),
        PaperKind.DISPOSITIONS: (
            Heading(SectionKey.SUMMARY, "Summary"),
            Heading(SectionKey.RECOMMENDATIONS, "Recommendations"),
            Heading(SectionKey.BACKGROUND, "Background"),
            Heading(SectionKey.REGISTER, "How far the councils have come", if_silent=_NONE_PROPOSED),
            Heading(SectionKey.NOT_AGREED, "What is not agreed", if_silent="Nothing that is proposed is in dispute."),
            Heading(None, "The register"),
            Heading(SectionKey.CONTRACTS, "Contracts", 2),
            Heading(SectionKey.SYSTEMS, "Systems and data", 2),
            Heading(SectionKey.LICENCES, "Licences", 2),
            Heading(SectionKey.PEOPLE, "Posts", 2),
            Heading(SectionKey.SERVICES, "Services", 2),
            Heading(SectionKey.AGREEMENTS, "Agreements between the councils"),
            *_IMPLICATIONS,
            Heading(SectionKey.RISKS, "Risks and their mitigation", if_silent=_NONE_STATED),
            Heading(SectionKey.NEXT_STEPS, "Next steps", if_silent=_NONE_STATED),
            Heading(SectionKey.APPENDICES, "Appendices"),
        ),
        PaperKind.IMPACT: (
            Heading(SectionKey.SUMMARY, "Summary"),
            Heading(SectionKey.RECOMMENDATIONS, "Recommendations"),
            Heading(SectionKey.BACKGROUND, "Background"),
            Heading(SectionKey.IMPACT, "What it changes for the partner", by_council=True, if_silent=_NONE_PROPOSED),
            *_IMPLICATIONS,
            Heading(SectionKey.RISKS, "Risks and their mitigation", if_silent=_NONE_STATED),
            Heading(SectionKey.IF_NOT, "If the decision is deferred or refused", if_silent=_NONE_STATED),
            Heading(SectionKey.NEXT_STEPS, "Next steps", if_silent=_NONE_STATED),
            Heading(SectionKey.APPENDICES, "Appendices"),
        ),
        PaperKind.CHANGES: (
            Heading(SectionKey.SUMMARY, "Summary"),
            Heading(SectionKey.RECOMMENDATIONS, "Recommendations"),
            Heading(SectionKey.DECISIONS, "Decisions", if_silent=_NONE_CHANGED),
            Heading(SectionKey.MONEY, "Money", if_silent=_NONE_CHANGED),
            Heading(SectionKey.OPTIONS, "Options", if_silent=_NONE_CHANGED),
            Heading(SectionKey.CONTRACTS, "Contracts", if_silent=_NONE_CHANGED),
            Heading(SectionKey.ESTATE, "Estate", if_silent=_NONE_CHANGED),
            Heading(SectionKey.DISPOSITIONS, "What becomes of shared things", if_silent=_NONE_CHANGED),
            Heading(SectionKey.OTHER_CHANGES, "Other changes"),
            Heading(SectionKey.NEXT_STEPS, "Next steps", if_silent=_NONE_STATED),
            Heading(SectionKey.APPENDICES, "Appendices"),
        ),
        PaperKind.HIGHLIGHT: (
            Heading(SectionKey.SUMMARY, "Summary"),
            Heading(SectionKey.DONE, "Done in the period", if_silent="Nothing was started or finished in this period."),
            Heading(SectionKey.COMING, "Coming next", if_silent="Nothing begins in the next period."),
            Heading(SectionKey.DATES, "When it ends, and how sure", if_silent=_NONE_STATED),
            Heading(SectionKey.PLANS, "Path to planning confidence", if_silent=_NONE_STATED),
            Heading(SectionKey.BUDGET, "Money", if_silent=_NONE_STATED),
            Heading(SectionKey.RISKS, "Risks and their mitigation", if_silent=_NONE_STATED),
            Heading(SectionKey.DECISIONS, "Decisions needed", if_silent="No decision is waited for."),
            Heading(SectionKey.NEXT_STEPS, "Next steps", if_silent=_NONE_STATED),
            Heading(SectionKey.APPENDICES, "Appendices"),
        ),
    }
)  # fmt: skip


def tells_of_councils(kind: PaperKind) -> bool:
    """Whether a paper of this kind has sections for each council."""
    return any(heading.by_council for heading in TREES[kind])


@dataclass(frozen=True, kw_only=True)
class Paper(Item):
    """A paper in preparation. Its name is the title; `subject` is what it is about, such as an appraisal."""

    EXAMPLE: ClassVar = ("cabinet-december", "ICT after the shared service", "For Cabinet in December")

    kind: PaperKind = column("Kind of paper", choices=PaperKind, required=True, example="committee")
    organisation: str = column("Whose paper", Kind.REFERENCE, refers_to="organisations", example="melton")
    body: str = column("Who it goes to", help="The board, cabinet or committee.", example="Cabinet")
    meeting_on: PartialDate | None = column("Meeting", Kind.DATE, example="2020-12-16")
    purpose: Purpose = column("Purpose", choices=Purpose, example="for decision")
    subject: str = column("About", Kind.REFERENCE, refers_to="item", help="Such as an appraisal.", example="")
    period_from: PartialDate | None = column("Period from", Kind.DATE, example="2024-04")
    period_to: PartialDate | None = column("Period to", Kind.DATE, example="2024-06")
    reference: str = column("Decision reference", example="")
    lead: str = column("Presented by", help="The post, such as a portfolio holder.", example="Portfolio holder")
    author: str = column("Author", help="The post, never the person.", example="Director for Corporate Services")
    priority: str = column("Corporate priority", example="")
    wards: str = column("Wards affected", example="All")
    key_decision: Known = column("Key decision", choices=Known, example="yes")
    key_reason: str = column("Why a key decision", example="Expenditure of £50,000 or more")
    call_in: Known = column("Subject to call-in", choices=Known, example="yes")
    exempt: Known = column("Exempt information", choices=Known, example="no")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What an officer wrote for one section of a paper, and of which council it tells (blank: of none in particular).

    A blank line parts two paragraphs; lines that begin with a dash are a list.
    """

    paper: str = column("Paper", Kind.REFERENCE, required=True, refers_to="papers", example="cabinet-december")
    section: SectionKey = column("Section", choices=SectionKey, required=True, example="background")
    about: str = column("About", Kind.REFERENCE, refers_to="organisations", help="The council it tells of.")
    text: str = column("Text", Kind.TEXT, required=True, most=MOST_PASSAGE)
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="S3 4.1")
