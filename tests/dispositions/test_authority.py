"""What binds rests on a delegation or a resolution, is refused without one, and stands still under a hold."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from severalty.appraisal.actions import Edit, save_record
from severalty.appraisal.binding import OPTIONS
from severalty.decisions.actions.authority import Unauthorised
from severalty.decisions.actions.delegations import (
    Lifting,
    Revoking,
    lift_hold,
    place_hold,
    revoke,
)  # fmt: skip
from severalty.decisions.models import AuthorisedAct, Hold, Override
from severalty.decisions.queries.authority import NOTHING, Resting, ground_for, ways_for
from severalty.dispositions import actions
from severalty.dispositions.models import Disposition, Letter, VariationSignature
from severalty.dispositions.queries.drafted import Recorded, Signing
from severalty.engine.appraisal.options import Option, Outcome
from severalty.engine.dates import day, read_date
from severalty.engine.decisions import delegations as records
from severalty.engine.decisions.acts import Deed
from severalty.engine.decisions.delegations import Act
from severalty.engine.dispositions.correspondence import Reply
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.letters import LetterState
from severalty.engine.estate.parties import Audience
from severalty.estate import importing
from severalty.estate.models import Contract
from severalty.formats.case import read_case
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import verify
from severalty.tenancy.models import AuditEntry, Item
from tests.appraisal.choice import make_choice
from tests.conftest import NOON, TODAY, Cast, make_cast
from tests.dispositions.conftest import Hands
from tests.dispositions.powers import HEAD, boxes, resting, standing
from tests.dispositions.split import import_split
from tests.tenancy.test_hardening import at_once

pytestmark = pytest.mark.sqlite_enough

ON = day(TODAY)


@pytest.fixture
def split(cast: Cast, tmp_path: Path) -> dict[str, Item]:
    return import_split(cast, tmp_path)


def sign(cast: Cast, split: dict[str, Item], under: Resting, who: str = "north", on: str = "2026-11-12") -> None:
    signing = Signing(split["V-1"].pk, Item.objects.get(pk=split["V-1"].pk).version, read_date(on), "Director")
    actions.sign_variation(by=cast.viewer(who), at=NOON, on=ON, case=cast.case, signing=signing, resting=under)


def send(cast: Cast, split: dict[str, Item], under: Resting) -> None:
    version = Item.objects.get(pk=split["L-1"].pk).version
    recorded = Recorded(split["L-1"].pk, version, Reply(LetterState.SENT, ON, ""), False)
    actions.record_reply(by=cast.viewer("north"), at=NOON, on=ON, case=cast.case, recorded=recorded, resting=under)


def hold_on(cast: Cast, thing: str, who: str = "north", **values: Any) -> str:
    record = records.Hold(
        **{
            "key": f"hold-{thing}", "name": "Pause", "thing": thing, "placed_by": "Section 151 Officer",
            "starts": read_date("2026-11-01"), "description": "No business case", "audience": Audience.PARTNERS,
            "organisation": who,
        } | values
    )  # fmt: skip
    return place_hold(by=cast.viewer(who), at=NOON, case=cast.case, record=record)


def test_an_act_without_authority_is_refused_and_leaves_nothing(cast: Cast, split: dict[str, Item]) -> None:
    with pytest.raises(Unauthorised, match="rests on no delegation or resolution"):
        sign(cast, split, NOTHING)
    with pytest.raises(Unauthorised, match="rests on no delegation or resolution"):
        send(cast, split, NOTHING)
    assert not VariationSignature.objects.exists()
    assert Letter.objects.get(pk=split["L-1"].pk).state == "draft"
    assert not AuthorisedAct.objects.exists()


def test_an_act_is_recorded_with_what_it_rested_on(cast: Cast, split: dict[str, Item]) -> None:
    sign(cast, split, replace(resting(cast), amount=100_00, consulted="Section 151 Officer on 1 November 2026"))
    act = AuthorisedAct.objects.get()
    assert (act.about_id, act.rests_on_id, act.act) == (split["V-1"].pk, standing(cast), Act.SIGN_VARIATION)
    assert (act.officer, act.amount, str(act.done_on)) == (HEAD, 100_00, "12 November 2026")
    assert act.consulted == "Section 151 Officer on 1 November 2026"
    assert AuditEntry.objects.filter(item=act.pk).count() == 1


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"acts": "award a contract"}, "not to sign"),
        ({"limit": 5_00}, "above the limit"),
        ({"ends": read_date("2026-11-11")}, "ended on"),
        ({"revoked_on": read_date("2026-11-12")}, "was revoked"),
        ({"in_consultation_with": "Chief Executive"}, "in consultation with the Chief Executive"),
        ({"holder": "Somebody else"}, "held by the Somebody else"),
    ],
)
def test_what_does_not_cover_an_act_is_refused_in_words(
    cast: Cast, split: dict[str, Item], terms: dict[str, Any], words: str
) -> None:
    ref = standing(cast, **terms)
    with pytest.raises(Unauthorised, match=words):
        sign(cast, split, Resting(ref, HEAD, amount=10_00))
    assert not VariationSignature.objects.exists()


def test_another_council_s_authority_and_what_one_may_not_see_carry_nothing(cast: Cast, split: dict[str, Item]) -> None:
    with pytest.raises(Unauthorised, match="another council"):
        sign(cast, split, resting(cast, "south"))
    Item.objects.filter(pk=standing(cast, "south")).update(audience=Audience.HOLDERS)
    with pytest.raises(Unauthorised, match="rests on no delegation or resolution that is on record"):
        sign(cast, split, resting(cast, "south"))


def test_a_named_officer_with_a_reason_lets_it_pass_and_that_is_recorded(cast: Cast, split: dict[str, Item]) -> None:
    with pytest.raises(Unauthorised):
        sign(cast, split, Resting(overridden_by="Monitoring Officer"))
    sign(cast, split, Resting(officer=HEAD, overridden_by="Monitoring Officer", override="Urgent; Cabinet meets late"))
    one, act = Override.objects.get(), AuthorisedAct.objects.get()
    assert (one.of, one.about_id, one.officer) == ("authority", act.pk, "Monitoring Officer")
    assert one.item.description == "Urgent; Cabinet meets late"
    assert (act.rests_on_id, act.about_id) == (None, split["V-1"].pk)


def test_what_an_officer_let_pass_lets_no_later_act_pass(cast: Cast, split: dict[str, Item]) -> None:
    """An override of an item's authority passed every act on it afterwards."""
    sign(cast, split, Resting(officer=HEAD, overridden_by="Monitoring Officer", override="Urgent"))
    for wording in ("other words", ""):
        VariationSignature.objects.update(wording=wording, signed_on=None)
        with pytest.raises(Unauthorised, match="rests on no delegation"):
            sign(cast, split, NOTHING, on="2026-11-13")
    sign(cast, split, replace(resting(cast), amount=1), on="2026-11-13")


def test_a_hold_refuses_with_who_why_and_until_and_lapses_by_itself(cast: Cast, split: dict[str, Item]) -> None:
    ref = hold_on(cast, "C-1", until=read_date("2026-11-30"))
    said = "Held by the Section 151 Officer until 30 November 2026. Reason: No business case."
    with pytest.raises(Unauthorised, match=said):
        send(cast, split, resting(cast))
    Hold.objects.filter(pk=ref).update(until=read_date("2026-11-21"))
    send(cast, split, resting(cast))
    assert Letter.objects.get(pk=split["L-1"].pk).state == "sent"


def test_a_hold_on_choosing_stops_an_option_from_being_preferred(cast: Cast) -> None:
    """Such a hold could be placed, and stopped nothing."""
    appraisal = make_choice(cast).appraisal.item

    def save(key: str, outcome: Outcome) -> str:
        option = Option(key=key, name=key, appraisal=appraisal.key, outcome=outcome, audience=Audience.PARTNERS)
        return save_record(by=cast.viewer("north"), at=NOON, why="x", case=cast.case, binding=OPTIONS,
                           edit=Edit(option))  # fmt: skip

    save("O-1", Outcome.PREFERRED)
    hold_on(cast, appraisal.key, acts="choose an option")
    save("O-2", Outcome.UNDECIDED)
    with pytest.raises(Refused, match="Held by the Section 151 Officer"):
        save("O-3", Outcome.PREFERRED)


def test_going_against_a_hold_is_recorded_as_that(cast: Cast, split: dict[str, Item]) -> None:
    hold_on(cast, "C-1")
    send(cast, split, replace(resting(cast), overridden_by="Chief Executive", override="The notice runs out today"))
    assert [one.of for one in Override.objects.all()] == ["hold"]


def test_a_hold_is_lifted_by_who_placed_it_or_its_council_and_by_nobody_else(
    cast: Cast, split: dict[str, Item]
) -> None:
    ref = hold_on(cast, "C-1", "service", organisation="north")
    lifting = Lifting(ref, 1, ON, "Section 151 Officer")
    with pytest.raises(Refused, match="by who placed it, or by its council"):
        lift_hold(by=cast.viewer("south"), at=NOON, on=ON, case=cast.case, lifting=lifting)
    lift_hold(by=cast.viewer("north"), at=NOON, on=ON, case=cast.case, lifting=lifting)
    assert str(Hold.objects.get().lifted_on) == str(ON)
    assert AuditEntry.objects.filter(item=ref).count() == 2
    with pytest.raises(Refused):
        lift_hold(by=cast.viewer("service"), at=NOON, on=ON, case=cast.case, lifting=replace(lifting, version=2))


def test_of_a_revocation_and_an_act_at_once_no_act_rests_on_what_is_revoked(committed: None, tmp_path: Path) -> None:
    cast = make_cast()
    split = import_split(cast, tmp_path)
    under, revoking = resting(cast), Revoking(standing(cast), 1, read_date("2026-11-12"))
    found = at_once(
        partial(sign, cast, split, under),
        partial(revoke, by=cast.viewer("north"), at=NOON, case=cast.case, revoking=revoking),
    )
    kinds = {type(one).__name__ for one in found}
    assert kinds <= {"NoneType", "Unauthorised"}, found
    acts = AuditEntry.objects.filter(item__table="authorised_acts").values_list("number", flat=True)
    revoked = AuditEntry.objects.filter(item=standing(cast)).values_list("number", flat=True)
    assert not acts or acts[0] < revoked[0], "An act was written on a delegation that was revoked before."
    assert VariationSignature.objects.count() == len(acts)
    assert verify().broken is None


def test_agreeing_a_disposition_needs_authority_and_proposing_it_does_not(cast: Cast) -> None:
    hands = Hands(cast)
    ref = hands.contract("C-1")
    hands.propose(ref)
    agreed = {"approved_by": HEAD, "approved_on": ON}
    with pytest.raises(Unauthorised, match="rests on no delegation"):
        hands.write([hands.choice(ref, **agreed)])
    assert Disposition.objects.get().approved_on is None
    hands.write([replace(hands.choice(ref, **agreed), resting=resting(cast))])
    act = AuthorisedAct.objects.get()
    assert (act.act, act.about_id, act.part) == (Act.AGREE_DISPOSITION, ref, "north")
    other = hands.choice(ref, route=Route.EXPIRE, **agreed)
    with pytest.raises(Unauthorised, match="rests on no delegation"):
        hands.write([other])
    changes = hands.write([replace(other, resting=resting(cast))])
    again = AuthorisedAct.objects.exclude(pk=act.pk).get()
    importing.undo(by=cast.viewer("north"), at=NOON, case=cast.case, change_set=changes)
    again.item.refresh_from_db()
    assert again.item.withdrawn, "An act that was undone stands as done."
    with pytest.raises(Unauthorised, match="rests on no delegation"):
        hands.write([hands.choice(ref, route=Route.EXPIRE, **agreed)])


LETTERS = (
    "key,name,contract,council,kind,state,sent_on,audience,recorded_by,evidence,source\n"
    "N-1,Notice of the desk,C-3,north,notice to end,sent,{on},partners,north,{evidence},{source}\n"
)
ACTS = (
    "key,name,act,about,organisation,rests_on,officer,done_on,audience,recorded_by,evidence\n"
    "A-1,Notice of the desk,send a letter that binds,N-1,north,{rests_on},Head of ICT,2026-11-20,partners,north,"
    "attested\n"
)


def brought(cast: Cast, folder: Path, who: str = "north", acts: str = "", **values: str) -> importing.Preview:
    """What a file with a letter that is sent would do, with acts under authority where they are given."""
    folder = folder / "file"
    folder.mkdir()
    words = {"on": "2026-11-20", "evidence": "attested", "source": ""} | values
    (folder / "letters.csv").write_text(LETTERS.format(**words))
    if acts:
        (folder / "authorised_acts.csv").write_text(acts)
    viewer = operator_for() if who == "operator" else cast.viewer(who)
    return importing.preview(viewer, cast.case, read_case(folder), NOON)


def test_a_row_by_file_without_authority_is_refused_and_with_it_is_taken(
    cast: Cast, split: dict[str, Item], tmp_path: Path
) -> None:
    bare = brought(cast, tmp_path)
    assert "rests on no delegation or resolution" in str(bare.problems[0])
    (tmp_path / "more").mkdir()
    standing(cast)
    with_it = brought(cast, tmp_path / "more", acts=ACTS.format(rests_on="all-north"))
    assert not with_it.problems, with_it.problems
    (tmp_path / "none").mkdir()
    assert brought(cast, tmp_path / "none", acts=ACTS.format(rests_on="")).problems


def test_a_letter_that_is_out_does_not_become_one_that_binds(
    cast: Cast, split: dict[str, Item], tmp_path: Path
) -> None:
    """A request for consent was sent without authority, and its kind was changed to a notice afterwards."""
    item = cast.item(cast.north, "N-1", Audience.PARTNERS, table="letters", name="Notice of the desk")
    contract = Contract.objects.get(item__key="C-3", item__case=cast.case)
    Letter.objects.create(item=item, contract=contract, council=cast.north, kind="request for consent", state="sent",
                          sent_on=read_date("2026-11-20"))  # fmt: skip
    assert "rests on no delegation" in str(brought(cast, tmp_path).problems[0])


@pytest.mark.parametrize(
    ("who", "values", "taken"),
    [
        ("north", {"evidence": "reported", "source": "S2 2.1.4", "on": "2024-01-02"}, True),
        ("north", {"evidence": "reported", "source": "S2 2.1.4"}, False),
        ("north", {"on": "2024-01-02"}, False),
        ("operator", {"on": "2024-01-02"}, True),
        ("operator", {}, False),
    ],
)
def test_only_what_a_case_tells_of_the_past_is_taken_without(
    cast: Cast, split: dict[str, Item], tmp_path: Path, who: str, values: dict[str, str], taken: bool
) -> None:
    cast.case.as_of = read_date("2024-06-30").first
    cast.case.save()
    assert (not brought(cast, tmp_path, who, **values).problems) is taken


def test_the_form_offers_what_covers_it_and_says_why_nothing_does(cast: Cast, split: dict[str, Item]) -> None:
    where = reverse("dispositions:variation-sign", args=[cast.case.key, split["V-1"].pk])
    client = cast.client_of("north")
    assert "Nothing on record covers this act." in client.get(where).content.decode()
    standing(cast, acts="award a contract")
    assert "All acts of North Thornton: “All acts of North Thornton” is to award a contract" in (
        client.get(where).content.decode()
    )
    standing(cast, "south")
    text = cast.client_of("south").get(where).content.decode()
    assert "All acts of South Thornton: Head of ICT, no limit on record." in text
    sent = {"version": split["V-1"].version, "signed_on": "12 November 2026", "signed_by": "Director"}
    response = cast.client_of("south").post(where, sent)
    assert response.status_code == 422
    assert "rests on no delegation or resolution" in response.content.decode()
    assert cast.client_of("south").post(where, sent | boxes(cast, "south")).status_code == 302


def test_what_fits_an_act_is_offered_and_what_does_not_is_told(cast: Cast) -> None:
    standing(cast)
    deed = Deed(act=Act.BUY, on=ON, organisation="north")
    for asked, fits in ((deed, True), (replace(deed, on=read_date("1999-01-01")), False)):
        found = ways_for(ground_for(cast.viewer("north"), cast.case), asked).ways
        assert [one.fits for one in found] == [fits]
