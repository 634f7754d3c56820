"""`severalty appraise` and `severalty paper`: an appraisal in figures, and papers built and verified."""

import os
import sqlite3
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from contextlib import closing
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

from severalty.cli.arguments import add_case, add_check, add_json, add_made_file, add_organisation
from severalty.cli.exits import WrongInput
from severalty.cli.installation import SETTINGS
from severalty.cli.worked_examples import case_folders
from severalty.engine.decisions.papers import PaperKind

RECORDS = "severalty.cli.appraised"
DATABASE = "severalty.cli.database"
ON_RECORD = "severalty.cli.on_record"
BUILDING = "severalty.cli.built"


def add_papers(subparsers: Any) -> None:
    """Add `appraise` and `paper` to the commands."""
    appraise = subparsers.add_parser(
        "appraise",
        help="compare the options of a case: gates, scores, costs, and what the evidence carries",
        description="Compare the options of a case: gates, scores, costs, and what the evidence carries.",
        epilog="Examples: severalty appraise melton\n          severalty appraise demonstration --json",
    )
    add_case(appraise)
    appraise.add_argument("--appraisal", default="", metavar="KEY", help="which appraisal, if the case has several")
    add_organisation(appraise)
    appraise.add_argument("--first-list", action="store_true", help="as it was before any addendum")
    add_json(appraise, "print JSON, with amounts in pence")
    appraise.set_defaults(run=on_case("run_appraise"))
    _add_paper(subparsers)


def _add_paper(subparsers: Any) -> None:
    paper: ArgumentParser = subparsers.add_parser(
        "paper",
        help="build a paper from a case, or check that one is unchanged",
        description="Build a paper from a case, or check that one is unchanged.",
        epilog="Examples: severalty paper build melton --kind committee -o cabinet.docx\n"
        "          severalty paper verify cabinet.docx",
    )
    below = paper.add_subparsers(dest="what", metavar="build|verify")
    build = below.add_parser(
        "build",
        help="build a paper as Word, PDF or JSON",
        description="Build a paper from what is on record. The ending of the file says which form it takes.",
        epilog="Example: severalty paper build havering-newham --kind progress -o report.pdf",
    )
    add_case(build)
    build.add_argument("--kind", required=True, choices=[one.value for one in PaperKind], help="what paper it is")
    add_made_file(build, "a name that ends in .docx, .pdf or .json")
    build.add_argument(
        "--paper", default="", metavar="KEY", help="which paper of this kind; KEY@KEEPER names its keeper"
    )
    add_organisation(build, "its own paper, as it may see the case; else as whoever keeps the paper")
    build.add_argument(
        "--frozen", nargs="?", type=version, const=0, metavar="VERSION",
        help="the paper as it was frozen, the last time or as this version; else a draft is built",
    )  # fmt: skip
    build.add_argument("--template", default="", metavar="FILE", help="the council's own Word template; for .docx only")
    build.add_argument("--on", default="", metavar="DAY", help="the day that the paper is prepared on, as 2026-11-26")
    build.set_defaults(run=on_case("run_build", BUILDING))
    add_check(
        below, "paper", file="the Word file, the PDF or the JSON", example="cabinet.pdf",
        module="severalty.cli.verifying", told=("--digest", "SHA256", "the digest that was published"),
        description="Say whether a paper is as it was built, and which of its texts differ.",
    )  # fmt: skip


def version(text: str) -> int:
    """The number of a version, for the commands."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ArgumentTypeError(f"{text!r} is no version of a paper; give a number, such as 2")
    return int(text)


def on_case(name: str, module: str = RECORDS) -> Callable[[Namespace], int]:
    """A command on a case of this installation, or on a worked example or folder in a database that passes with it."""

    def run(args: Namespace) -> int:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        folder = _folder_of(args.case)
        if folder is None:
            import_module("django").setup()
            return int(import_module(DATABASE).on_database(getattr(import_module(module), name), args))
        with tempfile.TemporaryDirectory(prefix="severalty-") as data:
            os.environ["SEVERALTY_DATA"], os.environ["SEVERALTY_DATABASE_URL"] = data, ""
            import_module("django").setup()
            args.case, args.is_passing = import_module(ON_RECORD).load(folder), True
            return int(getattr(import_module(module), name)(args))

    return run


def _folder_of(case: str) -> Path | None:
    """The folder to read the case from, or None for a case on record in the installation."""
    if import_module("django.apps").apps.ready:
        return None
    given = Path(case).expanduser()
    if (given / "case.toml").is_file():
        return given
    known = _keys_on_record()
    if known is None or case in known:
        return None
    examples = {folder.name: folder for folder in case_folders()}
    if case not in examples:
        near = get_close_matches(case, [*known, *examples], n=1)
        meant = f"; did you mean {near[0]}?" if near else "."
        there = ", ".join(dict.fromkeys([*known, *examples]))
        raise WrongInput(f"There is no case {case!r} here{meant} There are {there}.")
    print(f"No case {case} is on record here; the worked example of that name is read.", file=sys.stderr)
    return examples[case]


def _keys_on_record() -> list[str] | None:
    """The cases in the installation's own database; None where it is not SQLite and has to be asked later."""
    environment = import_module("severalty.project.environment")
    if environment.value("SEVERALTY_DATABASE_URL"):
        return None
    path = environment.data_folder() / "severalty.sqlite3"
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return [key for (key,) in connection.execute("SELECT key FROM tenancy_case ORDER BY key")]
    except sqlite3.Error:
        return []
