"""Who does the work: teams, what each council may ask of a shared one, leave; and when work may not be done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, Known, column


@dataclass(frozen=True, kw_only=True)
class Team(Item):
    """A team with what it can give on a working day, in per cent of one person, before its day-to-day work."""

    EXAMPLE: ClassVar = ("infrastructure", "Infrastructure", "Servers, storage and network")

    council: str = column("Team of", Kind.REFERENCE, refers_to="organisations", example="onesource")
    skills: str = column("Skills", help="With ; between.", example="Exchange; Active Directory")
    units: int | None = column(
        "Per cent of a person", Kind.WHOLE, help="All together; 400 is four people full time.", example="400", weight=2
    )
    day_to_day: str = column(
        "Share for day-to-day work", Kind.PERCENT, help="Per cent that is not there for the plan.", example="40"
    )
    location: str = column("Where", example="Town Hall")
    starts: PartialDate | None = column("There from", Kind.DATE, example="2024-07-01")
    ends: PartialDate | None = column("There until", Kind.DATE, example="2025-12-31")
    day_cost: int | None = column("Cost of a person's day", Kind.MONEY, example="310.00")


@dataclass(frozen=True, kw_only=True)
class TeamAllotment:
    """What one council may ask of a shared team; both councils see it, and each plans within its own."""

    team: str = column("Team", Kind.REFERENCE, required=True, refers_to="teams", example="infrastructure")
    organisation: str = column("For", Kind.REFERENCE, required=True, refers_to="organisations", example="havering")
    units: int | None = column("Per cent of a person", Kind.WHOLE, example="200")
    starts: PartialDate | None = column("From", Kind.DATE, required=True, example="2024-07-01")
    ends: PartialDate | None = column("Until", Kind.DATE, example="2025-12-31")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="")


@dataclass(frozen=True, kw_only=True)
class TeamLeave:
    """Days on which a team gives less: leave, training, a peak in its day-to-day work."""

    team: str = column("Team", Kind.REFERENCE, required=True, refers_to="teams", example="infrastructure")
    starts: PartialDate | None = column("From", Kind.DATE, required=True, example="2024-12-23")
    ends: PartialDate | None = column("Until", Kind.DATE, example="2025-01-03")
    units: int | None = column("Per cent of a person missing", Kind.WHOLE, help="Blank: all of it.", example="200")
    reason: str = column("Reason", help="Never a person's name.", example="Leave over Christmas")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="")


class FreezeKind(StrEnum):
    """Why changes are frozen."""

    CHRISTMAS = "Christmas"
    YEAR_END = "end of the financial year"
    BILLING = "council tax billing"
    PAYROLL = "payroll"
    ELECTION = "election"
    AUDIT = "audit"
    EVENT = "event"
    OTHER = "other"


class FreezeReach(StrEnum):
    """What a freeze stops."""

    CUT_OVERS = "cut-overs and decommissioning"
    CHANGES = "every change to what runs"
    ALL_WORK = "all work"


class Severity(StrEnum):
    """Whether a freeze can be lifted for one piece of work."""

    HARD = "hard"
    APPROVAL = "needs approval"


@dataclass(frozen=True, kw_only=True)
class Freeze(Item):
    """Days on which changes are frozen, for one council or for all."""

    EXAMPLE: ClassVar = ("election-2027", "Election of May 2027", "From the notice to the count")

    council: str = column(
        "For council", Kind.REFERENCE, refers_to="organisations", help="Blank: for all.", example="havering"
    )
    kind: FreezeKind = column("Why", choices=FreezeKind, example="election")
    starts: PartialDate | None = column("First day", Kind.DATE, required=True, example="2025-04-24")
    ends: PartialDate | None = column("Last day", Kind.DATE, required=True, example="2025-05-08")
    reach: FreezeReach = column("Stops", choices=FreezeReach, example="cut-overs and decommissioning")
    severity: Severity = column("Severity", choices=Severity, example="hard")


class CutOverKind(StrEnum):
    """How packages are tied to one another."""

    TOGETHER = "all at one time"
    ONE_AT_A_TIME = "one at a time"
    SAME_WAVE = "in one wave"


@dataclass(frozen=True, kw_only=True)
class CutOverRule(Item):
    """Packages that must go together, or of which only one may run at a time."""

    EXAMPLE: ClassVar = ("identity", "Both leave the directory at one time", "One directory signs both in")

    plan: str = column("Plan", Kind.REFERENCE, refers_to="plans", example="split")
    kind: CutOverKind = column("Rule", choices=CutOverKind, required=True, example="all at one time")
    because: str = column("Because", example="One identity service cannot be split in stages (S0 5.3.1)")
    rollback: str = column("Point of no return", example="Sunday noon")


class GoWord(StrEnum):
    """A council's word whether a cut-over goes; unknown until it has said."""

    UNKNOWN = "unknown"
    GO = "go"
    NO_GO = "no go"


_SHOWN = "What shows it."


@dataclass(frozen=True, kw_only=True)
class CutOverMember:
    """A package under such a rule. The row that the package's own council records gives its word whether it goes, with
    what must be there before anything starts; in the row of anybody else a word does not count."""

    rule: str = column("Rule", Kind.REFERENCE, required=True, refers_to="cut_over_rules", example="identity")
    package: str = column("Package", Kind.REFERENCE, required=True, refers_to="work_packages", example="cut-over-id")
    go: GoWord = column("Go or no go", choices=GoWord, help="The council's own word; blank until said.", example="go")
    said_by: str = column("Word given by", help="A post, never a person.", example="Chief Information Officer")
    said_on: PartialDate | None = column("Word given on", Kind.DATE, example="2025-05-03")
    reason: str = column("Reason of the word", Kind.TEXT, help="A no go needs one.", example="Rehearsal ran over")
    approval: Known = column("Approval is in effect", choices=Known, example="yes")
    approval_shown: str = column("Approval: evidence", help=_SHOWN, example="Cabinet, 12 March 2025; call-in is over")
    funding: Known = column("Funding is there", choices=Known, example="yes")
    funding_shown: str = column("Funding: evidence", help=_SHOWN, example="Capital programme 2025/26, line 14")
    checks: Known = column("Pre-migration checks are passed", choices=Known, example="yes")
    checks_shown: str = column("Pre-migration checks: evidence", help=_SHOWN, example="Check list of 29 April 2025")
    rollback: Known = column("Rollback plan is ready", choices=Known, example="yes")
    rollback_shown: str = column("Rollback plan: evidence", help=_SHOWN, example="Rehearsed on 26 April 2025")
    comms: Known = column("Communications are out", choices=Known, example="yes")
    comms_shown: str = column("Communications: evidence", help=_SHOWN, example="Message to all staff, 1 May 2025")
    desk: Known = column("Service desk is strengthened", choices=Known, example="yes")
    desk_shown: str = column("Service desk: evidence", help=_SHOWN, example="Six more for two weeks")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="")


@dataclass(frozen=True, kw_only=True)
class Wave(Item):
    """A wave: days between which its cut-overs lie, how many at most, what lets it begin and end."""

    EXAMPLE: ClassVar = ("wave-1", "First wave", "Small sites without telephony")

    plan: str = column("Plan", Kind.REFERENCE, required=True, refers_to="plans", example="split")
    number: int | None = column("Number", Kind.WHOLE, required=True, example="2")
    starts: PartialDate | None = column("First day", Kind.DATE, example="2024-10-01")
    ends: PartialDate | None = column("Last day", Kind.DATE, example="2024-12-13")
    most: int | None = column("Cut-overs at most", Kind.WHOLE, example="12")
    entry: str = column("Begins when", Kind.TEXT, example="Rehearsal passed; service desk told")
    exit: str = column("Ends when", Kind.TEXT, example="Two weeks without a priority 1 incident")


@dataclass(frozen=True, kw_only=True)
class Promise(Item):
    """What one council promises the others: what is done, by when at the latest. It tells nothing of how."""

    EXAMPLE: ClassVar = (
        "identity-ready-havering",
        "Havering is ready to leave the directory",
        "Accounts checked and devices enrolled",
    )

    council: str = column("Promised by", Kind.REFERENCE, refers_to="organisations", example="havering")
    promised_for: PartialDate | None = column("Promised for", Kind.DATE, example="2025-03-14", weight=2)
    latest: PartialDate | None = column("At the latest", Kind.DATE, example="2025-04-11")
    kept_on: PartialDate | None = column("Kept on", Kind.DATE, example="")
    agreed_in: str = column("Agreed in", example="Joint programme board, 3 June 2024")
