"""The tables of contingency: what is held, drawn and left, step by step and by council."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from severalty.web.lists import Column
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from severalty.dispositions.queries.money import ProgrammeMoney
    from severalty.engine.appraisal.contingency import Balance, Drawn, DrawnFor
    from severalty.engine.evidence import Evidence

BALANCES, STEPS, DRAWN_FOR = "contingency", "draw-downs", "drawn-for"


@dataclass(frozen=True)
class Line:
    """A row about one contingency: the balance itself, a draw-down, or what was drawn for a council."""

    balance: Balance
    evidence: Evidence
    step: Drawn | None = None
    drawn_for: DrawnFor | None = None


def contingency_sheets(found: ProgrammeMoney, balances: Iterable[Balance]) -> list[Sheet]:
    """What is held and left of each contingency, each draw-down with what is left after it, and sums by council."""
    held = list(balances)
    rests = {one.contingency: found.evidence_of(one.contingency) for one in held}
    lines = [Line(one, rests[one.contingency]) for one in held]
    steps = [Line(one, rests[one.contingency], step=step) for one in held for step in one.steps]
    councils = [Line(one, rests[one.contingency], drawn_for=part) for one in held for part in one.councils]
    name = Column("name", "Contingency", value="balance.name")
    evidence = Column("evidence", "Evidence", "tag")
    return [
        Sheet(
            "Contingency",
            (
                name,
                Column("council", "Council", value=lambda line: found.name_of(line.balance.council)),
                Column("held", "Held", "money", value="balance.held", evidence="evidence"),
                Column("drawn", "Drawn", "money", value="balance.drawn", evidence="evidence"),
                Column("left", "Left", "money", value="balance.left", evidence="evidence"),
                Column("faults", "To put right", value=lambda line: " ".join(line.balance.faults)),
                evidence,
            ),
            lines,
            ident=BALANCES,
        ),
        Sheet(
            "Drawn from contingency",
            (
                Column("reference", "Reference", value="step.reference"),
                name,
                Column("drawn_on", "Drawn on", "date", value="step.drawn_on"),
                Column("organisation", "For", value=lambda line: _for(found, line.step.organisation)),
                Column("what_for", "What for", value="step.what_for"),
                Column("approved_by", "Approved by", value="step.approved_by"),
                Column("amount", "Amount", "money", value="step.amount", evidence="evidence"),
                Column("left", "Left after it", "money", value="step.left", evidence="evidence"),
                evidence,
            ),
            steps,
            ident=STEPS,
        ),
        Sheet(
            "Drawn from contingency by council",
            (
                Column("organisation", "For", value=lambda line: _for(found, line.drawn_for.council)),
                name,
                Column("count", "Draw-downs", "count", value="drawn_for.draw_downs"),
                Column("pence", "Drawn", "money", value="drawn_for.pence", evidence="evidence"),
                evidence,
            ),
            councils,
            ident=DRAWN_FOR,
        ),
    ]


def _for(found: ProgrammeMoney, council: str) -> str:
    return found.organisations[council].name if council in found.organisations else "Whoever bears it"
