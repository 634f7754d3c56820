"""`severalty import` and `export` against the installation's own database, without a running server."""

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.http import Http404

from severalty.cli.exits import DONE, WRONG_INPUT, WrongInput
from severalty.cli.files import belong_to_nobody, counted, problem_lines, write_file
from severalty.cli.layout import rows_of
from severalty.cli.layout import table as columns
from severalty.cli.tables import bring_up_to_date
from severalty.engine.tables import TABLES
from severalty.estate import importing
from severalty.estate.jobs import read_incoming
from severalty.estate.reports import takeaway as reports
from severalty.formats.case import read_case
from severalty.formats.case_writing import csv_of, toml_of, workbook_of, zip_of
from severalty.formats.intake import Intake
from severalty.tenancy.access import Viewer, operator_for, viewer_acting
from severalty.tenancy.actions import Refused
from severalty.tenancy.drafts import Effect
from severalty.tenancy.permissions import Role
from severalty.tenancy.queries import case_for, cases_for, change_sets_for, organisations_of
from severalty.web.parts import files_for


@dataclass(frozen=True)
class Stand:
    """An appointment that nobody holds: the operator looks through an organisation's eyes."""

    organisation: Any
    role: str = Role.RECORDS_ADMINISTRATOR.value
    person: None = None
    pk: None = None


def run_import(args: Namespace) -> int:
    """Bring a file in, or look at what it would do."""
    bring_up_to_date()
    path = Path(args.file).expanduser()
    try:
        return _import(args, path) if args.case else _import_case(args, path)
    except Refused as refusal:
        raise WrongInput(str(refusal)) from refusal


def _import(args: Namespace, path: Path) -> int:
    case = _case(args.case)
    by = operator_for(_organisation(case, args.organisation))
    intake = _incoming(args, path, by, case)
    look = importing.preview(by, case, intake.file, datetime.now(UTC), args.mode)
    found = _found(args, case.key, look) | {"left_out": intake.left_out, "notices": intake.file.notices}
    if look.problems:
        return _tell(args, found, [*_table(look), *problem_lines(look.problems), "Nothing was written."], WRONG_INPUT)
    if args.preview or not look.writes:
        return _tell(args, found, [*_table(look), "Nothing was written."])
    _confirm(args, f"Write {look.writes:,} rows into {case.key}?")
    order = importing.Order(intake.file, args.mode, args.why or f"imported from {path.name}", look.digest)
    changes = importing.apply(by=by, at=datetime.now(UTC), case=case, order=order)
    words = [*_table(look), f"{look.writes:,} rows are written into {case.key}."]
    return _tell(args, found | {"written": look.writes, "change_set": changes.ref}, words)


def _import_case(args: Namespace, path: Path) -> int:
    """A file that describes its own case."""
    file = read_case(path) if args.kind == "case" else None
    if file is None or not file.about.get("key"):
        raise WrongInput(f"{args.file} does not say which case it belongs to; add --case KEY. {_cases()}")
    if file.problems:
        found = {"case": file.about["key"], "problems": [problem.as_dict() for problem in file.problems]}
        return _tell(args, found, [*problem_lines(file.problems), "Nothing was written."], WRONG_INPUT)
    _confirm(args, f"Write {rows_of(file.rows)} into the case {file.about['key']}?")
    case = importing.import_case(source=path, by=operator_for(), at=datetime.now(UTC), mode=args.mode)
    changes = change_sets_for(operator_for(), case).first()
    rows = changes.summary["rows"] if changes else {}
    written = sum(rows.values())
    found = {"case": case.key, "read": file.rows, "written": written, "tables": rows}
    return _tell(args, found, [f"The case {case.key} is on record: {rows_of(file.rows)} read, {written:,} written."])


def _incoming(args: Namespace, path: Path, by: Viewer, case: Any) -> Intake:
    if path.is_dir():
        return Intake(read_case(path))
    asked: dict[str, Any] = {"kind": args.kind, "name": path.name, "table": args.table, "only_ict": args.only_ict,
                             "buyer": args.buyer}  # fmt: skip
    if args.kind == "directory":
        count = counted(args, path)
        asked |= {"counts": count.by_partner, "census_on": count.census_on.isoformat()}
        intake = read_incoming(by, case, b"", asked)
        intake.file.problems += count.problems
        intake.left_out += [belong_to_nobody(group, number) for group, number in count.unmatched.items()]
        return intake
    return read_incoming(by, case, path.read_bytes(), asked)


def run_export(args: Namespace) -> int:
    """Take a case away."""
    case = _case(args.case)
    organisation = _organisation(case, args.organisation)
    today = datetime.now(UTC).date()
    by = viewer_acting(cast(Any, Stand(organisation)), today) if organisation else operator_for()
    about, rows = reports.export_for(by, case)
    path = Path(args.output).expanduser()
    files = {} if path.suffix == ".xlsx" else files_for(by, case)
    if path.suffix == ".xlsx":
        write_file(path, workbook_of({name: found for name, found in rows.items() if found} or rows))
    elif path.suffix == ".zip":
        write_file(path, zip_of(about, rows, files))
    else:
        _write_folder(path, about, rows, files)
    count = sum(map(len, rows.values()))
    found = {"case": case.key, "file": str(path), "rows": count, "tables": {n: len(r) for n, r in rows.items()},
             "files": list(files)}  # fmt: skip
    whose = f" as {organisation.name} may see them" if organisation else ""
    verb = "is" if count == 1 and not files else "are"
    beside = f" and {len(files):,} frozen paper{'s' if len(files) > 1 else ''}" if files else ""
    return _tell(args, found, [f"{rows_of(count)}{whose}{beside} {verb} in {path}."])


def _write_folder(
    path: Path, about: Mapping[str, Any], rows: Mapping[str, list[Any]], files: Mapping[str, bytes]
) -> None:
    known = {"case.toml", "papers", *(f"{name}.csv" for name in TABLES)}
    if path.is_file() or (path.suffix and not path.is_dir()):
        raise WrongInput(f"{path} is no folder; choose a name that ends in .xlsx or .zip, or a folder.")
    strange = sorted(file.name for file in path.iterdir() if file.name not in known) if path.is_dir() else []
    if strange:
        raise WrongInput(f"{path} holds other files, such as {strange[0]}; choose an empty folder.")
    path.mkdir(parents=True, exist_ok=True)
    write_file(path / "case.toml", toml_of(about).encode())
    for name, records in rows.items():
        write_file(path / f"{name}.csv", csv_of(name, records).encode())
    for place, content in files.items():
        (path / place).parent.mkdir(exist_ok=True)
        write_file(path / place, content)


def _case(key: str) -> Any:
    try:
        return case_for(operator_for(), key)
    except Http404 as error:
        raise WrongInput(f"There is no case {key!r} here. {_cases()}") from error


def _cases() -> str:
    keys = [case.key for case in cases_for(operator_for())]
    return f"There are {', '.join(keys)}." if keys else "There is none yet: bring in a folder with a case.toml first."


def _organisation(case: Any, key: str) -> Any:
    if not key:
        return None
    every = organisations_of(case)
    found = next((organisation for organisation in every if organisation.key == key), None)
    if found is None:
        raise WrongInput(
            f"No organisation {key!r} takes part in {case.key}; there are {', '.join(o.key for o in every)}."
        )
    return found


def _confirm(args: Namespace, question: str) -> None:
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise WrongInput(f"{question} Nobody is there to answer; add --yes.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise WrongInput("Nothing was written.")


def _found(args: Namespace, case: str, look: importing.Preview) -> dict[str, Any]:
    tables = {name: {e.value: look.count(e, name) for e in Effect} for name in look.file.tables}
    return {
        "file": args.file, "case": case, "mode": args.mode, "tables": tables, "written": 0,
        "problems": [problem.as_dict() for problem in look.problems],
    }  # fmt: skip


def _table(look: importing.Preview) -> list[str]:
    rows = [(name, *(f"{look.count(e, name):,}" for e in Effect)) for name in look.file.tables]
    return [columns(("Table", "New", "Changed", "Same", "Refused"), rows, numbers=frozenset({1, 2, 3, 4}))]


def _tell(args: Namespace, found: Mapping[str, Any], lines: list[str], status: int = DONE) -> int:
    print(json.dumps(found, ensure_ascii=False) if args.json else "\n".join(lines))
    return status
