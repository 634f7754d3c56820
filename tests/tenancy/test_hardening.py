"""What somebody would try at the doors of the installation and with its files."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from severalty.cli.exits import WrongInput
from severalty.cli.keep import backup, restore, unsealed
from severalty.engine.estate.items import Contract, Supplier
from severalty.estate import queries
from severalty.estate.actions import save_record
from severalty.estate.importing import undo
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import verify
from severalty.tenancy.models import Appointment, AuditEntry, Case, ChangeSet, Person
from severalty.tenancy.permissions import Role
from tests.conftest import NOON, Cast, make_cast
from tests.estate.test_importing import bring, file_of


def test_a_link_is_no_way_to_a_higher_role(cast: Cast) -> None:
    """A client lead may not appoint a records administrator, and could sign in as one by a link for a new password."""
    lead, above = cast.client_of("north"), cast.appointments["records"]
    assert lead.post(f"/people/{above.pk}/link/").status_code == 404


def test_a_link_is_no_way_to_a_higher_role_held_beside_a_lower_one(cast: Cast) -> None:
    """Whoever holds the link signs in to every appointment of the person."""
    both = Appointment.objects.create(
        person=cast.people["records"], organisation=cast.north, role=Role.SCRUTINY_READER.value
    )
    assert cast.client_of("north").post(f"/people/{both.pk}/link/").status_code == 404


def test_nobody_ends_an_appointment_above_their_own(cast: Cast) -> None:
    """A client lead could put out the records administrator, whom they may not appoint."""
    cast.client_of("north").post(f"/people/{cast.appointments['records'].pk}/end/")
    assert Appointment.objects.filter(pk=cast.appointments["records"].pk).exists()


@pytest.fixture
def saved(committed: None, tmp_path: Path) -> Path:
    """A backup of an installation with one case and two people."""
    Case.objects.create(key="kept", name="Kept")
    for name in ("one", "two"):
        Person.objects.create(email=f"{name}@thornton.example", name=name)
    backup(tmp_path / "good.zip", NOON)
    return tmp_path / "good.zip"


def forged(path: Path, table: str, change: Any) -> Path:
    """The backup with one table altered and a manifest that vouches for it all the same."""
    bad = path.with_name("bad.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        for name in manifest["tables"]:
            data = source.read(name)
            if name == f"tables/{table}.jsonl":
                data = change(data)
                manifest["tables"][name] = {
                    "rows": data.count(b"\n"), "sha256": hashlib.sha256(data).hexdigest(),
                }  # fmt: skip
            target.writestr(name, data)
        target.writestr("manifest.json", json.dumps(manifest))
    return bad


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"two@thornton", b"one@thornton"),
        lambda data: data.replace(b'"name":"two"', b'"name":null'),
        lambda data: data.replace(b'"last_login":null', b'"last_login":"soon"'),
        lambda data: data.replace(b"{", b"{{"),
    ],
)
def test_a_forged_backup_is_refused_in_words_and_changes_nothing(saved: Path, change: Any) -> None:
    """A backup whose manifest was forged as well must not end in a fault of ours, or half restored."""
    bad = forged(saved, "tenancy.person", change)
    with pytest.raises(WrongInput):
        restore(bad, replace=True)
    assert set(Person.objects.values_list("name", flat=True)) == {"one", "two"}
    with connection.cursor() as cursor:
        triggers = {
            "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_no_%%'",
            "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O' AND tgname LIKE 'audit_no_%%'",
        }
        cursor.execute(triggers[connection.vendor])
        assert cursor.fetchone()[0] == 2, "The trail is no longer sealed."


def test_a_row_that_was_moved_to_another_record_is_found(cast: Cast) -> None:
    """The history of a record is read by its item; a row hung on another would be missing there unnoticed."""
    refs = [save(cast, key, "One")[0] for key in ("C-1", "C-2")]
    connection.check_constraints()  # what waits to be checked would keep PostgreSQL from lifting the seal
    with unsealed():
        AuditEntry.objects.filter(item=refs[0]).update(item=refs[1])
    assert verify().broken == 1


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """What each task gave or raised when all of them began at the same moment, each on a connection of its own."""
    start, found = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(place: int) -> None:
        try:
            start.wait(10)
            found[place] = tasks[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def save(cast: Cast, key: str, name: str, **more: Any) -> tuple[str, list[Any]]:
    return save_record(
        by=cast.viewer("north"), at=NOON, why="a test", case=cast.case, binding=queries.CONTRACTS,
        record=Contract(key=key, name=name), **more,
    )  # fmt: skip


def test_two_people_who_add_one_key_at_once_are_both_told(committed: None) -> None:
    """The second of them ran into the database's own rule, which is a fault of ours."""
    cast = make_cast()
    for place in range(3):
        found = at_once(*[partial(save, cast, f"C-{place}", name, version=0) for name in ("mine", "yours")])
        assert sorted(len(refusals) for _, refusals in found) == [0, 1], found
    assert verify().broken is None


def test_an_import_and_an_edit_at_once_both_come_through(committed: None) -> None:
    """Each held what the other waited for, so the database had to give one of them up."""
    cast = make_cast()
    save(cast, "C-1", "at first")
    file = file_of(
        suppliers=[Supplier(key=f"S-{number}", name="Supplier") for number in range(300)],
        contracts=[Contract(key="C-1", name="imported")],
    )

    def edit() -> None:
        for number in range(20):
            save(cast, "C-1", f"edited {number}")

    found = at_once(partial(bring, cast.viewer("north"), cast.case, file), edit)
    # The import may find that the record moved under it; it must say so in words.
    assert [one for one in found if isinstance(one, Exception) and not isinstance(one, Refused)] == []
    assert verify().broken is None


def test_an_import_is_undone_once(committed: None) -> None:
    """Two clicks at once would write the undoing into the history twice."""
    cast = make_cast()
    changes = bring(cast.viewer("north"), cast.case, file_of(contracts=[Contract(key="C-1", name="One")]))
    copies = [ChangeSet.objects.get(pk=changes.pk) for _ in range(2)]
    found = at_once(*[
        partial(undo, by=cast.viewer("north"), at=NOON, case=cast.case, change_set=copy) for copy in copies
    ])  # fmt: skip
    assert sorted(isinstance(one, Refused) for one in found) == [False, True], found


def test_what_somebody_signed_in_reads_is_kept_by_no_shared_cache(cast: Cast) -> None:
    page = cast.client_of("north").get(f"/estate/{cast.case.key}/")
    assert page.headers["Cache-Control"] == "private, no-cache", "A cache between could hand it to somebody else."
