"""How the records of this stage lie in tables."""

from collections.abc import Sequence

from severalty.appraisal.models import (
    Addendum,
    Appraisal,
    Benefit,
    Charge,
    CostAmount,
    CostKey,
    CostLine,
    DrawDown,
    Envelope,
    Factor,
    Gate,
    GateVerdict,
    KeyCount,
    Option,
    Point,
    Score,
    ScoreSheet,
    Sourcing,
)
from severalty.engine.appraisal import charges, lines, options
from severalty.engine.appraisal.contingency import DrawingQuestion, drawing
from severalty.engine.estate.value_evidence import EvidenceError, is_said
from severalty.engine.evidence import show_money
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.permissions import Permission

_MONEY, _EDIT = Permission.MONEY_EDIT, Permission.APPRAISAL_EDIT

COST_KEYS = Binding("cost_keys", "apportionment key", "apportionment keys", charges.CostKey, CostKey, permission=_MONEY)
KEY_COUNTS = Binding(
    "key_counts", "count", "counts", charges.KeyCount, KeyCount,
    natural=("cost_key", "organisation"), through="cost_key", permission=_MONEY, only_once=("cost_key", "organisation"),
)  # fmt: skip


def _holds_what_was_drawn(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse a change that leaves a contingency with less than was drawn from it, or makes it something else."""
    changed = {one.ref: one for one in drafts if one.row is not None and one.row.purpose == charges.Purpose.CONTINGENCY}
    if not changed:
        return
    coming = {one.row.pk: one.record for one in drafting.drafts if one.binding is DRAW_DOWNS and one.row is not None}
    drawn: dict[str, int] = {}
    for row, record in drafting.existing(DRAW_DOWNS).values():
        amount = coming.get(row.pk, record).amount or 0
        drawn[row.contingency_id] = drawn.get(row.contingency_id, 0) + amount
    for ref, draft in changed.items():
        already, held = drawn.get(ref, 0), _sum_held(draft.record)
        if already and draft.record.purpose is not charges.Purpose.CONTINGENCY:
            draft.refuse("purpose", "contingency, for sums were drawn from it", "Record another charge for the cost.")
        elif already and (held is None or held < already):
            draft.refuse("amount", f"at least the {show_money(already)} drawn from it", "Enter that or more.")


CHARGES = Binding(
    "charges", "charge", "charges", charges.Charge, Charge, permission=_MONEY, judge=_holds_what_was_drawn
)  # fmt: skip


def _drawn_within(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse what is drawn from no contingency, and what is more than is left of it, in the order of the file."""
    if not drafts:
        return
    held = {row.pk: record for row, record in drafting.existing(CHARGES).values()}
    coming = [one for one in drafting.drafts if one.binding is CHARGES and one.effect is not Effect.REFUSED]
    held |= {one.ref: one.record for one in coming}
    changed = {one.row.pk for one in drafts if one.row is not None}
    drawn: dict[str, int] = {}
    for row, _ in drafting.existing(DRAW_DOWNS).values():
        if row.pk not in changed:
            drawn[row.contingency_id] = drawn.get(row.contingency_id, 0) + row.amount
    for draft in drafts:
        ref = draft.targets["contingency"]
        if ref not in held or held[ref].purpose is not charges.Purpose.CONTINGENCY:
            draft.refuse("contingency", "a charge whose purpose is contingency", "Name one, or change its purpose.")
            continue
        if (draft.record.amount or 0) <= 0:
            draft.refuse("amount", "more than nought", "Write how much is drawn, without a minus.")
            continue
        found = drawing(DrawingQuestion(_sum_held(held[ref]), drawn.get(ref, 0), draft.record.amount or 0))
        if found.refused:
            words, _, mend = found.refused.rstrip(".").partition("; ")
            draft.refuse("amount", f"within what is left ({words})", f"{mend[:1].upper()}{mend[1:]}." if mend else "")
        else:
            drawn[ref] = drawn.get(ref, 0) + (draft.record.amount or 0)


def _sum_held(charge: charges.Charge) -> int | None:
    try:
        return charge.amount if is_said(charge, "amount") else None
    except EvidenceError:
        return None


DRAW_DOWNS = Binding(
    "draw_downs", "draw-down", "draw-downs", charges.DrawDown, DrawDown,
    natural=("contingency", "reference"), through="contingency", permission=_MONEY, judge=_drawn_within,
)  # fmt: skip

APPRAISALS = Binding("appraisals", "appraisal", "appraisals", options.Appraisal, Appraisal, permission=_EDIT)
ADDENDA = Binding("addenda", "addendum", "addenda", options.Addendum, Addendum, permission=_EDIT)
OPTIONS = Binding("options", "option", "options", options.Option, Option, permission=_EDIT)
POINTS = Binding(
    "points", "point for or against", "points for and against", options.Point, Point,
    natural=("option", "side", "place"), through="option", permission=_EDIT,
)  # fmt: skip
GATES = Binding("gates", "gate", "gates", options.Gate, Gate, permission=_EDIT)
GATE_VERDICTS = Binding(
    "gate_verdicts", "verdict", "verdicts", options.GateVerdict, GateVerdict,
    natural=("gate", "option"), through="gate", ends=("option",), permission=_EDIT,
)  # fmt: skip
FACTORS = Binding("factors", "factor", "critical success factors", options.Factor, Factor, permission=_EDIT)
SCORE_SHEETS = Binding("score_sheets", "score sheet", "score sheets", options.ScoreSheet, ScoreSheet, permission=_EDIT)
SCORES = Binding(
    "scores", "score", "scores", options.Score, Score,
    natural=("sheet", "option", "factor"), through="sheet", ends=("option", "factor"), permission=_EDIT,
)  # fmt: skip
SOURCINGS = Binding("sourcings", "service sourcing", "sourcing of services", options.Sourcing, Sourcing,
                    permission=_EDIT)  # fmt: skip
COST_LINES = Binding("cost_lines", "cost line", "cost lines", lines.CostLine, CostLine, permission=_EDIT)
COST_AMOUNTS = Binding(
    "cost_amounts", "amount", "amounts", lines.CostAmount, CostAmount,
    natural=("cost_line", "year"), through="cost_line", permission=_EDIT,
)  # fmt: skip
BENEFITS = Binding("benefits", "benefit", "benefits", lines.Benefit, Benefit, permission=_EDIT)
ENVELOPES = Binding("envelopes", "envelope", "envelopes", lines.Envelope, Envelope, permission=_EDIT)
COMPARED = (
    APPRAISALS, ADDENDA, OPTIONS, POINTS, GATES, GATE_VERDICTS, FACTORS, SCORE_SHEETS, SCORES, SOURCINGS, COST_LINES,
    COST_AMOUNTS, BENEFITS, ENVELOPES,
)  # fmt: skip
