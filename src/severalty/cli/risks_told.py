"""`severalty risks` on a case: gathered from the tables, worked out, and told."""

import json
from argparse import Namespace
from typing import Any

from severalty.cli.exits import DONE
from severalty.cli.layout import NOTHING, pounds, table
from severalty.cli.on_record import case_asked, day_asked
from severalty.engine import freeze
from severalty.engine.risks.rating import Rating
from severalty.risks.queries.book import Book, Line, book_for


def run_risks(args: Namespace) -> int:
    """Print the register of a case with its counts."""
    case, viewer = case_asked(args)
    book = book_for(viewer, case, day_asked(args.on))
    found = as_json(book, args.organisation)
    print(json.dumps(found, ensure_ascii=False) if args.json else "\n".join(as_lines(book, found)))
    return DONE


def as_json(book: Book, seen_by: str) -> dict[str, Any]:
    """The register as plain values: amounts in pence, and null where one is not known."""
    standing, compared = book.standing, book.compared
    found: dict[str, Any] = {
        "case": book.case.key,
        "on": str(book.on),
        "seen_by": seen_by or None,
        "open": standing.open,
        "closed": standing.closed,
        "without_band": standing.without_band,
        "above_appetite": standing.breaches,
        "reviews_overdue": standing.reviews_overdue,
        "actions_overdue": standing.actions_overdue,
        "bands": [
            {"matrix": book.matrices[one.matrix].row.item.key, "band": one.word, "risks": one.risks}
            for one in standing.bands
        ],
        "expected_pence_before": compared.before_pence,
        "expected_pence_after": compared.after_pence,
        "risks": [_risk(line) for line in book.lines],
    }
    return {**found, "digest": freeze.digest(found)}


def _risk(line: Line) -> dict[str, Any]:
    risk, standing = line.risk, line.standing
    matrix = line.matrix.row.item.key if line.matrix else None
    return {
        "key": line.item.key, "name": line.item.name, "number": risk.number, "category": risk.category,
        "recorded_by": line.item.recorded_by.key, "owner": risk.owner, "matrix": matrix,
        "inherent": _score(risk.inherent_likelihood, risk.inherent_impact, standing.inherent),
        "current": _score(risk.current_likelihood, risk.current_impact, standing.current),
        "target": _score(risk.target_likelihood, risk.target_impact, standing.target),
        "appetite": standing.appetite or None, "above_appetite": standing.breach, "taken_to": standing.taken_to or None,
        "response": risk.response.value, "state": risk.state.value,
        "review_on": str(risk.review_on) if risk.review_on else None, "tells_options_apart": risk.discriminates.value,
        "concerns": [{"code": one.code.value, "words": line.book.told(one.words), "grave": one.grave}
                     for one in standing.concerns],
    }  # fmt: skip


def _score(likelihood: int | None, impact: int | None, rating: Rating) -> dict[str, Any]:
    return {"likelihood": likelihood, "impact": impact, "band": rating.word or None, "state": rating.state.value}


def as_lines(book: Book, found: dict[str, Any]) -> list[str]:
    """The register for people."""
    rows = [
        (
            str(line.risk.number or NOTHING), line.item.name, line.risk.category or NOTHING,
            _band(line.standing.inherent), _band(line.standing.current), _band(line.standing.target),
            line.risk.response.value, str(line.risk.review_on or NOTHING),
            "; ".join(dict.fromkeys(one.code.value for one in line.standing.concerns)) or NOTHING,
        )
        for line in book.lines
    ]  # fmt: skip
    heads = ("No.", "Risk", "Category", "Before controls", "Now", "Target", "Response", "Next review", "To look at")
    bands = [(book.matrices[one.matrix].name, one.word, str(one.risks)) for one in book.standing.bands]
    counts = (
        f"{found['open']:,} open, {found['closed']:,} closed; {found['above_appetite']:,} above appetite; "
        f"{found['reviews_overdue']:,} reviews and {found['actions_overdue']:,} actions overdue."
    )
    lines = [counts, ""]
    lines += [table(heads, rows, numbers=frozenset({0})), ""] if rows else []
    lines += [table(("Matrix", "Band", "Open risks"), bands, numbers=frozenset({2})), ""] if bands else []
    before, after = found["expected_pence_before"], found["expected_pence_after"]
    lines += [f"To be expected: {pounds(before)} before mitigation, {pounds(after)} after it.", ""] if before else []
    eyes = f"what {found['seen_by']} may see" if found["seen_by"] else "everything on record"
    return [*lines, f"As at {found['on']}, of {eyes}. Digest: {found['digest']}"]


def _band(rating: Rating) -> str:
    return rating.word or rating.state.value
