"""A thousand secrets stand beside what is shared: none is in a pack, and none changes a byte of one."""

import io
import zipfile

import pytest

from severalty.formats.pack_verify import verify_pack
from severalty.packs import actions
from severalty.packs.models import PartnerPack
from severalty.packs.queries.packs import own_bindings, seen_by
from severalty.tenancy.models import Organisation
from tests.guards.leaks import crawl, walked, worlds
from tests.guards.leaks.fitted import EXEMPT
from tests.guards.leaks.walked import NOW
from tests.guards.test_leaks import passing

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite_enough]
READERS = ("birchley", "twinsand")


def packs_of(world: walked.World) -> dict[str, bytes]:
    """What the owner of the secrets gives to each of the others."""
    parties = {one.key: one for one in Organisation.objects.filter(case=world.case)}
    by, on = seen_by(parties[walked.OWNER], NOW.date()), NOW.date()
    return {
        key: bytes(actions.build_pack(by=by, at=NOW, on=on, case=world.case, partner=parties[key]).body)
        for key in READERS
    }


def test_no_secret_is_in_a_pack_and_none_changes_a_byte(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with passing():
        beside = packs_of(worlds.filled(pytestconfig, monkeypatch))
    assert not PartnerPack.objects.exists()
    world = worlds.opened(pytestconfig, monkeypatch)
    shown: set[str] = set()
    for key, body in packs_of(world).items():
        found = sorted(set(crawl.NEEDLES.findall(beside[key].decode(errors="replace"))))
        assert not found, f"The pack for {key} tells {', '.join(found[:5])}."
        assert body == beside[key], f"The pack for {key} is another one where secrets stand beside what is shared."
        assert b"plain" in body, "Nothing is shared, so nothing is shown."
        shown |= {one.table for one in verify_pack(body, key).manifest.tables}
        members = zipfile.ZipFile(io.BytesIO(body)).infolist()
        told = {(one.date_time, one.extra, one.comment, one.external_attr) for one in members}
        assert len(told) == 1, f"The file for {key} tells when or by whom its members were made."
    missing = {one.table for one in own_bindings()} - shown - {EXEMPT}
    assert not missing, f"Nothing of {', '.join(sorted(missing))} is shared, so the packs above show nothing of it."
