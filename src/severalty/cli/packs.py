"""`severalty pack`: what a council shares with another as one signed file, made, checked and brought in."""

import os
from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import Any

from severalty.cli.arguments import add_case, add_check, add_json, add_made_file, add_organisation, later
from severalty.cli.installation import SETTINGS
from severalty.cli.papers import on_case, version
from severalty.engine.decisions.papers import PaperKind

RECORDS = "severalty.cli.exchanging"
DECISIONS = "severalty.cli.decision_packs"


def add_packs(subparsers: Any) -> None:
    """Add `pack` to the commands."""
    pack: ArgumentParser = subparsers.add_parser(
        "pack",
        help="exchange what is shared with another council as a signed file",
        description="Make a partner pack for another council, check one, or bring one in; make a decision pack, "
        "check it, or make its paper anew.",
        epilog="Examples: severalty pack build demonstration --for stanmere --as alderbourne -o for-stanmere.pack\n"
        "          severalty pack verify for-stanmere.pack\n"
        "          severalty pack import for-stanmere.pack --case demonstration\n"
        "          severalty pack decision demonstration --kind committee -o decision.zip",
    )
    below = pack.add_subparsers(dest="what", metavar="build|verify|import|decision|rebuild")
    _add_build(below)
    verify = add_check(
        below, "pack", file="the pack", example="for-stanmere.pack", module="severalty.cli.pack_checking",
        told=("--key", "FINGERPRINT", "as its sender told you by other means"),
        description="Say whether a pack is as it was signed, and which table, row and column was altered. No database. "
        "Partner packs and decision packs are told apart by themselves.",
    )  # fmt: skip
    verify.add_argument("--digest", default="", metavar="SHA256", help="of a decision pack: as it was published")
    _add_import(below)
    _add_decision(below)


def _add_decision(below: Any) -> None:
    made = below.add_parser(
        "decision",
        help="put a frozen paper, what it was made from and what was resolved on it into one file",
        description="Make a decision pack: a frozen paper as JSON, Word and PDF, the rows that it was made from, the "
        "resolutions on it and the audit rows about it. It can be checked and rebuilt without this installation.",
        epilog="Example: severalty pack decision demonstration --kind committee -o decision.zip",
    )
    add_case(made)
    made.add_argument("--kind", required=True, choices=[one.value for one in PaperKind], help="what paper it is")
    made.add_argument("--paper", default="", metavar="KEY", help="which paper of this kind, as for paper build")
    made.add_argument("--version", type=version, default=0, metavar="NUMBER", help="which version; else the last")
    add_organisation(made, "with whose eyes it is made; else its keeper's")
    made.add_argument(
        "--own",
        action="store_true",
        help="with the exempt parts and the rows that the organisation may see; else only what the public may see",
    )
    made.add_argument("--template", default="", metavar="FILE", help="the Word template; it goes into the pack")
    add_made_file(made, "the file to write")
    made.set_defaults(run=on_case("run_decision", DECISIONS))
    again = below.add_parser(
        "rebuild",
        help="make the paper of a decision pack anew, byte for byte",
        description="Make the JSON, Word and PDF of a decision pack anew from what is in it, and compare. No database.",
        epilog="Example: severalty pack rebuild decision.zip rebuilt\nThe status is 3 if the paper is another.",
    )
    again.add_argument("file", metavar="FILE", help="the decision pack")
    again.add_argument("folder", metavar="FOLDER", help="where the files are written")
    add_json(again)
    again.set_defaults(run=later("severalty.cli.pack_checking", "run_rebuild"))


def _add_build(below: Any) -> None:
    build = below.add_parser(
        "build",
        help="make a pack for a partner",
        description="Make a pack of what one organisation recorded and the other may see, and sign it. "
        "Nothing that the other may not see goes in.",
        epilog="Example: severalty pack build demonstration --for stanmere --as alderbourne -o for-stanmere.pack",
    )
    add_case(build)
    build.add_argument("--for", dest="partner", required=True, metavar="ORGANISATION", help="whom it is for")
    add_organisation(build, "whose it is; else the only other council")
    add_made_file(build, "the file to write")
    build.set_defaults(run=on_case("run_build", RECORDS))


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
    add_organisation(bring, "who you are; else whom the pack is for")
    bring.add_argument("--apply", action="store_true", help="bring it in; without this nothing is written")
    bring.add_argument(
        "--key", default="", metavar="FINGERPRINT",
        help="the fingerprint that its sender told you by other means; needed the first time, and when the key changes",
    )  # fmt: skip
    add_json(bring)
    bring.set_defaults(run=run_import)


def run_import(args: Namespace) -> int:
    """Look at a pack, or bring it in, on this installation's own database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import_module("django").setup()
    return int(import_module(RECORDS).run_import(args))
