"""Acts that need authority: which they are and why, what one is, and which are only told as history."""

from dataclasses import dataclass

from severalty.engine.dates import PartialDate
from severalty.engine.decisions.delegations import Act
from severalty.engine.evidence import Evidence


@dataclass(frozen=True)
class Need:
    """An act that needs authority: the table in which it is recorded, when it counts as done, and why it needs it."""

    act: Act
    table: str
    when: str
    why: str


NEEDS = (
    Need(Act.AGREE_DISPOSITION, "dispositions", "an approval gets its post or day", "It settles what becomes of it."),
    Need(Act.TRANSFER, "dispositions", "an approval about a post gets its post or day", "It settles where people go."),
    Need(Act.SEND_LETTER, "letters", "a notice to end, a request to novate or an extension is sent", "It binds."),
    Need(Act.SIGN_VARIATION, "agreement_parties", "a council signs an agreement", "It binds the council."),
    Need(Act.SIGN_VARIATION, "variation_signatures", "a council signs a variation", "It binds the council."),
    Need(Act.SIGN_VARIATION, "procurement_steps", "a change of a contract is published", "It changes what is owed."),
    Need(Act.BUY, "procurement_steps", "an award is published or a contract made", "It commits money."),
    Need(Act.END, "procurement_steps", "the end of a contract is published", "It gives up what was bought."),
    Need(Act.END, "agreement_parties", "a council withdraws from an agreement", "It gives up what was agreed."),
    Need(Act.SPEND, "draw_downs", "a sum is drawn", "It spends what was set aside."),
)
"""Drafts, proposals, answers to proposals, requests for consent or information and tender notices need none: they bind
nobody and can be taken back. An option that is preferred and a paper that is put forward are recommendations: the body
that they go to decides, and its resolution is the authority."""


@dataclass(frozen=True)
class Needs:
    """The acts that need authority, and all acts that a delegation may name."""

    needs: tuple[Need, ...]
    acts: tuple[Act, ...]


def needs_of(table: str = "") -> Needs:
    """The acts recorded in a table that need authority; of all tables without one."""
    return Needs(tuple(one for one in NEEDS if table in ("", one.table)), tuple(Act))


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that is to be done under authority.

    `on` is the day; `officer` the post that acts; `organisation` the key of the council that it is done for, blank for
    all; `amount` its whole value in pence, None where nobody has said; `consulted` who was asked on what day, parted by
    semicolons. `about` is what is acted on and `things` all that it touches, that one among them, by key.
    """

    act: Act
    on: PartialDate
    officer: str = ""
    organisation: str = ""
    amount: int | None = None
    consulted: str = ""
    about: str = ""
    things: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActWords:
    """The acts that a text names, in the order of Act, and the words in it that name none."""

    acts: tuple[Act, ...]
    others: tuple[str, ...] = ()


def acts_in(text: str) -> ActWords:
    """The acts that a text names, parted by semicolons, in the words of Act."""
    words = [word for part in text.split(";") if (word := " ".join(part.split()).casefold())]
    known = {act.value for act in Act}
    return ActWords(tuple(act for act in Act if act.value in words), tuple(one for one in words if one not in known))


@dataclass(frozen=True, kw_only=True)
class Told:
    """An act that a row of a file tells: its day, what the row rests on, and up to which day the case tells of what
    was before. `loads` says that the keeper of the installation loads a case as it stood on that day."""

    done_on: PartialDate | None
    up_to: PartialDate | None
    evidence: Evidence = Evidence.UNKNOWN
    source: str = ""
    loads: bool = False


@dataclass(frozen=True)
class History:
    """Whether a row only tells what was done before."""

    is_history: bool


def history_of(told: Told) -> History:
    """Whether a row tells of the past, and is no act that is done here and now.

    It does where it was done up to the day of which the case tells, and the case is loaded as it stood then, or the row
    names a published or written source. A row without a day never does, nor does one in a case without such a day.
    """
    past = told.up_to is not None and told.done_on is not None and told.done_on.last <= told.up_to.last
    sourced = told.evidence in (Evidence.REPORTED, Evidence.QUOTED) and bool(told.source.strip())
    return History(past and (told.loads or sourced))
