"""`severalty notice`: what the command takes. It runs in a module of its own, so that other commands start at once."""

from argparse import ArgumentParser
from typing import Any

from severalty.cli.arguments import add_json, later

WAYS = {
    "28-days": "28 days’ notice",
    "general-exception": "general exception",
    "special-urgency": "special urgency",
    "not-key": "not a key decision",
    "officer": "decision of an officer",
}
"""How notice is given: the word of the command, and that of the record; or that no body meets, an officer decides."""
OFFICER = "officer"


def add_notice(subparsers: Any) -> None:
    """Add `notice` to the commands."""
    parser: ArgumentParser = subparsers.add_parser(
        "notice",
        help="every last day for a meeting of a council, with the rule that gives it",
        description="Say by when what must be published or ready for a meeting, and when its decisions take effect.\n"
        "Not legal advice: confirm each value with the monitoring officer of the council.",
        epilog="Examples: severalty notice --meeting 2026-04-08 --council melton\n"
        "          severalty notice --meeting 2024-02-07 --council havering --private --json\n"
        "          severalty notice --meeting 2026-12-16 --council stanmere --values route_values.csv",
    )
    parser.add_argument(
        "--meeting",
        required=True,
        metavar="DATE",
        help="the day of the meeting, or of an officer’s decision, such as 2026-04-08",
    )
    parser.add_argument("--council", required=True, metavar="COUNCIL", help="its key or its name, such as melton")
    parser.add_argument("--private", action="store_true", help="part of the meeting is held in private")
    parser.add_argument("--route", default="28-days", metavar="WAY", help=f"how notice is given: {', '.join(WAYS)}")
    parser.add_argument("--published", metavar="DATE", help="the day on which the decision was published, if it was")
    parser.add_argument(
        "--values", metavar="FILE", help="a table of route_values with the council’s own values, as registers export it"
    )
    add_json(parser)
    parser.set_defaults(run=later("severalty.cli.notice_days", "run_notice"))
