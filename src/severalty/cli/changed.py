"""`severalty changed`: what changed in a case between two days, and what it comes to in money."""

from argparse import ArgumentParser
from typing import Any

from severalty.cli.arguments import add_case, add_json, add_organisation
from severalty.cli.papers import on_case


def add_changed(subparsers: Any) -> None:
    """Add `changed` to the commands."""
    changed: ArgumentParser = subparsers.add_parser(
        "changed",
        help="what changed between two days: decisions, money, contracts, estate and what the stages add",
        description="The net of everything that was written after one day and until the end of another, and what the "
        "record dates in that time. Without --since it begins with the last meeting that was held.",
        epilog="Examples: severalty changed demonstration --since 2026-10-01\n"
        "          severalty changed demonstration --since 2026-10-01 --until 2026-11-01 --as alderbourne --json",
    )
    add_case(changed)
    changed.add_argument("--since", default="", metavar="DAY", help="after this day, such as 2026-10-01")
    changed.add_argument("--until", default="", metavar="DAY", help="until the end of this day; else today")
    add_organisation(changed)
    add_json(changed, "print JSON, with amounts in pence")
    changed.set_defaults(run=on_case("run_changed", "severalty.cli.changes_told"))
