"""`severalty dispositions` and `severalty estate`: what becomes of each shared thing, and who holds what on a date."""

from argparse import ArgumentParser
from typing import Any

from severalty.cli.arguments import add_case, add_json, add_organisation
from severalty.cli.papers import on_case

RECORDS = "severalty.cli.disposed"
TABLES = ("contracts", "services", "configuration_items", "entitlements", "posts")


def add_dispositions(subparsers: Any) -> None:
    """Add `dispositions` and `estate` to the commands."""
    register: ArgumentParser = subparsers.add_parser(
        "dispositions",
        help="what becomes of each shared thing, with totals by route, consent, notice and money",
        description="The register of what becomes of each shared thing for each council that uses it, with totals.",
        epilog="Examples: severalty dispositions demonstration --table contracts\n"
        "          severalty dispositions demonstration --as stanmere --on 2026-11-22 --json\n"
        "          severalty dispositions demonstration --leaving fernlight --as alderbourne",
    )
    add_case(register)
    register.add_argument("--table", default="", choices=TABLES, metavar="TABLE",
                          help=f"only things of one table: {', '.join(TABLES)}")  # fmt: skip
    register.add_argument("--leaving", default=None, metavar="SUPPLIER",
                          help="how far leaving this supplier is: contracts, tools, staff, plan")  # fmt: skip
    add_organisation(register)
    register.add_argument("--on", default="", metavar="DAY", help="as at this day, such as 2026-11-22; else today")
    add_json(register, "print JSON, with amounts in pence")
    register.set_defaults(run=on_case("run_dispositions", RECORDS))
    _add_estate(subparsers)


def _add_estate(subparsers: Any) -> None:
    estate: ArgumentParser = subparsers.add_parser(
        "estate",
        help="what each council holds on a date, and what still blocks it",
        description="What each council holds on a date by what is on record, planned and agreed, and what blocks it.",
        epilog="Examples: severalty estate demonstration --on 2027-12-31\n"
        "          severalty estate demonstration --on 2027-12-31 --council stanmere --json",
    )
    add_case(estate)
    estate.add_argument("--on", required=True, metavar="DAY", help="the day asked about, such as 2027-12-31")
    estate.add_argument("--council", default="", metavar="COUNCIL", help="only what this council holds")
    add_organisation(estate)
    estate.add_argument("--today", default="", metavar="DAY", help="the day one asks on, if not today")
    add_json(estate)
    estate.set_defaults(run=on_case("run_estate", "severalty.cli.estate_on_date"))
