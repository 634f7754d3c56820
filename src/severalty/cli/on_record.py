"""A case on record as a command asks for it: read into a passing database, found by its key, and seen by somebody."""

from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from django.http import Http404

from severalty.cli.exits import WrongInput
from severalty.cli.tables import bring_up_to_date
from severalty.cli.worked_examples import case_folders
from severalty.estate.importing import import_case
from severalty.tenancy.access import Viewer, operator_for, standing_for
from severalty.tenancy.actions import Refused
from severalty.tenancy.queries import case_for, cases_for, organisations_of


def load(folder: Path) -> str:
    """Bring a folder into a new, passing database. Returns the key of its case."""
    bring_up_to_date()
    try:
        case = import_case(source=folder, by=operator_for(), at=datetime.now(UTC))
    except Refused as refusal:
        raise WrongInput(f"{folder} cannot be read:\n{refusal}") from refusal
    return str(case.key)


def day_asked(text: str, option: str = "--on") -> date:
    """The day that was asked for, or today."""
    if not text:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongInput(f"{option} {text!r} is not a day; write it as 2026-11-26.") from error


def case_asked(args: Namespace) -> tuple[Any, Viewer]:
    """The case that was asked for, and who looks at it: the operator, or an organisation as it may see it."""
    try:
        case = case_for(operator_for(), args.case)
    except Http404 as error:
        keys = ", ".join(case.key for case in cases_for(operator_for()))
        there = f"There are {keys}." if keys else "There is none yet: bring in a folder with a case.toml first."
        example = next((folder for folder in case_folders() if folder.name == args.case), None)
        instead = f" The worked example of that name is read when you name its folder, {example}." if example else ""
        raise WrongInput(f"There is no case {args.case!r} here. {there}{instead}") from error
    if not args.organisation:
        return case, operator_for()
    every = organisations_of(case)
    chosen = next((one for one in every if one.key == args.organisation), None)
    if chosen is None:
        keys = ", ".join(one.key for one in every)
        raise WrongInput(f"No organisation {args.organisation!r} takes part in {case.key}; there are {keys}.")
    return case, standing_for(cast(Any, chosen), datetime.now(UTC).date())
