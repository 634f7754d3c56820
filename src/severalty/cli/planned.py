"""`severalty plan CASE`, `confidence` and `whatif`: what the commands take; the work is loaded when it is called."""

from argparse import ArgumentParser, Namespace
from typing import Any

from severalty.cli.arguments import add_case, add_json, add_organisation
from severalty.cli.papers import on_case


def plan_case(args: Namespace) -> int:
    """Plan a case on record, or a worked example or folder in a database that passes with the command."""
    args.case = args.what
    return on_case("run_planned", "severalty.cli.planned_case")(args)


def add_confidence(subparsers: Any) -> None:
    """Add `confidence` to the commands."""
    parser: ArgumentParser = subparsers.add_parser(
        "confidence",
        help="how sure the plans of a case are: P10 to P90, chances of fixed ends",
        description="Simulate the plans of a case with their risks: when they end, and how sure the fixed end is.",
        epilog="Examples: severalty confidence demonstration --as alderbourne\n"
        "          severalty confidence demonstration --plan split --json",
    )
    _asked(parser)
    parser.set_defaults(run=on_case("run_confidence", "severalty.cli.confidence"))


def add_whatif(subparsers: Any) -> None:
    """Add `whatif` to the commands."""
    parser: ArgumentParser = subparsers.add_parser(
        "whatif",
        help="what a slip does to a plan, planned again too: dates, last days missed, the cost of running on",
        description="Suppose that a body, a meeting, a paper, a contract's end, a freeze, a team, a promise or a "
        "package slips: what comes of it if nothing is re-planned, and planned again. Nothing is written.",
        epilog="Examples: severalty whatif demonstration --slip sta-cabinet=3w\n"
        "          severalty whatif demonstration --as alderbourne --slip C-055=2m --slip notice:C-012=-10d --json",
    )
    _asked(parser)
    parser.add_argument(
        "--slip", action="append", required=True, metavar="KEY=LENGTH",
        help="the key of what slips, and by how many days, weeks or months: sta-cabinet=10d, =3w or =2m; once for each",
    )  # fmt: skip
    parser.set_defaults(run=on_case("run_whatif", "severalty.cli.whatif"))


def _asked(parser: ArgumentParser) -> None:
    add_case(parser)
    parser.add_argument("--plan", default="", metavar="KEY", help="of a case with several plans only this one")
    parser.add_argument("--draws", type=int, default=5_000, metavar="N", help="how often it is drawn (5000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed draws other figures (1)")
    parser.add_argument("--on", default="", metavar="DAY", help="as at this day, such as 2026-11-26; else today")
    add_organisation(parser, "what this organisation may see of the case, and nothing else")
    add_json(parser)
