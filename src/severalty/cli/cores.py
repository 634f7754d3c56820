"""`severalty core`: what the command takes."""

from argparse import ArgumentParser
from typing import Any

from severalty.cli.arguments import add_check


def add_cores(subparsers: Any) -> None:
    """Add `core` to the commands."""
    core: ArgumentParser = subparsers.add_parser(
        "core",
        help="check a common core that partners approve",
        description="Say whether the JSON of a common core is as it was frozen.",
        epilog="Example: severalty core verify separation-terms.json",
    )
    add_check(
        core.add_subparsers(dest="what", metavar="verify"), "core", file="the JSON file of a core",
        example="separation-terms.json", module="severalty.cli.core_checking",
        told=("--digest", "SHA256", "the digest that was published, such as in the minutes"),
        description="Say whether a common core is as it was frozen. No database. Anybody can write a file with a "
        "digest of its own: give the digest that was published.",
    )  # fmt: skip
