"""`severalty risks`: the register of risks, how it stands, and what it would do in days and pounds."""

from argparse import ArgumentParser
from typing import Any

from severalty.cli.arguments import add_case, add_json, add_organisation
from severalty.cli.papers import on_case


def add_risks(subparsers: Any) -> None:
    """Add `risks` to the commands."""
    register: ArgumentParser = subparsers.add_parser(
        "risks",
        help="the register of risks: bands, appetite, what is late, effects before and after mitigation",
        description="The register of risks of a case as it stands on a day, with counts by band and what is amiss.",
        epilog="Examples: severalty risks demonstration --as alderbourne\n"
        "          severalty risks cases/melton --json",
    )
    add_case(register)
    add_organisation(register)
    register.add_argument("--on", default="", metavar="DAY", help="as at this day, such as 2026-11-22; else today")
    add_json(register, "print JSON, with amounts in pence")
    register.set_defaults(run=on_case("run_risks", "severalty.cli.risks_told"))
