"""`severalty dispositions`: what becomes of each shared thing of a case, for each council that uses it."""

from argparse import ArgumentParser
from typing import Any

from severalty.cli.papers import CASE, on_case

RECORDS = "severalty.cli.disposed"
TABLES = ("contracts", "services", "configuration_items", "entitlements", "posts")


def add_dispositions(subparsers: Any) -> None:
    """Add `dispositions` to the commands."""
    register: ArgumentParser = subparsers.add_parser(
        "dispositions",
        help="what becomes of each shared thing, with totals by route, consent, notice and money",
        description="The register of what becomes of each shared thing for each council that uses it, with totals.",
        epilog="Examples: severalty dispositions demonstration --table contracts\n"
        "          severalty dispositions demonstration --as stanmere --on 2026-11-22 --json",
    )
    register.add_argument("case", metavar="CASE", help=CASE)
    register.add_argument("--table", default="", choices=["", *TABLES], metavar="TABLE",
                          help=f"only things of one table: {', '.join(TABLES)}")  # fmt: skip
    register.add_argument("--as", dest="organisation", default="", metavar="ORGANISATION", help="as it may see it")
    register.add_argument("--on", default="", metavar="DAY", help="as at this day, such as 2026-11-22; else today")
    register.add_argument("--json", action="store_true", help="print JSON, with amounts in pence")
    register.set_defaults(run=on_case("run_dispositions", RECORDS))
