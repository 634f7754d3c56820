"""`severalty pack decision`: a frozen paper with all that belongs to it in one file."""

import json
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from severalty.cli.built import row_asked, template_asked
from severalty.cli.exits import DONE, WrongInput
from severalty.cli.files import write_file
from severalty.cli.on_record import case_asked
from severalty.decisions.queries.papers import frozen_of, versions_of
from severalty.decisions.reports.decision_packs import pack_of
from severalty.formats.decision_verify import verify_decision
from severalty.packs.queries.packs import seen_by


def run_decision(args: Namespace) -> int:
    """Make a decision pack."""
    case, viewer = case_asked(args)
    paper = row_asked(args, case, viewer)
    now = datetime.now(UTC)
    eyes = seen_by(viewer.organisation or paper.item.recorded_by, now.date())
    versions = versions_of(eyes, case, paper.pk)
    chosen = next((one for one in versions if args.version in (0, one.number)), None)
    if chosen is None:
        numbers = ", ".join(str(one.number) for one in reversed(versions)) or "none"
        raise WrongInput(
            f"There is no such frozen version of {paper.item.key}; there are: {numbers}. Freeze it first, on its page "
            "under Decisions, Papers; or name another with --paper."
        )
    row = frozen_of(eyes, case, chosen.pk)
    body = pack_of(eyes, case, row, now, template_asked(args.template), own=args.own)
    verdict = verify_decision(body, args.output)
    write_file(Path(args.output).expanduser(), body)
    if args.json:
        print(json.dumps(verdict.as_dict() | {"file": args.output}, ensure_ascii=False))
        return DONE
    whose = "what " + verdict.manifest.made_for + " may see" if args.own else "what the public may see"
    print(f"{row.item.name}, version {row.number}, is in {args.output} with {whose}.")
    print("\n".join(f"  {label}: {value}" for label, value in verdict.facts))
    return DONE
