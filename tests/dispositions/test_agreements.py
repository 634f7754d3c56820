"""Agreements between councils: their parties, variations, signatures, and what stands under them for a while."""

from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.dispositions import actions
from severalty.dispositions.models import Variation, VariationSignature
from severalty.dispositions.queries.agreements import agreement_for, agreements_for
from severalty.dispositions.queries.drafted import Signing
from severalty.engine.dates import day, read_date
from severalty.engine.dispositions.standing_agreements import InForce
from severalty.estate.actions import save_record
from severalty.estate.queries import record_for, row_for
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from severalty.tenancy.models import AuditEntry, Item
from tests.conftest import NOON, TODAY, Cast, make_cast
from tests.dispositions.powers import boxes, resting
from tests.dispositions.split import import_split
from tests.tenancy.test_hardening import at_once

pytestmark = pytest.mark.sqlite_enough


@pytest.fixture
def split(cast: Cast, tmp_path: Path) -> dict[str, Item]:
    return import_split(cast, tmp_path)


def address(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"dispositions:{name}", args=[cast.case.key, *args])


def sign(cast: Cast, item: Item, who: str, on: str = "2026-11-12", version: int = 0) -> None:
    signing = Signing(item.pk, version or Item.objects.get(pk=item.pk).version, read_date(on), "Director of Resources")
    actions.sign_variation(
        by=cast.viewer(who), at=NOON, on=day(TODAY), case=cast.case, signing=signing, resting=resting(cast, who)
    )


def standing(cast: Cast, split: dict[str, Item]) -> tuple[InForce, tuple[str, ...]]:
    found = agreement_for(cast.viewer("north"), cast.case, split["ict"].pk, TODAY).standing.variations[0]
    return found.state, found.unsigned


def test_everyone_sees_the_agreements_that_are_theirs_to_see(cast: Cast, split: dict[str, Item]) -> None:
    seen = {
        who: {one.record.name for one in agreements_for(cast.viewer(who), cast.case, TODAY)}
        for who in ("north", "south", "supplier")
    }
    assert seen == {"north": {"ICT agreement", "Own paper"}, "south": {"ICT agreement"}, "supplier": set()}
    pages = {
        who: [cast.client_of(who).get(address(cast, "agreements")).status_code,
              cast.client_of(who).get(address(cast, "agreement", split["own"].pk)).status_code,
              cast.client_of(who).get(address(cast, "variation-sign", split["V-1"].pk)).status_code]
        for who in ("north", "south", "service", "supplier", "stranger", "anonymous")
    }  # fmt: skip
    assert pages == {
        "north": [200, 200, 200],
        "south": [200, 404, 200],
        "service": [200, 404, 404],  # it sees the variation and is no party to the agreement
        "supplier": [200, 404, 403],
        "stranger": [404, 404, 404],
        "anonymous": [302, 302, 302],
    }


def test_the_page_says_what_an_agreement_holds(cast: Cast, split: dict[str, Item]) -> None:
    text = cast.client_of("south").get(address(cast, "agreement", split["ict"].pk)).content.decode()
    for words in ("in force", "The ICT service", "By users", "31 December 2098", "Shared directory", "£8,500",
                  "Nobody signs in", "First variation", "waiting for signatures", "The desk leaves"):  # fmt: skip
        assert words in text, f"The page does not say {words}."


def test_the_last_day_for_notice_follows_the_day_asked_for(cast: Cast, split: dict[str, Item]) -> None:
    client, where = cast.client_of("south"), address(cast, "agreement", split["ict"].pk)
    text = client.get(where, {"leave": "31 March 2027"}).content.decode()
    assert "31 March 2026" in text
    assert "too late" in text
    response = client.get(where, {"leave": "some day"})
    assert response.status_code == 422
    assert "is not a date; write" in response.content.decode()


def test_a_variation_is_in_force_once_every_party_has_signed_it(cast: Cast, split: dict[str, Item]) -> None:
    assert standing(cast, split) == (InForce.WAITING, ("north", "south"))
    sign(cast, split["V-1"], "north")
    assert standing(cast, split) == (InForce.WAITING, ("south",))
    sign(cast, split["V-1"], "south", "2026-11-20")
    assert standing(cast, split) == (InForce.IN_FORCE, ())
    made = VariationSignature.objects.all()
    assert {(one.organisation_id, one.recorded_by_id) for one in made} == {
        (p.pk, p.pk) for p in (cast.north, cast.south)
    }
    assert AuditEntry.objects.filter(item=split["V-1"].pk).count() == 3, "A signature left no trace in the history."


@pytest.mark.parametrize("who", ["service", "supplier", "stranger"])
def test_whoever_is_no_party_cannot_sign(cast: Cast, split: dict[str, Item], who: str) -> None:
    with pytest.raises(Refused, match="Only a party"):
        sign(cast, split["V-1"], who)
    assert not VariationSignature.objects.exists()


def test_nobody_signs_twice_late_or_on_a_day_to_come(cast: Cast, split: dict[str, Item]) -> None:
    with pytest.raises(Refused, match="is still to come"):
        sign(cast, split["V-1"], "north", "2099-01-01")
    sign(cast, split["V-1"], "north")
    with pytest.raises(Refused, match="has signed this variation already, on 12 November 2026"):
        sign(cast, split["V-1"], "north", "2026-11-13")
    assert VariationSignature.objects.count() == 1


def test_two_at_once_leave_one_signature_each(committed: None, tmp_path: Path) -> None:
    cast = make_cast()
    split = import_split(cast, tmp_path)
    for who in ("north", "south"):
        resting(cast, who)
    found = at_once(*[partial(sign, cast, split["V-1"], who) for who in ("north", "north", "south")])
    assert sorted(type(one).__name__ for one in found) == ["NoneType", "NoneType", "Refused"], found
    assert VariationSignature.objects.count() == 2
    assert standing(cast, split) == (InForce.IN_FORCE, ())
    assert verify().broken is None


def test_a_signature_that_another_recorded_does_not_bind(cast: Cast, split: dict[str, Item]) -> None:
    sign(cast, split["V-1"], "north")
    VariationSignature.objects.create(
        case=cast.case, variation_id=split["V-1"].pk, organisation=cast.south, recorded_by=cast.north,
        signed_on=read_date("2026-11-13"),
    )  # fmt: skip
    assert standing(cast, split) == (InForce.WAITING, ("south",))
    text = cast.client_of("south").get(address(cast, "agreement", split["ict"].pk)).content.decode()
    assert "not signed by its own word; North Thornton says that it has" in text


def test_a_signature_is_for_the_words_that_were_read(cast: Cast, split: dict[str, Item]) -> None:
    sign(cast, split["V-1"], "south")
    version = Item.objects.get(pk=split["V-1"].pk).version
    by = cast.viewer("north")
    binding, row = row_for(by, cast.case, split["V-1"].pk)
    record = record_for(by, cast.case, binding, row)
    changed = type(record)(**(vars(record) | {"changes": "Everything leaves the agreement"}))
    save_record(by=by, at=NOON, why="reworded", case=cast.case, binding=binding, record=changed)
    with pytest.raises(Stale, match="was changed since you opened it"):
        sign(cast, split["V-1"], "north", version=version)
    sign(cast, split["V-1"], "north")
    assert standing(cast, split) == (InForce.WAITING, ("south",)), "A signature under other words still binds."
    text = cast.client_of("south").get(address(cast, "agreement", split["ict"].pk)).content.decode()
    assert "signed another wording; it has to sign again" in text
    sign(cast, split["V-1"], "south", "2026-11-21")
    assert standing(cast, split) == (InForce.IN_FORCE, ())


def test_the_page_signs_for_ones_own_organisation(cast: Cast, split: dict[str, Item]) -> None:
    client, where = cast.client_of("south"), address(cast, "variation-sign", split["V-1"].pk)
    sent = {"version": split["V-1"].version, "signed_on": "", "signed_by": "", "organisation": "north"}
    text = client.post(where, sent).content.decode()
    assert "Enter the day on which it was signed" in text
    assert "Enter the post that signs" in text
    assert ">Its agreement</a>" in text
    assert 'aria-current="page">Agreements<' in text
    signed = sent | {"signed_on": "12 November 2020", "signed_by": "Head of Law"}
    assert "rests on no delegation" in client.post(where, signed).content.decode()
    client.post(where, signed | boxes(cast, "south"))
    made = VariationSignature.objects.get()
    assert (made.organisation, made.recorded_by, made.signed_by) == (cast.south, cast.south, "Head of Law")


def test_the_number_of_queries_does_not_grow(cast: Cast, split: dict[str, Item]) -> None:
    client = cast.client_of("north")

    def counted() -> list[int]:
        counts = []
        for where in (address(cast, "agreements"), address(cast, "agreement", split["ict"].pk)):
            with CaptureQueriesContext(connection) as queries:
                client.get(where)
            counts.append(len(queries))
        return counts

    before = counted()
    for number in range(8):
        item = cast.item(cast.north, f"V-{number + 2}", "partners", table="variations")  # type: ignore[arg-type]
        Variation.objects.create(item=item, agreement_id=split["ict"].pk)
        sign(cast, item, "north")
    assert counted() == before


def test_the_day_of_a_signature_is_not_called_optional(cast: Cast, split: dict[str, Item]) -> None:
    """The page called the day optional, and refused a signature without one."""
    where = address(cast, "variation-sign", split["V-1"].pk)
    client = cast.client_of("north")
    asked = client.get(where).content.decode()
    assert "(optional)" not in asked[: asked.index("What it rests on")]
    wrong = client.post(where, {"version": "1", "signed_by": "Director of Resources"}).content.decode()
    assert "Enter the day on which it was signed" in wrong
