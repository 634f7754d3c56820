"""A backup brings everything back, is of one moment, and a damaged one changes nothing."""

import hashlib
import json
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from severalty.cli import keep
from severalty.cli.archive import MANIFEST
from severalty.cli.exits import WrongInput
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import add_organisation, ask_job
from severalty.tenancy.audit import verify
from severalty.tenancy.models import AuditEntry, Case, Item, Job, Organisation, Person
from tests.conftest import NOON, Cast, make_cast

pytestmark = [pytest.mark.sqlite_enough, pytest.mark.usefixtures("committed"), pytest.mark.slow]


def everything() -> dict[str, list[bytes]]:
    return {keep.member_of(model): list(keep._lines(model)) for model in keep.kept_tables()}


def furnish() -> Cast:
    cast = make_cast()
    cast.item(cast.north, "C-1", description="Line one\nLine two, £5 – “quoted”").shared_with.add(cast.south)
    ask_job(by=cast.viewer("north"), at=NOON, case=cast.case, kind="count", title="Count", upload=bytes(range(256)))
    add_organisation(by=operator_for(), at=NOON, case=cast.case, key="east", name="East", kind="council")
    return cast


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    furnish()
    keep.backup(tmp_path / "saved.zip", NOON)
    return tmp_path / "saved.zip"


def rewrite(path: Path, change: Any) -> Path:
    """The backup once more, with the members that `change` makes of the old ones."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    made = path.with_name("changed.zip")
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return made


def test_everything_comes_back_as_it_was(saved: Path) -> None:
    before, head = everything(), verify().head
    Item.objects.update(name="Changed since")
    Job.objects.all().delete()
    keep.restore(saved, replace=True)
    assert everything() == before
    assert (verify().head, verify().broken) == (head, None)
    assert bytes(Job.objects.get().upload) == bytes(range(256))


def test_new_rows_get_new_numbers_after_a_restore(saved: Path) -> None:
    keep.restore(saved, replace=True)
    case = Case.objects.get(key="thornton")
    add_organisation(by=operator_for(), at=NOON, case=case, key="west", name="West", kind="council")
    assert Organisation.objects.filter(key="west").exists()


def test_the_trail_is_append_only_again_after_a_restore(saved: Path) -> None:
    keep.restore(saved, replace=True)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(body="")


def test_a_database_in_use_is_not_replaced_unasked(saved: Path) -> None:
    before = everything()
    with pytest.raises(WrongInput, match="not empty"):
        keep.restore(saved)
    assert everything() == before


def test_an_empty_database_takes_a_backup(saved: Path) -> None:
    before = everything()
    with transaction.atomic(), keep.unsealed():
        keep.empty()
    keep.restore(saved)
    assert everything() == before


def test_a_backup_is_of_one_moment_while_others_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish()
    before, lines = everything(), keep._lines

    def write() -> None:
        case = Case.objects.get(key="thornton")
        add_organisation(by=operator_for(), at=NOON, case=case, key="late", name="Late", kind="council")
        connection.close()

    def slow(model: Any) -> Any:
        if not wrote:
            wrote.append(threading.Thread(target=write))
            wrote[0].start()
            wrote[0].join(timeout=5)
            assert not wrote[0].is_alive(), "A writer had to wait for the backup."
        return lines(model)

    wrote: list[threading.Thread] = []
    monkeypatch.setattr(keep, "_lines", slow)
    keep.backup(tmp_path / "saved.zip", NOON)
    monkeypatch.undo()
    assert Organisation.objects.filter(key="late").exists()
    keep.restore(tmp_path / "saved.zip", replace=True)
    assert everything() == before, "The backup holds something that was written after it began."


def _alter(members: dict[str, bytes]) -> None:
    members["tables/tenancy.item.jsonl"] = members["tables/tenancy.item.jsonl"].replace(b"C-1", b"C-2")


def _drop(members: dict[str, bytes]) -> None:
    del members["tables/tenancy.item.jsonl"]


def _add(members: dict[str, bytes]) -> None:
    members["tables/more.jsonl"] = b"{}"


def _no_manifest(members: dict[str, bytes]) -> None:
    del members[MANIFEST]


def _other_version(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    manifest["migrations"]["tenancy"] = "0999_of_the_future"
    members[MANIFEST] = json.dumps(manifest).encode()


@pytest.mark.parametrize("change", [_alter, _drop, _add, _no_manifest, _other_version])
def test_a_backup_that_was_tampered_with_changes_nothing(saved: Path, change: Any) -> None:
    before = everything()
    with pytest.raises(WrongInput):
        keep.restore(rewrite(saved, change), replace=True)
    assert everything() == before


def test_a_trail_that_was_rewritten_with_fitting_digests_is_found(saved: Path) -> None:
    before = everything()

    def forge(members: dict[str, bytes]) -> None:
        name = "tables/tenancy.auditentry.jsonl"
        members[name] = members[name].replace(b"East", b"West")
        manifest = json.loads(members[MANIFEST])
        manifest["tables"][name]["sha256"] = hashlib.sha256(members[name]).hexdigest()
        members[MANIFEST] = json.dumps(manifest).encode()

    with pytest.raises(WrongInput, match="audit trail"):
        keep.restore(rewrite(saved, forge), replace=True)
    assert everything() == before


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_a_backup_that_was_cut_short_changes_nothing(saved: Path, share: float) -> None:
    before, data = everything(), saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(WrongInput, match="not a whole backup"):
        keep.restore(saved, replace=True)
    assert everything() == before


def test_a_backup_that_fails_leaves_the_old_one(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("severalty.cli.archive.os.fsync", full)
    with pytest.raises(WrongInput, match="No space"):
        keep.backup(saved, NOON)
    assert saved.read_bytes() == data
    assert [path.name for path in saved.parent.iterdir()] == ["saved.zip"], "A half-written file was left behind."


def test_a_backup_holds_no_sessions(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        assert not [name for name in archive.namelist() if "session" in name]
    assert Person.objects.exists()
