"""Contingency: what is held, what was drawn from it when and for whom, and what is left; never more than is held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from severalty.engine.appraisal.charges import Charge, DrawDown
from severalty.engine.dates import PartialDate
from severalty.engine.estate.value_evidence import is_said
from severalty.engine.evidence import carries_figure, show_money


@dataclass(frozen=True)
class ContingencyQuestion:
    """A contingency with what was drawn from it, as at the end of a day; blank for all that is on record."""

    contingency: Charge
    draw_downs: tuple[DrawDown, ...] = ()
    on: PartialDate | None = None


@dataclass(frozen=True)
class Drawn:
    """One draw-down in the order of days, in pence: `left` is what is left after it, blank where that is not known."""

    reference: str
    drawn_on: PartialDate | None
    organisation: str
    amount: int
    approved_by: str
    what_for: str
    left: int | None


@dataclass(frozen=True)
class DrawnFor:
    """What was drawn for one council, in pence; `council` is blank where nobody has said for whom."""

    council: str
    draw_downs: int
    pence: int


@dataclass(frozen=True)
class Balance:
    """A contingency: held, drawn and left in pence, step by step and by council; both add up to `drawn`.

    `held` and `left` are blank where the sum held is not known.
    """

    contingency: str
    name: str
    council: str
    held: int | None
    drawn: int
    left: int | None
    steps: tuple[Drawn, ...]
    councils: tuple[DrawnFor, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class DrawingQuestion:
    """What is held and was drawn already, in pence, and the next draw-down."""

    held: int | None
    drawn: int
    amount: int


@dataclass(frozen=True)
class Drawing:
    """Why so much cannot be drawn, blank where it can, and what is left before it."""

    refused: str
    left: int | None


def balance_of(question: ContingencyQuestion) -> Balance:
    """The balance of a contingency by day and council, in whole pence.

    A draw-down on a day that is known no closer than to its month counts from the month's last day. What was drawn for
    nobody in particular from a contingency that one council bears was drawn for that council.
    """
    one = question.contingency
    held = one.amount if is_said(one, "amount") else None
    drawn = sorted(
        (draw for draw in question.draw_downs if _counts(draw, question.on)),
        key=lambda draw: (draw.drawn_on.last.isoformat() if draw.drawn_on else "", draw.reference),
    )
    steps: list[Drawn] = []
    total = 0
    for draw in drawn:
        total += draw.amount or 0
        left = None if held is None else held - total
        steps.append(
            Drawn(draw.reference, draw.drawn_on, draw.organisation or one.borne_by, draw.amount or 0, draw.approved_by,
                  draw.what_for, left)
        )  # fmt: skip
    left = None if held is None else held - total
    return Balance(
        one.key, one.name, one.borne_by, held, total, left, tuple(steps), _councils(steps),
        tuple(_faults(question, held, total)),
    )  # fmt: skip


def _counts(draw: DrawDown, on: PartialDate | None) -> bool:
    return on is None or draw.drawn_on is None or draw.drawn_on.last <= on.last


def _councils(steps: Sequence[Drawn]) -> tuple[DrawnFor, ...]:
    names = dict.fromkeys(step.organisation for step in steps)
    mine = {name: [step.amount for step in steps if step.organisation == name] for name in names}
    return tuple(DrawnFor(name, len(amounts), sum(amounts)) for name, amounts in mine.items())


def _faults(question: ContingencyQuestion, held: int | None, drawn: int) -> Iterable[str]:
    one = question.contingency
    if held is None:
        yield "How much is held is not known."
    if held is not None and drawn > held:
        yield f"{show_money(drawn - held)} more was drawn than is held."
    if question.on is None and one.actual is not None and one.actual != drawn:
        spent, came = show_money(one.actual), show_money(drawn)
        yield f"The charge says that {spent} was spent; its draw-downs come to {came}."
    doubtful = sum(not carries_figure(draw.evidence) for draw in question.draw_downs)
    if doubtful:
        yield f"The source of {doubtful} of its draw-downs contradicts itself."


def drawing(question: DrawingQuestion) -> Drawing:
    """Whether a sum can be drawn: more than nought, and not more than is left. All in pence."""
    left = None if question.held is None else question.held - question.drawn
    if question.amount <= 0:
        return Drawing("A draw-down is more than nought.", left)
    if left is None:
        return Drawing("How much is held is not known, so nothing can be drawn; record the amount held first.", left)
    if question.amount > left:
        words = f"{show_money(left)} of {show_money(question.held)} is left" if left > 0 else "Nothing is left"
        return Drawing(f"{words}; draw no more than that, or raise what is held first.", left)
    return Drawing("", left)
