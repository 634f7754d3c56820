"""Future roles held against the posts that come: what is lacking, of what skill, and from when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from severalty.engine.dates import Duration, PartialDate, earlier_by
from severalty.engine.dispositions.people import FutureRole, PostTransfer
from severalty.engine.estate.items import Post
from severalty.engine.fields import Known


@dataclass(frozen=True)
class OperatingModelQuestion:
    """Future roles, the posts that may fill them and their transfers; `filled_by` and `post` are keys of posts.

    `begins` is the day on which transition begins, where it is known.
    """

    roles: tuple[FutureRole, ...]
    posts: tuple[Post, ...] = ()
    transfers: tuple[PostTransfer, ...] = ()
    begins: date | None = None


@dataclass(frozen=True)
class RoleGap:
    """One future role: what it needs and what the post that fills it gives it, in full-time hundredths.

    `filled_from` is the day from which the post is there; blank where it is there already, or never. `lacking` is what
    no post gives; `late` says that the post comes after the role is needed, so that somebody must stand in.
    `before_transition` roles that will not stand on the first day of transition are `not_standing`.
    """

    role: str
    council: str
    team: str
    skill: str
    needed: int | None
    needed_from: PartialDate | None
    given: int
    filled_by: str
    filled_from: PartialDate | None
    lacking: int | None
    late: bool
    before_transition: Known
    not_standing: bool
    annual_cost: int | None
    why: str = ""


@dataclass(frozen=True)
class GapStep:
    """From a day on: what is needed, what is there, and what is lacking, in full-time hundredths."""

    on: date
    needed: int
    given: int
    lacking: int


@dataclass(frozen=True)
class GroupGap:
    """All roles of one council, team and skill: needed and given in the end, and how the gap moves from day to day.

    `undated` of the hundredths needed are of roles whose day nobody has said: they count in the end and in no step.
    `unsized` roles have no hours on record and count nowhere.
    """

    council: str
    team: str
    skill: str
    roles: int
    needed: int
    given: int
    lacking: int
    undated: int
    unsized: int
    steps: tuple[GapStep, ...]


@dataclass(frozen=True)
class SparePost:
    """Time of a post that comes to a council and fills no role of it, in full-time hundredths."""

    post: str
    council: str
    team: str
    hours: int


@dataclass(frozen=True)
class OperatingModel:
    """Roles, gaps by team and skill, time of posts left over, and what must stand before transition and does not.

    `lacking` is in full-time hundredths; `cost_of_lacking` is what the roles cost a year that no post fills at all,
    with `cost_unknown` of them left out.
    """

    roles: tuple[RoleGap, ...]
    groups: tuple[GroupGap, ...]
    spare: tuple[SparePost, ...]
    not_standing: tuple[str, ...]
    lacking: int
    unsized: int
    cost_of_lacking: int
    cost_unknown: int


@dataclass(frozen=True)
class AheadQuestion:
    """The day of a change, and how long ahead of it a team is to stand, such as 18 months."""

    change: PartialDate
    ahead: Duration


@dataclass(frozen=True)
class StandBy:
    """The last day by which a team has to stand, no more precise than the day of the change."""

    on: PartialDate


def stand_by(question: AheadQuestion) -> StandBy:
    """When a team has to stand that is wanted so long ahead of a change."""
    return StandBy(earlier_by(question.change, question.ahead))


def operating_model(question: OperatingModelQuestion) -> OperatingModel:
    """What a target operating model lacks.

    A post gives its hours to the roles it fills in the order in which they are needed, never more than it has, and only
    where the council employs it or it transfers there; a vacant post gives nothing. Imprecise days are read with
    caution: needed from the first day possible, there from the last.
    """
    rows = _gaps(question)
    groups = tuple(_group(key, found) for key, found in _grouped(rows).items())
    unfilled = [row for row in rows if row.lacking and not row.given]
    return OperatingModel(
        roles=rows,
        groups=groups,
        spare=_spare(question, rows),
        not_standing=tuple(row.role for row in rows if row.not_standing),
        lacking=sum(group.lacking for group in groups),
        unsized=sum(group.unsized for group in groups),
        cost_of_lacking=sum(row.annual_cost or 0 for row in unfilled),
        cost_unknown=sum(row.annual_cost is None for row in unfilled),
    )


def _gaps(question: OperatingModelQuestion) -> tuple[RoleGap, ...]:
    posts = {post.key: post for post in question.posts}
    left = {post.key: post.hours for post in question.posts}
    comes = {(one.post, one.to): one.transfers_on for one in question.transfers}
    in_turn = sorted(question.roles, key=lambda role: role.needed_from.first if role.needed_from else date.max)
    made: dict[int, RoleGap] = {}
    for role in in_turn:
        why, given, since = _given(role, posts, left, comes)
        made[id(role)] = _gap(role, (why, given, since), question.begins)
    return tuple(made[id(role)] for role in question.roles)


def _given(
    role: FutureRole,
    posts: Mapping[str, Post],
    left: dict[str, int | None],
    comes: Mapping[tuple[str, str], PartialDate | None],
) -> tuple[str, int, PartialDate | None]:
    """Why a role is not filled in full, what its post gives it, and from when; what is given is taken from the post."""
    if not role.filled_by:
        return "Nobody is named for it.", 0, None
    post, council = posts.get(role.filled_by), role.organisation
    if post is None:
        return "The post that is to fill it is not on record.", 0, None
    arrives = (post.key, council) in comes
    if not arrives and post.employer != council:
        return "The post that is to fill it is not said to come to this council.", 0, None
    if post.vacant is Known.YES:
        return "The post that is to fill it is vacant.", 0, None
    since = comes.get((post.key, council)) if arrives and post.employer != council else None
    if arrives and post.employer != council and since is None:
        return "The day on which its post comes is not known.", 0, None
    has = left.get(post.key)
    if has is None or role.hours is None:
        return f"The hours of {'the post' if has is None else 'the role'} are not known.", 0, since
    given = min(has, role.hours)
    left[post.key] = has - given
    return ("" if given == role.hours else "Its post has less time than the role needs."), given, since


def _gap(role: FutureRole, found: tuple[str, int, PartialDate | None], begins: date | None) -> RoleGap:
    why, given, since = found
    late = bool(given and since and role.needed_from and since.last > role.needed_from.first)
    lacking = None if role.hours is None else role.hours - given
    absent = (
        bool(lacking) or lacking is None or late or (begins is not None and since is not None and since.last > begins)
    )
    if late and not why:
        why = f"Its post comes {since}, later than it is needed: somebody must stand in."
    return RoleGap(
        role=role.key,
        council=role.organisation,
        team=role.team,
        skill=role.skill,
        needed=role.hours,
        needed_from=role.needed_from,
        given=given,
        filled_by=role.filled_by,
        filled_from=since,
        lacking=lacking,
        late=late,
        before_transition=role.before_transition,
        not_standing=role.before_transition is Known.YES and absent,
        annual_cost=role.annual_cost,
        why=why,
    )


def _grouped(rows: Iterable[RoleGap]) -> dict[tuple[str, str, str], list[RoleGap]]:
    found: dict[tuple[str, str, str], list[RoleGap]] = {}
    for row in rows:
        found.setdefault((row.council, row.team, row.skill), []).append(row)
    return found


def _group(key: tuple[str, str, str], rows: list[RoleGap]) -> GroupGap:
    sized = [row for row in rows if row.needed is not None]
    needed, given = sum(row.needed or 0 for row in sized), sum(row.given for row in sized)
    undated = sum(row.needed or 0 for row in sized if row.needed_from is None)
    dated = [row for row in sized if row.needed_from is not None]
    return GroupGap(
        *key,
        roles=len(rows),
        needed=needed,
        given=given,
        lacking=needed - given,
        undated=undated,
        unsized=len(rows) - len(sized),
        steps=tuple(_step(on, dated) for on in sorted({on for row in dated for on in _days(row)})),
    )


def _days(row: RoleGap) -> Iterable[date]:
    if row.needed_from is not None:
        yield row.needed_from.first
        if row.given and row.filled_from is not None and row.filled_from.last > row.needed_from.first:
            yield row.filled_from.last


def _step(on: date, rows: Iterable[RoleGap]) -> GapStep:
    wanted = [row for row in rows if row.needed_from is not None and row.needed_from.first <= on]
    needed = sum(row.needed or 0 for row in wanted)
    given = sum(row.given for row in wanted if row.filled_from is None or row.filled_from.last <= on)
    return GapStep(on, needed, given, needed - given)


def _spare(question: OperatingModelQuestion, rows: Iterable[RoleGap]) -> tuple[SparePost, ...]:
    """The time of posts that come to a council and is asked for by no role there; vacant posts have none."""
    used: dict[str, int] = {}
    for row in rows:
        used[row.filled_by] = used.get(row.filled_by, 0) + row.given
    goes = {one.post: one.to for one in question.transfers}
    return tuple(
        SparePost(post.key, goes[post.key], post.team, post.hours - used.get(post.key, 0))
        for post in question.posts
        if goes.get(post.key) and post.vacant is not Known.YES and post.hours and post.hours > used.get(post.key, 0)
    )
