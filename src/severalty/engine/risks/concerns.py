"""What is amiss with one risk: late, unowned, above what is borne, or better than anything on record explains."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.fields import Known
from severalty.engine.risks.comparing import EffectsQuestion, effects_compared
from severalty.engine.risks.matrices import RiskAppetite
from severalty.engine.risks.quantities import RiskEffect
from severalty.engine.risks.rating import Rated, Rating
from severalty.engine.risks.register import (
    ControlState,
    Issue,
    Response,
    Risk,
    RiskAction,
    RiskControl,
    RiskReview,
    RiskState,
)


class Code(StrEnum):
    """What kind of thing is amiss."""

    BREACH = "above appetite"
    ACCEPTANCE_LAPSED = "acceptance lapsed"
    NOT_ACCEPTED = "borne, not accepted"
    NO_REASON = "no reason given"
    REVIEW_OVERDUE = "review overdue"
    NO_REVIEW = "no review date"
    ACTION_OVERDUE = "action overdue"
    UNPROVEN = "done, not shown"
    NO_OWNER = "no owner"
    NO_RESPONSE = "no response"
    UNSCORED = "unscored"
    NO_MATRIX = "no matrix"
    OFF_MATRIX = "off the matrix"
    CELL_OPEN = "band to be confirmed"
    BAND_DIFFERS = "stated band differs"
    OUT_OF_ORDER = "scores out of order"
    TARGET_UNWORKED = "target without an action"
    TARGET_MISSED = "actions done, score as before"
    FELL_UNEXPLAINED = "fell with nothing done"
    CONTROL_FAILED = "control does not work"
    EFFECT_UNCHANGED = "mitigation changes no figure"
    SEEN_OTHERWISE = "councils see it differently"
    CAME_TRUE = "came true"
    CLOSED_OPEN = "closed with work open"


@dataclass(frozen=True)
class Concern:
    """One thing that is amiss, in a sentence; a grave one should not wait for the next review."""

    code: Code
    words: str
    grave: bool = False


@dataclass(frozen=True)
class RiskFile:
    """One risk with all that is on record of it."""

    risk: Risk
    controls: tuple[RiskControl, ...] = ()
    actions: tuple[RiskAction, ...] = ()
    reviews: tuple[RiskReview, ...] = ()
    effects: tuple[RiskEffect, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def owner(self) -> str:
        """The organisation that answers for it."""
        return self.risk.owned_by or self.risk.recorded_by

    @property
    def history(self) -> list[RiskReview]:
        """Its owner's reviews, the earliest first."""
        mine = (one for one in self.reviews if one.organisation in (self.owner, self.risk.recorded_by))
        return sorted((one for one in mine if one.reviewed_on), key=lambda one: one.reviewed_on.first)  # type: ignore[union-attr]


_Ratings = tuple[Rating, Rating, Rating]


def concerns_of(
    one: RiskFile, on: date, ratings: _Ratings, breach: bool | None, borne: RiskAppetite | None
) -> Iterator[Concern]:
    """What is amiss with one risk on a day, the gravest first; of a closed one only how it was closed."""
    if one.risk.state is RiskState.CLOSED:
        yield from _closed(one)
        return
    found = [
        *_appetite(ratings[1], breach, borne),
        *_acceptance(one.risk, on),
        *_late(one, on),
        *_scores(one.risk, ratings),
        *_order(one.risk),
        *_unexplained(one),
        *_effects(one),
        *_others(one),
        *_lacking(one.risk),
    ]
    yield from sorted(found, key=lambda concern: not concern.grave)


def _closed(one: RiskFile) -> Iterator[Concern]:
    if not one.risk.closed_reason.strip():
        yield Concern(Code.NO_REASON, "It is closed and nobody says why; give the reason.")
    left = sum(action.done_on is None for action in one.actions)
    if left:
        yield Concern(Code.CLOSED_OPEN, f"It is closed with {_many(left, 'action')} not done; finish or withdraw.")


def _appetite(current: Rating, breach: bool | None, borne: RiskAppetite | None) -> Iterator[Concern]:
    if breach and borne is not None:
        to = borne.taken_to.strip()
        where = f"Take it to {to}." if to else "Nobody is named to whom it is taken."
        yield Concern(Code.BREACH, f"{current.word} is above {borne.most}, the most that is borne. {where}", grave=True)


def _acceptance(risk: Risk, on: date) -> Iterator[Concern]:
    if risk.accepted_until is not None and risk.accepted_until.last < on:
        yield Concern(
            Code.ACCEPTANCE_LAPSED, f"It was accepted until {risk.accepted_until}; accept it anew or treat it.",
            grave=True,
        )  # fmt: skip
    accepted = bool(risk.accepted_by.strip())
    if risk.response in (Response.TOLERATE, Response.TAKE) and not accepted:
        yield Concern(Code.NOT_ACCEPTED, f"The response is to {risk.response.value}, and nobody has accepted it.")
    if accepted and not risk.acceptance_reason.strip():
        yield Concern(Code.NO_REASON, f"{risk.accepted_by} accepted it and gave no reason.")


def _late(one: RiskFile, on: date) -> Iterator[Concern]:
    due = one.risk.review_on
    if due is None:
        yield Concern(Code.NO_REVIEW, "No day is set for its next review.")
    elif due.last < on:
        yield Concern(Code.REVIEW_OVERDUE, f"Its review was due on {due}.", grave=True)
    late = [action for action in one.actions if action.done_on is None and action.due and action.due.last < on]
    if late:
        first = min(late, key=lambda action: action.due.last)  # type: ignore[union-attr]
        more = f" and {_many(len(late) - 1, 'other')}" if len(late) > 1 else ""
        yield Concern(Code.ACTION_OVERDUE, f"“{first.name}”{more} was due on {first.due}.", grave=True)
    for action in one.actions:
        if action.done_on is not None and not action.proof.strip():
            yield Concern(Code.UNPROVEN, f"“{action.name}” is done, and nothing is named that shows it.")


def _scores(risk: Risk, ratings: _Ratings) -> Iterator[Concern]:
    current = ratings[1]
    if current.state is Rated.UNSCORED:
        yield Concern(Code.UNSCORED, "It has no current score.")
    elif current.state is Rated.NO_MATRIX:
        yield Concern(Code.NO_MATRIX, "There is no matrix here to read its band from.")
    if any(rating.state is Rated.OFF_MATRIX for rating in ratings):
        yield Concern(Code.OFF_MATRIX, "A score lies off its matrix; choose a place on it.")
    if current.state is Rated.OPEN:
        yield Concern(Code.CELL_OPEN, "The council has yet to say in which band its cell lies.")
    stated = risk.stated_band.strip()
    if stated and current.state is Rated.RATED and stated.casefold() != current.word.casefold():
        yield Concern(Code.BAND_DIFFERS, f"The source calls it {stated}, the matrix {current.word}.")


def _order(risk: Risk) -> Iterator[Concern]:
    inherent = (risk.inherent_likelihood, risk.inherent_impact)
    current = (risk.current_likelihood, risk.current_impact)
    target = (risk.target_likelihood, risk.target_impact)
    if _worse(current, inherent):
        yield Concern(Code.OUT_OF_ORDER, "It is scored worse with its controls than without them; look at both.")
    if _worse(target, current):
        yield Concern(Code.OUT_OF_ORDER, "Its target is worse than where it stands.")


_Score = tuple[int | None, int | None]


def _worse(one: _Score, other: _Score) -> bool:
    """Whether one score is worse in likelihood or impact and better in neither."""
    pairs = [(mine, yours) for mine, yours in zip(one, other, strict=True) if mine is not None and yours is not None]
    return len(pairs) == 2 and all(mine >= yours for mine, yours in pairs) and any(a > b for a, b in pairs)


def _unexplained(one: RiskFile) -> Iterator[Concern]:
    risk = one.risk
    inherent = (risk.inherent_likelihood, risk.inherent_impact)
    current = (risk.current_likelihood, risk.current_impact)
    target = (risk.target_likelihood, risk.target_impact)
    waiting = [action for action in one.actions if action.done_on is None]
    done = [action for action in one.actions if action.done_on is not None]
    working = [control for control in one.controls if control.state is ControlState.IN_PLACE
               and control.works is not Known.NO]  # fmt: skip
    planned = [control for control in one.controls if control.state is ControlState.PLANNED]
    below = _worse(current, target)
    if below and not waiting and not planned:
        if done:
            yield Concern(Code.TARGET_MISSED, "All its actions are done, and it stands no nearer to its target.")
        else:
            yield Concern(Code.TARGET_UNWORKED, "Its target is lower than where it stands, and no action leads there.")
    fell = _worse(inherent, current) or _fell(one.history)
    if fell and not working and not done:
        yield Concern(
            Code.FELL_UNEXPLAINED, "Its score fell, and no control is in place and no action is done that explains it.",
            grave=True,
        )  # fmt: skip
    for control in one.controls:
        if control.state is ControlState.FAILED or control.works is Known.NO:
            yield Concern(Code.CONTROL_FAILED, f"“{control.name}” does not work.", grave=True)


def _fell(history: list[RiskReview]) -> bool:
    """Whether the last review scored it lower than the one before."""
    return len(history) > 1 and _worse(
        (history[-2].likelihood, history[-2].impact), (history[-1].likelihood, history[-1].impact)
    )


def _effects(one: RiskFile) -> Iterator[Concern]:
    for row in effects_compared(EffectsQuestion(one.effects)).rows:
        if row.unchanged:
            yield Concern(
                Code.EFFECT_UNCHANGED, "Mitigation is put in figures and changes none of them: same probability, days "
                "and pounds before and after.",
            )  # fmt: skip
            return


def _others(one: RiskFile) -> Iterator[Concern]:
    latest: dict[str, RiskReview] = {}
    for review in sorted((r for r in one.reviews if r.reviewed_on), key=lambda r: r.reviewed_on.first):  # type: ignore[union-attr]
        latest[review.organisation] = review
    current = (one.risk.current_likelihood, one.risk.current_impact)
    for organisation, review in sorted(latest.items()):
        if organisation == one.owner or review.likelihood is None or review.impact is None:
            continue
        if (review.likelihood, review.impact) != current:
            yield Concern(Code.SEEN_OTHERWISE, f"{organisation} scored it otherwise on {review.reviewed_on}.")
    for issue in one.issues:
        if issue.resolved_on is None:
            yield Concern(Code.CAME_TRUE, f"It has come true: “{issue.name}”.", grave=True)


def _lacking(risk: Risk) -> Iterator[Concern]:
    if not risk.owner.strip() and not risk.owner_post:
        yield Concern(Code.NO_OWNER, "No post owns it.")
    if risk.response is Response.UNKNOWN:
        yield Concern(Code.NO_RESPONSE, "Nobody has said what is meant to be done about it.")


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
