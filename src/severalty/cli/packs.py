"""`severalty pack`: what a council shares with another as one signed file, made, checked and brought in."""

import os
from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import Any

from severalty.cli.installation import SETTINGS
from severalty.cli.papers import CASE, on_case

RECORDS = "severalty.cli.exchanging"


def add_packs(subparsers: Any) -> None:
    """Add `pack` to the commands."""
    pack: ArgumentParser = subparsers.add_parser(
        "pack",
        help="exchange what is shared with another council as a signed file",
        description="Make a partner pack for another council, check one, or bring one in.",
        epilog="Examples: severalty pack build demonstration --for stanmere --as alderbourne -o for-stanmere.pack\n"
        "          severalty pack verify for-stanmere.pack\n"
        "          severalty pack import for-stanmere.pack --case demonstration",
    )
    below = pack.add_subparsers(dest="what", metavar="build|verify|import")
    _add_build(below)
    _add_verify(below)
    _add_import(below)


def _add_build(below: Any) -> None:
    build = below.add_parser(
        "build",
        help="make a pack for a partner",
        description="Make a pack of what one organisation recorded and the other may see, and sign it. "
        "Nothing that the other may not see goes in.",
        epilog="Example: severalty pack build demonstration --for stanmere --as alderbourne -o for-stanmere.pack",
    )
    build.add_argument("case", metavar="CASE", help=CASE)
    build.add_argument("--for", dest="partner", required=True, metavar="ORGANISATION", help="whom it is for")
    build.add_argument(
        "--as", dest="organisation", default="", metavar="ORGANISATION", help="whose it is; else the only other council"
    )
    build.add_argument("-o", "--output", required=True, metavar="FILE", help="the file to write")
    build.add_argument("--json", action="store_true", help="print JSON about the file")
    build.set_defaults(run=on_case("run_build", RECORDS))


def _add_verify(below: Any) -> None:
    verify = below.add_parser(
        "verify",
        help="say whether a pack is as it was signed",
        description="Say whether a pack is as it was signed, and which table, row and column was altered. No database.",
        epilog="Example: severalty pack verify for-stanmere.pack\nThe status is 3 if it was altered.",
    )
    verify.add_argument("file", metavar="FILE", help="the pack")
    verify.add_argument("--key", default="", metavar="FINGERPRINT", help="as its sender told you by other means")
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=run_verify)


def _add_import(below: Any) -> None:
    bring = below.add_parser(
        "import",
        help="look at a pack that was given to you, or bring it in",
        description="Show what a pack would change and where it differs from your own record. "
        "With --apply its sender's rows are written as the sender's; none of your own is touched.",
        epilog="Example: severalty pack import for-stanmere.pack --case demonstration --apply --key '1a2b 3c4d …'\n"
        "The status is 3 if it was altered, or is older than one that is in already.",
    )
    bring.add_argument("file", metavar="FILE", help="the pack")
    bring.add_argument("--case", required=True, metavar="CASE", help="the key of a case on record")
    bring.add_argument(
        "--as", dest="organisation", default="", metavar="ORGANISATION", help="who you are; else whom the pack is for"
    )
    bring.add_argument("--apply", action="store_true", help="bring it in; without this nothing is written")
    bring.add_argument(
        "--key", default="", metavar="FINGERPRINT",
        help="the fingerprint that its sender told you by other means; needed once, and when the key changes",
    )  # fmt: skip
    bring.add_argument("--json", action="store_true", help="print JSON")
    bring.set_defaults(run=run_import)


def run_verify(args: Namespace) -> int:
    """Check a pack; no database. What reads packs is loaded only now, so that other commands start at once."""
    return int(import_module("severalty.cli.pack_checking").run_verify(args))


def run_import(args: Namespace) -> int:
    """Look at a pack, or bring it in, on this installation's own database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import_module("django").setup()
    return int(import_module(RECORDS).run_import(args))
