"""`severalty demo`: the worked examples in a database of their own, with people to sign in as."""

import contextlib
import json
import secrets
import sys
from argparse import Namespace
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from severalty.cli import worked_examples
from severalty.cli.exits import WrongInput
from severalty.cli.installation import PORT
from severalty.cli.serve import check_port, run_server, write_secret
from severalty.cli.tables import bring_up_to_date
from severalty.estate.importing import import_case
from severalty.project.environment import data_folder
from severalty.tenancy.access import Viewer, operator_for, viewer_acting
from severalty.tenancy.actions import Refused, add_person, appoint
from severalty.tenancy.permissions import Permission, Role
from severalty.tenancy.queries import case_for, organisations_of, person_with
from severalty.transition.actions.runs import Asking, ask_run
from severalty.transition.queries.plans import plans_for, runs_for

MARK = "demonstration.json"
ADMINISTRATOR = ("administrator@severalty.example", "Ellis Wren (fictional)")
PLANNED_WITH = 120_000  # steps of the planner for each plan: after so many it finds nothing better soon
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def demo(args: Namespace) -> int:
    """Load the worked examples if they are new or have changed, then serve them."""
    port = args.port or _free_port(args.host)
    check_port(args.host, port)
    folder = data_folder()
    mark = _read_mark(folder)
    if args.fresh and mark:
        connection.close()
        _forget(folder)
        mark = {}
    elif not mark and (folder / "severalty.sqlite3").exists():
        raise WrongInput(f"{folder} holds an installation that is no demonstration. Name another: --data-dir DIR")
    bring_up_to_date()
    now = worked_examples.digest()
    mark.setdefault("password", _password())
    if mark.get("digest") != now:
        write_secret(folder / MARK, json.dumps(mark | {"digest": ""}))
        _load(mark["password"])
        mark["digest"] = now
        write_secret(folder / MARK, json.dumps(mark))
    return run_server(args.host, port, _sign_in_lines(mark["password"]))


def _free_port(host: str) -> int:
    for port in range(PORT, PORT + 20):
        with contextlib.suppress(WrongInput):
            check_port(host, port)
            return port
    return PORT


def _read_mark(folder: Path) -> dict[str, Any]:
    try:
        mark: dict[str, Any] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark


def _forget(folder: Path) -> None:
    for name in (MARK, "severalty.sqlite3", "severalty.sqlite3-wal", "severalty.sqlite3-shm", "first-run"):
        (folder / name).unlink(missing_ok=True)


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _load(password: str) -> None:
    """Bring in every worked example, then the people; what is there already is brought up to date."""
    at, by = datetime.now(UTC), operator_for()
    for folder in worked_examples.case_folders():
        _say(f"Loading {folder.name}")
        try:
            import_case(source=folder, by=by, at=at, mode="update", progress=_Bar(folder.name))
        except Refused as refusal:
            raise WrongInput(f"The worked example {folder.name} cannot be read:\n{refusal}") from refusal
    _say("")
    with transaction.atomic():
        email, name = ADMINISTRATOR
        if person_with(by, email=email) is None:
            add_person(by=by, at=at, email=email, name=name, password=password, administrator=True)
        viewers = [_appoint(one, password, at) for one in worked_examples.sign_ins()]
    cases = [case_for(viewer, one.case) for viewer, one in zip(viewers, worked_examples.sign_ins(), strict=True)]
    for viewer, case in one_of_each(zip(viewers, cases, strict=True)):
        ask_plans(viewer, case, at)


def one_of_each(people: Iterable[tuple[Viewer, Any]]) -> list[tuple[Viewer, Any]]:
    """The first of each organisation who may plan, so that no plan is worked out for two of the same council."""
    found: dict[Any, tuple[Viewer, Any]] = {}
    for viewer, case in people:
        if viewer.organisation is not None and viewer.may(Permission.PLAN_EDIT, case):
            found.setdefault(viewer.organisation.pk, (viewer, case))
    return list(found.values())


def ask_plans(viewer: Viewer, case: Any, at: datetime) -> None:
    """Have each plan that has no dates yet worked out in the background, as this person would."""
    if not viewer.may(Permission.PLAN_EDIT, case):
        return
    for plan in plans_for(viewer, case):
        if not runs_for(viewer, case, plan.pk):
            ask_run(by=viewer, at=at, case=case, asking=Asking(plan.pk, plan.item.name, work=PLANNED_WITH))


def _appoint(one: worked_examples.SignIn, password: str, at: datetime) -> Viewer:
    by = operator_for()
    organisations = {each.key: each for each in organisations_of(case_for(by, one.case))}
    if one.organisation not in organisations or one.role not in set(Role):
        raise WrongInput(f"case.toml of {one.case}: {one.email} needs an organisation of the case and a known role.")
    person = person_with(by, email=one.email) or add_person(
        by=by, at=at, email=one.email, name=one.name, password=password, administrator=False
    )
    role = Role(one.role)
    return viewer_acting(
        appoint(by=by, at=at, person=person, organisation=organisations[one.organisation], role=role), at.date()
    )


class _Bar:
    """Progress in place on a terminal; nothing where standard error is a file."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, done: int, total: int, message: str) -> None:
        _say(f"Loading {self.name}: {message} ({done:,} of {total:,})" if total else f"Loading {self.name}: {message}")


def _say(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


def _sign_in_lines(password: str) -> list[str]:
    people = [(one.role, one.organisation, one.email) for one in worked_examples.sign_ins()]
    people.append(("administrator", "the installation", ADMINISTRATOR[0]))
    width = max(len(f"{role}, {place}") for role, place, _ in people)
    rows = [f"  {f'{role}, {place}':<{width}}  {email}" for role, place, email in people]
    return ["", f"Sign in at {{address}}/sign-in/ with the password {password} as one of these made-up people:", *rows]
