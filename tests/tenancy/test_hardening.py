"""What somebody would try at the doors of the installation and with its files."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from severalty.cli.exits import WrongInput
from severalty.cli.keep import backup, restore
from severalty.tenancy.models import Appointment, Case, Person
from severalty.tenancy.permissions import Role
from tests.conftest import NOON, Cast


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
        lambda data: data.replace(b'"name":"two"', b'"name":{"a":1}'),
        lambda data: data.replace(b'"last_login":null', b'"last_login":"soon"'),
        lambda data: data.replace(b"{", b"{{"),
    ],
    ids=["twice", "missing", "wrong kind", "no time", "no JSON"],
)
def test_a_forged_backup_is_refused_in_words_and_changes_nothing(saved: Path, change: Any) -> None:
    """A backup whose manifest was forged as well must not end in a fault of ours, or half restored."""
    bad = forged(saved, "tenancy.person", change)
    with pytest.raises(WrongInput):
        restore(bad, replace=True)
    assert set(Person.objects.values_list("name", flat=True)) == {"one", "two"}
    with connection.cursor() as cursor:
        triggers = {"sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
                    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O' AND tgname LIKE 'audit_no_%%'"}
        cursor.execute(triggers[connection.vendor])
        assert cursor.fetchone()[0] == 2, "The trail is no longer sealed."
