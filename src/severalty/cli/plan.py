"""`severalty plan`: what the command takes.

A case is planned by `severalty.cli.planned`, an instance of the literature by `severalty.cli.plan_instance`; both are
loaded only when they are called.
"""

from argparse import ArgumentParser, Namespace
from typing import Any

from severalty.cli.arguments import add_json, add_organisation, later
from severalty.cli.exits import WrongInput

INSTANCES = (".sm", ".rcp", ".sch")
"""Suffixes of instances; whatever else is named is a case."""
SECONDS, MOST_SECONDS = 60.0, 86_400.0
MOST_ROUNDS, MOST_SEED = 1_000_000, 2**31 - 1
OF_A_CASE = (("--plan", "plan"), ("--on", "on"), ("--as", "organisation"), ("--out", "out"))
"""Options that mean nothing for an instance, with their names among the arguments."""


def add_plan(subparsers: Any) -> None:
    """Add `plan` to the commands."""
    parser: ArgumentParser = subparsers.add_parser(
        "plan",
        help="a dated plan of a case, or of a scheduling instance from the literature",
        description="Plan the split of a case, or read an instance of PSPLIB (.sm), Patterson (.rcp) or RCPSP/max\n"
        "(.sch) and find a short plan for it. Better plans replace the first until the time is over or the best is\n"
        "proved; Ctrl-C ends the search and keeps the best plan.",
        epilog="Examples: severalty plan demonstration --seconds 60\n"
        "          severalty plan havering-newham --on 2024-06-19\n"
        "          severalty plan j301_1.sm --seconds 10 --seed 1 --json\n"
        "The status is 3 if there is no plan, none was found in time, or nothing can be dated; why stands below.",
    )
    parser.add_argument("what", metavar="CASE|FILE", help="the key of a case, or a file ending in .sm, .rcp or .sch")
    parser.add_argument("--seconds", type=float, metavar="N", help=f"how long to search at most ({SECONDS:.0f})")
    parser.add_argument("--rounds", type=int, metavar="N", help="how much to search, counted: the same plan every time")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed may find another plan (0)")
    parser.add_argument("--plan", default="", metavar="KEY", help="of a case with several plans only this one")
    parser.add_argument("--on", default="", metavar="DAY", help="as at this day, such as 2026-11-26; else today")
    parser.add_argument(
        "--out", default="", metavar="FILE",
        help="of a case with one plan, write it here too: .xml (MS Project), .ics, .csv (timetable) or .zip (tables)",
    )  # fmt: skip
    add_organisation(parser, "what this organisation may see of the case, and nothing else")
    add_json(parser)
    parser.set_defaults(run=run_plan)


def run_plan(args: Namespace) -> int:
    """Plan what is named: a file by its suffix, else a case."""
    check_effort(args)
    if not args.what.lower().endswith(INSTANCES):
        return later("severalty.cli.planned", "plan_case")(args)
    for option, name in OF_A_CASE:
        if value := getattr(args, name):
            raise WrongInput(f"{option} {value}: an instance of the literature has no use for it; leave {option} away.")
    return later("severalty.cli.plan_instance", "run_instance")(args)


def check_effort(args: Namespace) -> None:
    """Raise WrongInput for seconds, rounds or a seed that cannot be worked with."""
    for option, name, most in (("--seconds", "seconds", MOST_SECONDS), ("--rounds", "rounds", MOST_ROUNDS)):
        _check(option, getattr(args, name), most)
    check_seed(args.seed)


def check_seed(seed: int) -> None:
    """Raise WrongInput for a seed that cannot be drawn from."""
    _check("--seed", seed, MOST_SEED)


def _check(option: str, value: float | None, most: float) -> None:
    if value is not None and not 0 <= value <= most:
        shown = value if isinstance(value, int) else f"{value:g}"
        raise WrongInput(f"{option} {shown}: give a number from 0 to {most:,.0f}.")
