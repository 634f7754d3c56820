"""`severalty appraise` and `paper build` on a case: gathered from the tables, worked out, and told."""

import json
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from severalty.appraisal.queries.compared import appraisals_for, comparison_of
from severalty.appraisal.reports.worked import Worked, worked_of
from severalty.cli.exits import DONE, WrongInput
from severalty.cli.files import write_file
from severalty.cli.layout import pounds
from severalty.cli.layout import table as columns
from severalty.cli.on_record import case_asked, day_asked
from severalty.decisions.queries import draft_of, paper_of_kind, papers_for
from severalty.decisions.reports.writing import content_of
from severalty.engine.appraisal.appraise import Standing
from severalty.formats.paper_files import PAPER_TYPES, paper_file_of
from severalty.formats.paper_json import digest_of
from severalty.formats.word_check import TemplateError
from severalty.tenancy.access import standing_for

NONE = "–"


def run_appraise(args: Namespace) -> int:
    """Compare the options of a case."""
    case, viewer = case_asked(args)
    rows = list(appraisals_for(viewer, case))
    keys = ", ".join(row.item.key for row in rows)
    chosen = [row for row in rows if row.item.key == args.appraisal] if args.appraisal else rows
    if not rows:
        raise WrongInput(f"The case {case.key} has no appraisal.")
    if len(chosen) != 1:
        raise WrongInput(f"Say which appraisal with --appraisal KEY; there are {keys}.")
    comparison = comparison_of(viewer, case, chosen[0])
    worked = worked_of(comparison.first_list() if args.first_list else comparison)
    print(json.dumps(as_json(case.key, worked), ensure_ascii=False) if args.json else "\n".join(as_lines(worked)))
    return DONE


def as_json(case: str, worked: Worked) -> dict[str, Any]:
    """An appraisal as plain values; amounts in pence, items by the keys of their rows."""
    found, appraised = worked.comparison, worked.appraised
    weights = {one.factor: one.weight for one in appraised.scores.weights.factors} if appraised.scores else {}
    wins = {one.factor: one.best for one in appraised.by_factor.factors} if appraised.by_factor else {}
    return {
        "case": case,
        "appraisal": {"key": _key(found.appraisal.key), "name": found.appraisal.name},
        "options": [_option(one) for one in appraised.standings],
        "factors": [
            {
                "key": _key(one.key), "name": one.name, "part_of": _key(one.part_of),
                "weight": weights.get(one.key), "best": [_key(key) for key in wins.get(one.key, ())],
            }
            for one in found.factors
        ],
        "gates": [{"key": _key(one.key), "name": one.name} for one in found.gates],
        "verdict": appraised.conclusion.value,
        "told_apart": {
            "value": appraised.separation.verdict.value if appraised.separation else None,
            "cost": appraised.cost_ranking.verdict.value if appraised.cost_ranking else None,
        },
        "leader": _key(appraised.leader) or None,
        "reason": appraised.reason,
        "preferred": [_key(key) for key in appraised.preferred],
        "problems": list(worked.problems),
        "cautions": list(appraised.cautions),
        "rates": worked.schedule.vintage,
        "digest": worked.digest,
    }  # fmt: skip


def _option(one: Standing) -> dict[str, Any]:
    return {
        "key": _key(one.option), "name": one.name, "letter": one.letter, "part_of": _key(one.part_of),
        "viable": one.viable, "viability": one.viability, "score": one.score, "rank": one.rank,
        "npc_pence": one.npc_pence, "npc_low_pence": one.npc_low_pence, "npc_high_pence": one.npc_high_pence,
        "eac_pence": one.eac_pence, "rank_on_cost": one.cost_rank, "outcome": one.outcome.value,
    }  # fmt: skip


def _key(handle: str) -> str:
    """The key in a handle such as `options:insource@melton`."""
    return handle.partition(":")[2].rpartition("@")[0]


def as_lines(worked: Worked) -> list[str]:
    """An appraisal for a terminal: the table of options, then the verdict and why."""
    appraised = worked.appraised
    rows = [
        (
            f"{one.letter}) {one.name}" if one.letter else one.name, _viable(one.viable),
            NONE if one.score is None else f"{one.score:.1f}", NONE if one.rank is None else str(one.rank),
            NONE if one.npc_pence is None else pounds(one.npc_pence), one.outcome.value,
        )
        for one in appraised.standings
    ]  # fmt: skip
    heads = ("Option", "Viable", "Score", "Rank", "Net present cost", "Outcome")
    lines = [worked.comparison.appraisal.name, "", columns(heads, rows, numbers=frozenset({2, 3, 4})), ""]
    lines.append(f"Verdict: {appraised.conclusion.value}.")
    lines.append(appraised.reason)
    lines += [f"Problem: {one}" for one in worked.problems] + [f"Caution: {one}" for one in appraised.cautions]
    return [*lines, f"Rates: {worked.schedule.vintage}. Digest of what this rests on: {worked.digest}"]


def _viable(viable: bool | None) -> str:
    return NONE if viable is None else "yes" if viable else "no"


def run_build(args: Namespace) -> int:
    """Build a paper from a case."""
    case, viewer = case_asked(args)
    path = Path(args.output).expanduser()
    form = path.suffix.removeprefix(".").lower()
    if form not in PAPER_TYPES:
        raise WrongInput(f"{path}: choose a name that ends in .docx, .pdf or .json.")
    row = paper_of_kind(viewer, case, args.kind, args.paper)
    if row is None:
        known = ", ".join(f"{one.item.key} ({one.kind})" for one in papers_for(viewer, case)) or "none"
        raise WrongInput(f"The case {case.key} has no such {args.kind} paper; there are: {known}.")
    if not args.organisation:  # what one council keeps to itself must not get into a paper of another
        viewer = standing_for(row.item.recorded_by, datetime.now(UTC).date())
    content = content_of(viewer, case, draft_of(viewer, case, row), day_asked(args.on), is_draft=False)
    try:
        write_file(path, paper_file_of(content, form, _template(args.template)))
    except TemplateError as error:
        raise WrongInput(f"{args.template}: {error}") from error
    found = {
        "file": str(path), "case": case.key, "paper": row.item.key, "kind": row.kind, "title": content.title,
        "digest": digest_of(content), "figures": len(content.figures),
    }  # fmt: skip
    words = f"{content.title} is in {path}, with {len(content.figures)} figures. SHA-256 {found['digest']}"
    print(json.dumps(found, ensure_ascii=False) if args.json else words)
    return DONE


def _template(name: str) -> bytes | None:
    if not name:
        return None
    try:
        return Path(name).expanduser().read_bytes()
    except OSError as error:
        raise WrongInput(f"{name}: cannot be read ({error.strerror}); check the name of the file.") from error
