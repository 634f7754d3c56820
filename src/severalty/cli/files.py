"""`severalty template`, `import` and `export`: records in and out of files; looking at a file needs no database."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from severalty.cli.exits import DONE, WRONG_INPUT, WrongInput
from severalty.cli.installation import on_tables, with_django
from severalty.cli.layout import table as columns
from severalty.engine.tables import TABLES
from severalty.formats.case import CaseFile, read_case
from severalty.formats.case_check import inside_problems, not_checked
from severalty.formats.case_writing import template
from severalty.formats.cmdb import read_cmdb
from severalty.formats.directory import By, Counting, UserCount, count_users
from severalty.formats.intake import Intake, Taking, cmdb_case, directory_case, published_case
from severalty.formats.ocds import read_published
from severalty.formats.plan_mspdi.arriving import plan_case
from severalty.formats.problems import Problem, Unreadable
from severalty.formats.recognise import KINDS, kind_of

MODES = {
    "stop": "stop if a row is there already and differs",
    "skip": "leave rows that are there already as they are",
    "update": "change rows that are there already",
}
BY: tuple[By, ...] = ("domain", "company", "department", "office")
MOST_PROBLEMS = 200
RECORDS = "severalty.cli.records"


def add_files(subparsers: Any) -> None:
    """Add the commands for files."""
    _add_template(subparsers)
    _add_import(subparsers)
    export = _command(
        subparsers, "export", "take a case away as a workbook, a zip of tables or a folder",
        "Examples: severalty export melton -o melton.xlsx\n          severalty export melton -o melton.zip --as melton",
    )  # fmt: skip
    export.add_argument("case", metavar="CASE", help="the key of the case, such as melton")
    export.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="a name ending in .xlsx or .zip, or a folder"
    )
    _add_as(export, "only what this organisation may see")
    export.add_argument("--json", action="store_true", help="print JSON")
    export.set_defaults(run=on_tables(RECORDS, "run_export"))


def _command(subparsers: Any, name: str, words: str, epilog: str) -> ArgumentParser:
    parser: ArgumentParser = subparsers.add_parser(
        name, help=words, description=words.capitalize() + ".", epilog=epilog
    )
    return parser


def _add_as(parser: ArgumentParser, words: str) -> None:
    parser.add_argument("--as", dest="organisation", default="", metavar="ORGANISATION", help=words)


def _add_template(subparsers: Any) -> None:
    parser = _command(
        subparsers, "template", "write the empty workbook, with notes and an example row in each sheet",
        "Example: severalty template -o estate.xlsx --tables contracts,suppliers",
    )  # fmt: skip
    parser.add_argument("-o", "--output", default="severalty-template.xlsx", metavar="FILE",
                        help="where to (severalty-template.xlsx)")  # fmt: skip
    parser.add_argument("--tables", default="", metavar="NAMES", help="only these tables, with commas between")
    parser.set_defaults(run=run_template)


def _add_import(subparsers: Any) -> None:
    parser = _command(
        subparsers, "import", "look at a file, or bring it in",
        "Examples: severalty import contracts.xlsx --preview        (no database needed)\n"
        "          severalty import cases/melton --yes               (opens the case that case.toml describes)\n"
        "          severalty import notices.json --case melton --as melton --only-ict\n"
        "The status is 2 if there are problems; then nothing is written.",
    )  # fmt: skip
    parser.add_argument("file", metavar="FILE|FOLDER", help="a workbook, .csv, .zip, .json, .xml, or a folder of .csv")
    parser.add_argument("--preview", action="store_true", help="only look; without --case at the file alone")
    parser.add_argument(
        "--kind", default="auto", choices=("auto", *KINDS), help="what the file is (auto: told from it)"
    )
    parser.add_argument("--table", default="", metavar="NAME", help="the table of a file whose name does not tell")
    parser.add_argument("--case", default="", metavar="KEY", help="the case that the rows belong to")
    _add_as(parser, "the organisation that records the rows")
    parser.add_argument(
        "--mode", default="stop", choices=tuple(MODES), help="; ".join(f"{k}: {v}" for k, v in MODES.items())
    )
    parser.add_argument("--why", default="", metavar="REASON", help="stands in the history of every record")
    parser.add_argument("--only-ict", action="store_true", help="published contracts: only software and IT services")
    parser.add_argument("--buyer", default="", metavar="TEXT", help="published contracts: only of buyers called so")
    parser.add_argument("--by", default="domain", choices=BY, help="lists of users: what tells partners apart (domain)")
    parser.add_argument("--partner", action="append", default=[], metavar="DOMAIN=ORGANISATION",
                        help="lists of users: whose users these are; once for each")  # fmt: skip
    parser.add_argument(
        "--census-on", type=_day, default=None, metavar="DATE", help="lists of users: the day of the list"
    )
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_import)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date; write it as 2026-03-31") from error


def run_template(args: Namespace) -> int:
    """Write the empty workbook."""
    tables = [name.strip() for name in args.tables.split(",") if name.strip()] or list(TABLES)
    for name in tables:
        check_table(name)
    path = Path(args.output).expanduser()
    if path.is_dir():
        path /= "severalty-template.xlsx"
    write_file(path, template(tables))
    print(f"{path} has a sheet for each of: {', '.join(name.replace('_', ' ') for name in tables)}.")
    return DONE


def run_import(args: Namespace) -> int:
    """Look at the file alone, or hand over to the installation."""
    if args.table:
        check_table(args.table)
    path = Path(args.file).expanduser()
    if not path.exists():
        raise WrongInput(f"{args.file}: there is no such file; check its name.")
    try:
        if args.kind == "auto":
            args.kind = "case" if args.table else kind_of(path)
        if args.preview and not args.case:
            return _look(args, path)
        return with_django(RECORDS, "run_import")(args)
    except Unreadable as error:
        raise WrongInput(str(error)) from error
    except OSError as error:
        raise WrongInput(f"{args.file}: cannot be read ({error.strerror}); check who may read it.") from error


def check_table(name: str) -> None:
    """Raise WrongInput for a word that is no table."""
    if name not in TABLES:
        raise WrongInput(f"There is no table {name!r}; there are {', '.join(TABLES)}.")


def write_file(path: Path, body: bytes) -> None:
    """Write a file whole or not at all. Raises WrongInput where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be written ({error.strerror}); choose another place.") from error


def counted(args: Namespace, path: Path) -> UserCount:
    """A list of users as numbers; what `--partner` leads to is the key of an organisation."""
    if args.census_on is None:
        raise WrongInput("A list of users needs the day it was taken: add --census-on 2026-03-31.")
    pairs = [text.rpartition("=") for text in args.partner]
    if wrong := next(
        (text for text, (key, _, party) in zip(args.partner, pairs, strict=True) if not (key and party)), ""
    ):
        raise WrongInput(f"--partner {wrong!r} is no pair; write it as --partner melton.gov.uk=melton.")
    return count_users(path, Counting({key: party for key, _, party in pairs}, by=args.by), census_on=args.census_on)


def belong_to_nobody(group: str, number: int) -> str:
    """Of users who were counted and belong to no partner."""
    return f"{number:,} {f'user of {group} belongs' if number == 1 else f'users of {group} belong'} to nobody."


def _intake(args: Namespace, path: Path) -> tuple[Intake, list[Problem]]:
    if args.kind == "published":
        return published_case(read_published(path), path.name, Taking(only_ict=args.only_ict, buyer=args.buyer)), []
    if args.kind == "cmdb":
        return cmdb_case(read_cmdb(path), path.name), []
    if args.kind == "plan":
        return plan_case(path, path.name), []
    if args.kind == "directory":
        count = counted(args, path)
        intake = directory_case(count.by_partner, count.census_on, path.name)
        intake.left_out += [belong_to_nobody(group, number) for group, number in count.unmatched.items()]
        return intake, list(count.problems)
    return Intake(read_case(path, table=args.table)), []


def _look(args: Namespace, path: Path) -> int:
    intake, problems = _intake(args, path)
    file = intake.file
    problems += file.problems + inside_problems(file)
    if not file.tables:
        found = ", ".join(file.strange_sheets) or "no table"
        problems.append(Problem("", None, None, found, "sheets or files called like the tables", "add --table NAME"))
    told: dict[str, Any] = {
        "file": str(path),
        "kind": args.kind,
        "rows": file.rows,
        "tables": {name: len(table.records) for name, table in file.tables.items()},
        "problems": [problem.as_dict() for problem in problems],
        "not_checked": not_checked(file),
        "notices": [*file.notices, *_strange(file)],
        "left_out": intake.left_out,
        "alike": [f"{one.keep} = {one.other}" for one in intake.alike],
    }
    print(json.dumps(told, ensure_ascii=False) if args.json else _words(told, problems))
    return WRONG_INPUT if problems else DONE


def _strange(file: CaseFile) -> list[str]:
    return [f"{name}: not read, because no table is called that." for name in file.strange_sheets]


def _words(found: dict[str, Any], problems: list[Problem]) -> str:
    lines = [columns(("Table", "Rows"), [(n, f"{c:,}") for n, c in found["tables"].items()], numbers=frozenset({1}))]
    lines += problem_lines(problems)
    lines += [f"Note: {notice}" for notice in found["notices"][:MOST_PROBLEMS]]
    if found["not_checked"]:
        lines.append(f"Not checked, because the file does not hold them: {', '.join(found['not_checked'])}.")
    if found["left_out"]:
        lines.append(f"Left out: {len(found['left_out']):,}. The first: {found['left_out'][0]}")
    if found["alike"]:
        lines.append(f"Names that are alike: {len(found['alike']):,}. The first: {found['alike'][0]}")
    lines.append("Nothing was written." if problems else "Nothing stands in its way. Nothing was written.")
    return "\n".join(lines)


def problem_lines(problems: list[Problem]) -> list[str]:
    """Every problem as a sentence; the rest of a very long list is counted."""
    if not problems:
        return []
    lines = [f"{len(problems):,} problem{'' if len(problems) == 1 else 's'}:", *map(str, problems[:MOST_PROBLEMS])]
    rest = len(problems) - MOST_PROBLEMS
    return [*lines, f"… and {rest:,} more; --json lists them all."] if rest > 0 else lines
