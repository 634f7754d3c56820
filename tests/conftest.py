"""The cast of the tests: two councils, their shared service and a supplier in one case; a stranger in another."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from severalty.cli.keep import empty, unsealed
from severalty.engine.estate.parties import Audience, Standing
from severalty.estate.importing import import_case
from severalty.tenancy.access import ACTING, PUBLIC_VIEWER, Viewer, operator_for, viewer_acting
from severalty.tenancy.models import (
    Appointment,
    Case,
    Item,
    Membership,
    Organisation,
    Partnership,
    Person,
)  # fmt: skip
from severalty.tenancy.permissions import Role
from tests import database, imported

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CASES = Path(__file__).resolve().parents[1] / "cases"
PASSWORD = "four words are enough"


def pytest_collection_finish() -> None:
    """Nothing that is imported by now is looked at for garbage again: it stays until the end.

    What comes after is looked at less often than Python would: with its own thresholds, reading the package as syntax
    trees took 7.9 s of a processor in place of 3.1 s. What it does to other tests was not measured.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@dataclass
class Cast:
    """Who plays in the tests. `viewers` and `people` go by the names of `ROLES`, and `anonymous` is the public."""

    case: Case
    other_case: Case
    north: Organisation
    south: Organisation
    service: Organisation
    supplier: Organisation
    stranger: Organisation
    partnership: Partnership
    people: dict[str, Person] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)

    def viewer(self, name: str, on: date = TODAY) -> Viewer:
        """The viewer of this name on a day."""
        return PUBLIC_VIEWER if name == "anonymous" else viewer_acting(self.appointments[name], on)

    def item(self, recorder: Organisation, key: str, audience: Audience = Audience.HOLDERS, **values: Any) -> Item:
        """An item in the case of its recorder; `table` is contracts unless it is given."""
        values = {"table": "contracts", "name": key, "changed_at": NOON} | values
        return Item.objects.create(case=recorder.case, recorded_by=recorder, key=key, audience=audience, **values)

    def told(self) -> dict[str, Any]:
        """Where everything of it stands in the tables."""
        named = ("case", "other_case", "north", "south", "service", "supplier", "stranger", "partnership")
        people = {name: one.pk for name, one in self.people.items()}
        return {name: getattr(self, name).pk for name in named} | {
            "people": people, "appointments": {name: one.pk for name, one in self.appointments.items()},
        }  # fmt: skip

    def client_of(self, name: str) -> Client:
        """A browser in which this viewer has signed in; nobody for `anonymous`."""
        client = Client()
        if name != "anonymous":
            client.force_login(self.people[name])
            session = client.session
            session[ACTING] = self.appointments[name].pk
            session.save()
        return client


ROLES = {
    "north": ("north", Role.CLIENT_LEAD),
    "south": ("south", Role.CLIENT_LEAD),
    "service": ("service", Role.SHARED_SERVICE_LEAD),
    "supplier": ("supplier", Role.SUPPLIER),
    "stranger": ("stranger", Role.CLIENT_LEAD),
    "finance": ("north", Role.FINANCE_OFFICER),
    "scrutiny": ("north", Role.SCRUTINY_READER),
    "records": ("north", Role.RECORDS_ADMINISTRATOR),
}


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    django_db_createdb: bool,
) -> Iterator[None]:
    """A copy of the database that the migrations made once, in place of making it in every worker."""
    folder = imported.HOME.folder = database.folder_of(request.config)
    with django_db_blocker.unblock(), database.tables(folder, anew=django_db_createdb), django_db_blocker.block():
        yield


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, django_db_setup: None) -> Path:
    """A file of SQLite in which nothing has happened yet, to be copied by tests that start a process of their own."""
    return database.file_of(database.folder_of(request.config))


@pytest.fixture(scope="module")
def demonstration_of_module(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[int]:
    """The primary key of the demonstration case, there for a module and undone after its last test."""
    held, source = transaction.atomic(), CASES / "demonstration"
    with django_db_blocker.unblock():
        held.__enter__()
        pk = database.written_once(
            database.folder_of(request.config), "demonstration", source,
            lambda: import_case(source=source, by=operator_for(), at=NOON).pk,
        )  # fmt: skip
    yield pk
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        held.__exit__(None, None, None)


@pytest.fixture
def demonstration(demonstration_of_module: int, db: None) -> Case:
    """The demonstration case; what a test writes into it is undone. For modules in which nothing is committed."""
    return Case.objects.get(pk=demonstration_of_module)


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """The case `thornton` and everyone in it."""
    if Case.objects.exists() or Person.objects.exists():  # rows that are kept are numbered as in empty tables
        return make_cast()
    told = database.written_once(database.folder_of(request.config), "cast", Path(__file__), lambda: make_cast().told())
    return cast_of(told)


@pytest.fixture
def transactional_db() -> None:
    """Has a database made even where no other test asks for one; unlike its namesake it leaves it as it is."""


@pytest.fixture
def committed(transactional_db: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which tests commit, as jobs and backups need; emptied afterwards, the append-only trail too."""
    with django_db_blocker.unblock():
        yield
        with transaction.atomic(), unsealed():
            empty()
        connection.close()


def make_cast() -> Cast:
    """Write the cast into the tables."""
    case = Case.objects.create(key="thornton", name="North and South share ICT", illustrative=True)
    other = Case.objects.create(key="elsewhere", name="Elsewhere", illustrative=True)
    made = {
        key: Organisation(case=home, key=key, name=name, kind=kind, swatch=place)
        for place, (key, name, kind, home) in enumerate(
            [
                ("north", "North Thornton", "council", case),
                ("south", "South Thornton", "council", case),
                ("service", "Thornton Shared ICT", "shared service", case),
                ("supplier", "Fenbrook Systems", "supplier", case),
                ("stranger", "Farleigh", "council", other),
            ],
            start=1,
        )
    }
    Organisation.objects.bulk_create(made.values())
    partnership = Partnership.objects.create(case=case, key="thornton-ict", name="Thornton ICT Partnership")
    standings = {"north": Standing.PARTNER, "south": Standing.PARTNER, "service": Standing.SHARED_SERVICE}
    Membership.objects.bulk_create(
        Membership(case=case, partnership=partnership, organisation=made[key], standing=one, starts=None, ends=None)
        for key, one in (standings | {"supplier": Standing.SUPPLIER}).items()
    )
    cast = Cast(case, other, partnership=partnership, **made)
    for name in ROLES:
        cast.people[name] = Person(email=f"{name}@thornton.example", name=f"{name.title()} (fictional)")
        cast.people[name].set_password(PASSWORD)
    Person.objects.bulk_create(cast.people.values())
    for name, (organisation, role) in ROLES.items():
        cast.appointments[name] = Appointment(
            person=cast.people[name], organisation=made[organisation], role=role.value
        )
    Appointment.objects.bulk_create(cast.appointments.values())
    return cast


def cast_of(told: dict[str, Any]) -> Cast:
    """The cast that stands in the tables."""
    cases, people = Case.objects.in_bulk(), Person.objects.in_bulk()
    organisations, appointments = Organisation.objects.in_bulk(), Appointment.objects.in_bulk()
    partnership = Partnership.objects.get(pk=told["partnership"])
    for one in (*organisations.values(), partnership):
        one.case = cases[one.case_id]
    for appointed in appointments.values():
        appointed.person, appointed.organisation = people[appointed.person_id], organisations[appointed.organisation_id]
    return Cast(
        cases[told["case"]], cases[told["other_case"]], partnership=partnership,
        people={name: people[pk] for name, pk in told["people"].items()},
        appointments={name: appointments[pk] for name, pk in told["appointments"].items()},
        **{name: organisations[told[name]] for name in ("north", "south", "service", "supplier", "stranger")},
    )  # fmt: skip


@pytest.fixture
def client_of(cast: Cast) -> Callable[[str], Client]:
    """A browser for each of the cast."""
    return cast.client_of


@pytest.fixture
def administrator(db: None) -> Person:
    """Somebody who looks after the installation and is appointed to nothing."""
    person = Person(email="administrator@thornton.example", name="Ada (fictional)", is_administrator=True)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A data folder of its own, for tests that start the command as a process of its own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder
