"""Who sees what: every audience against every viewer, on the days on which it holds."""

from datetime import date

import pytest
from django.http import Http404

from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience
from severalty.tenancy.access import visible_cases, visible_items
from severalty.tenancy.models import Holding, Membership
from severalty.tenancy.permissions import PUBLIC, Permission
from severalty.tenancy.queries import item_for
from tests.conftest import TODAY, Cast

EVERYONE = {"north", "south", "service", "supplier", "stranger", "anonymous"}
SEES = {
    Audience.HOLDERS: {"north"},
    Audience.PARTNERS: {"north", "south", "service"},
    Audience.PARTNERSHIP: {"north", "south", "service", "supplier"},
    Audience.PUBLIC: EVERYONE,
}


def who_sees(cast: Cast, key: str, on: date = TODAY) -> set[str]:
    return {name for name in EVERYONE if visible_items(cast.viewer(name, on), cast.case).filter(key=key).exists()}


@pytest.mark.parametrize(("audience", "expected"), SEES.items())
def test_an_audience_is_seen_by_those_it_names(cast: Cast, audience: Audience, expected: set[str]) -> None:
    cast.item(cast.north, "C-1", audience)
    assert who_sees(cast, "C-1") == expected, f"The audience {audience} reaches the wrong people."


def test_every_audience_is_tried() -> None:
    assert set(SEES) | {Audience.NAMED} == set(Audience), "An audience has no test of who sees it."


def test_named_organisations_see_what_is_shared_with_them(cast: Cast) -> None:
    cast.item(cast.north, "C-1", Audience.NAMED).shared_with.add(cast.supplier)
    assert who_sees(cast, "C-1") == {"north", "supplier"}


def test_a_list_of_names_left_over_from_before_opens_nothing(cast: Cast) -> None:
    cast.item(cast.north, "C-1", Audience.HOLDERS).shared_with.add(cast.supplier)
    assert who_sees(cast, "C-1") == {"north"}, "The names count although the audience is no longer named."


def test_a_holder_sees_what_the_recorder_says_it_holds(cast: Cast) -> None:
    item = cast.item(cast.north, "C-1")
    Holding.objects.create(case=cast.case, item=item, organisation=cast.south, recorded_by=cast.north)
    assert who_sees(cast, "C-1") == {"north", "south"}


def test_a_claim_by_somebody_else_gives_no_sight(cast: Cast) -> None:
    item = cast.item(cast.north, "C-1")
    for claimant in (cast.south, cast.supplier):
        Holding.objects.create(case=cast.case, item=item, organisation=cast.south, recorded_by=claimant)
    assert who_sees(cast, "C-1") == {"north"}, "Claiming a share opened another organisation's private record."


def test_withdrawn_items_are_seen_by_nobody(cast: Cast) -> None:
    cast.item(cast.north, "C-1", Audience.PUBLIC, withdrawn=True)
    assert who_sees(cast, "C-1") == set()


def test_a_partner_who_has_left_sees_no_more_of_the_partners(cast: Cast) -> None:
    cast.item(cast.north, "C-1", Audience.PARTNERS)
    Membership.objects.filter(organisation=cast.south).update(ends=read_date("2026-06-30"))
    assert "south" in who_sees(cast, "C-1", date(2026, 6, 30)), "The last day of a membership does not count."
    assert "south" not in who_sees(cast, "C-1", date(2026, 7, 1)), "A partner who left still sees."


def test_a_partner_who_has_not_begun_sees_nothing_yet(cast: Cast) -> None:
    cast.item(cast.north, "C-1", Audience.PARTNERSHIP)
    Membership.objects.filter(organisation=cast.supplier).update(starts=read_date("2027-01-01"))
    assert "supplier" not in who_sees(cast, "C-1")
    assert "supplier" in who_sees(cast, "C-1", date(2027, 1, 1))


def test_what_a_former_partner_recorded_is_closed_to_the_others(cast: Cast) -> None:
    cast.item(cast.south, "C-1", Audience.PARTNERS)
    Membership.objects.filter(organisation=cast.south).update(ends=read_date("2026-06-30"))
    assert who_sees(cast, "C-1") == {"south"}


def test_items_of_another_case_are_not_there(cast: Cast) -> None:
    cast.item(cast.stranger, "C-9", Audience.PARTNERSHIP)
    assert not visible_items(cast.viewer("north"), cast.other_case).exists()


def test_a_hidden_item_and_no_item_look_alike(cast: Cast) -> None:
    hidden = cast.item(cast.north, "C-1")
    said = []
    for ref in (hidden.ref, "nosuchthing2"):
        with pytest.raises(Http404) as refusal:
            item_for(cast.viewer("south"), cast.case, ref)
        said.append(str(refusal.value))
    assert said[0] == said[1], "The refusal tells whether the item is there."


def test_a_case_is_open_to_its_own_and_to_all_when_it_is_public(cast: Cast) -> None:
    assert [case.key for case in visible_cases(cast.viewer("north"))] == ["thornton"]
    assert not visible_cases(cast.viewer("anonymous")).exists()
    cast.other_case.public = True
    cast.other_case.save()
    assert {case.key for case in visible_cases(cast.viewer("north"))} == {"thornton", "elsewhere"}


def test_in_another_case_one_is_the_public(cast: Cast) -> None:
    north = cast.viewer("records")
    assert north.may(Permission.ESTATE_EDIT, cast.case)
    assert {right for right in Permission if north.may(right, cast.other_case)} == set(PUBLIC)
