"""Posts in a transfer: what the evidence of assignment suggests, when information is due, and what costs are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.dates import Duration, PartialDate, day, earlier_by
from severalty.engine.dispositions.people import PostTransfer, TransferBasis
from severalty.engine.estate.items import Post
from severalty.engine.fields import Known

NOT_LEGAL_ADVICE = "A proposal from the evidence on record, for those who advise. It is not legal advice."
INFORMATION_LEAD = Duration(28, "days")
LIKELY_FROM = 50
WHOLE = 100
_AS_TUPE = (TransferBasis.TUPE, TransferBasis.COSOP, TransferBasis.UNKNOWN)


class Scope(StrEnum):
    """What the evidence of assignment suggests; a proposal, never a finding."""

    LIKELY = "likely in scope"
    UNLIKELY = "likely not in scope"
    CANNOT_BE_TOLD = "cannot be told"


class Information(StrEnum):
    """How far the employee liability information for a post has come."""

    NOT_NEEDED = "not needed"
    NOT_KNOWN = "not known when due"
    DUE = "due"
    MAY_BE_OVERDUE = "may be overdue"
    OVERDUE = "overdue"
    IN_TIME = "given in time"
    MAY_BE_LATE = "given, perhaps late"
    LATE = "given late"


@dataclass(frozen=True)
class TransfersQuestion:
    """Transfers of posts, the posts themselves, and the day from which one looks; `post` is a post's key."""

    transfers: tuple[PostTransfer, ...]
    posts: tuple[Post, ...]
    on: date


@dataclass(frozen=True)
class KnownCost:
    """What is known of a cost, in whole pence, and of how many posts it is not known."""

    pence: int
    unknown: int


@dataclass(frozen=True)
class TransferRow:
    """One post in a transfer.

    `scope` is a proposal, `why` its reason in a sentence. `inform_by` is the last day on which the information can be
    given, no more precise than the day of transfer. `faults` say what is missing or cannot be right.
    """

    transfer: str
    post: str
    to: str
    basis: TransferBasis
    hours: int | None
    vacant: Known
    scope: Scope
    why: str
    transfers_on: PartialDate | None
    inform_by: PartialDate | None
    information: Information
    severance: int | None
    pension_strain: int | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class TransferTotal:
    """The posts that go to one organisation: how many, how many of them vacant, and their time in full-time hundredths.

    Posts whose hours nobody has said are counted in `hours_unknown` and not in `hours`.
    """

    to: str
    posts: int
    vacant: int
    hours: int
    hours_unknown: int
    severance: KnownCost
    pension_strain: KnownCost


@dataclass(frozen=True)
class Transfers:
    """Every post in a transfer, what goes to whom, and the posts said to be in scope without a transfer on record.

    `note` says what the proposals are worth.
    """

    rows: tuple[TransferRow, ...]
    totals: tuple[TransferTotal, ...]
    without_transfer: tuple[str, ...]
    note: str = NOT_LEGAL_ADVICE


def transfers_of(question: TransfersQuestion) -> Transfers:
    """What is on record of each post in a transfer, seen from a day.

    A post is proposed as likely in scope from half of its time on what transfers. Employee liability information is due
    not less than 28 days before a transfer under TUPE; a transfer under COSOP is treated alike, and one whose footing
    nobody has said as well. A vacant post has nobody to inform about. A post is never divided: where two transfers
    send it to different organisations, both say so. Sources: SI 2006/246 regulation 11; domain rules 4.3.
    """
    posts = {post.key: post for post in question.posts}
    goes_to: dict[str, list[str]] = {}
    for one in question.transfers:
        goes_to.setdefault(one.post, []).append(one.to)
    rows = tuple(_row(one, posts.get(one.post), goes_to[one.post], question.on) for one in question.transfers)
    named = tuple(dict.fromkeys(row.to for row in rows))
    without = tuple(
        post.key for post in question.posts if post.in_scope_of_transfer is Known.YES and post.key not in goes_to
    )
    return Transfers(rows, tuple(_total(to, [row for row in rows if row.to == to]) for to in named), without)


def _row(transfer: PostTransfer, post: Post | None, goes_to: list[str], on: date) -> TransferRow:
    vacant = post.vacant if post else Known.UNKNOWN
    scope, why = _scope(transfer)
    inform_by = None
    if transfer.transfers_on is not None and transfer.basis in _AS_TUPE and vacant is not Known.YES:
        inform_by = earlier_by(transfer.transfers_on, INFORMATION_LEAD)
    return TransferRow(
        transfer=transfer.key,
        post=transfer.post,
        to=transfer.to,
        basis=transfer.basis,
        hours=post.hours if post else None,
        vacant=vacant,
        scope=scope,
        why=why,
        transfers_on=transfer.transfers_on,
        inform_by=inform_by,
        information=_information(transfer, vacant, inform_by, day(on)),
        severance=transfer.severance,
        pension_strain=transfer.pension_strain,
        faults=tuple(_faults(transfer, post, scope, goes_to)),
    )


def _scope(transfer: PostTransfer) -> tuple[Scope, str]:
    part = transfer.assigned
    if part is None or part > WHOLE:
        return Scope.CANNOT_BE_TOLD, "Nobody has said how much of its time goes to what transfers."
    shown = f" ({transfer.assigned_source})" if transfer.assigned_source else ", but nothing is named that shows it"
    if part >= LIKELY_FROM:
        return Scope.LIKELY, f"{part}% of its time goes to what transfers{shown}."
    return Scope.UNLIKELY, f"Only {part}% of its time goes to what transfers{shown}."


def _information(transfer: PostTransfer, vacant: Known, by: PartialDate | None, on: PartialDate) -> Information:
    if transfer.basis not in _AS_TUPE or vacant is Known.YES:
        return Information.NOT_NEEDED
    if by is None:
        return Information.NOT_KNOWN
    given = transfer.information_on
    if given is None or given.first > on.last:
        return _against(on, by, (Information.DUE, Information.MAY_BE_OVERDUE, Information.OVERDUE))
    return _against(given, by, (Information.IN_TIME, Information.MAY_BE_LATE, Information.LATE))


def _against(
    when: PartialDate, by: PartialDate, words: tuple[Information, Information, Information]
) -> Information:  # fmt: skip
    """The first word where a day is certainly in time, the last where it is certainly not, else the one between."""
    if when.last <= by.first:
        return words[0]
    return words[2] if when.first > by.last else words[1]


def _faults(transfer: PostTransfer, post: Post | None, scope: Scope, goes_to: list[str]) -> Iterable[str]:
    if post is None:
        yield "The post itself is not on record."
    if transfer.assigned is not None and transfer.assigned > WHOLE:
        yield f"{transfer.assigned} hundredths is more than the whole of a post; write 0 to 100."
    if len(set(filter(None, goes_to))) > 1:
        yield "Another record sends this post elsewhere; a post is never divided."
    elif len(goes_to) > 1:
        yield "Another record speaks of the same post; it is counted once for each organisation it goes to."
    yield from _missing(transfer)
    yield from _against_its_record(post, scope)


def _missing(transfer: PostTransfer) -> Iterable[str]:
    if not transfer.to:
        yield "It is not said where it goes."
    if transfer.basis is TransferBasis.UNKNOWN:
        yield "Its footing is not known; information is dated as under TUPE."
    if transfer.transfers_on is None:
        yield "The day of transfer is not known."


def _against_its_record(post: Post | None, scope: Scope) -> Iterable[str]:
    said = post.in_scope_of_transfer if post else Known.UNKNOWN
    if (said is Known.NO and scope is Scope.LIKELY) or (said is Known.YES and scope is Scope.UNLIKELY):
        yield f"The post's own record says {'in scope' if said is Known.YES else 'not in scope'}."


def _total(to: str, rows: list[TransferRow]) -> TransferTotal:
    unlike = list({row.post: row for row in reversed(rows)}.values())
    return TransferTotal(
        to=to,
        posts=len(unlike),
        vacant=sum(row.vacant is Known.YES for row in unlike),
        hours=sum(row.hours or 0 for row in unlike),
        hours_unknown=sum(row.hours is None for row in unlike),
        severance=_known(row.severance for row in unlike),
        pension_strain=_known(row.pension_strain for row in unlike),
    )


def _known(amounts: Iterable[int | None]) -> KnownCost:
    found = list(amounts)
    return KnownCost(sum(one or 0 for one in found), sum(one is None for one in found))
