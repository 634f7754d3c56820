"""What came in with a pack is taken back: as a whole, or where it is shared no more; answers stand on the items."""

import pytest

from severalty.engine.dispositions.dispositions import Answer
from severalty.packs import actions
from severalty.packs.importing import undoing
from severalty.packs.models import PartnerPack
from severalty.packs.parts import prompts
from severalty.packs.queries.packs import full_names, own_bindings, rows_seen
from severalty.packs.queries.said import said_of
from severalty.packs.views.taking_back import panel
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import Change, record, verify
from severalty.tenancy.binding import texts_of
from severalty.tenancy.models import Appointment, Holding, Item, Organisation
from severalty.tenancy.permissions import Role
from tests.packs.conftest import TODAY, Installation

pytestmark = [pytest.mark.sqlite_enough, pytest.mark.django_db, pytest.mark.slow]


def body_of(pack: PartnerPack) -> bytes:
    return bytes(pack.body)


def given(here: Installation, number: int = -1) -> PartnerPack:
    return list(PartnerPack.objects.filter(case=here.case, made_here=False).order_by("made_at"))[number]


def on_record(here: Installation) -> dict[str, list[dict[str, str]]]:
    """Every row that an installation's council may see, as files spell it."""
    viewer = here.viewer()
    lookup = full_names(viewer, here.case)
    return {
        binding.table: sorted(
            (texts_of(binding, one) for _, one in rows_seen(viewer, here.case, binding, lookup)), key=str
        )
        for binding in own_bindings()
    }


def undo(here: Installation, pack: PartnerPack) -> int:
    return undoing.undo(by=here.viewer(), at=here.tick(), on=TODAY, case=here.case, pack=pack)


def answer(here: Installation, name: str, verdict: actions.Verdict) -> None:
    pack = given(here)
    lines = [one for one in here.look(body_of(pack)).lines if one.name == name]
    actions.answer_rows(
        by=here.viewer(), at=here.tick(), on=TODAY, case=here.case, pack=pack, lines=lines, verdict=verdict
    )


def test_a_pack_is_undone_as_a_whole_and_only_while_nothing_rests_on_it(
    north: Installation, south: Installation
) -> None:
    south.bring_in(body_of(north.build()))
    first = on_record(south)
    row = Item.objects.get(case=north.case, key="K-1 for south").disposition
    row.route, row.one_off_cost = "extend", None
    row.save()
    Item.objects.filter(case=north.case, key="N-1").update(name="North alone, renamed")
    south.bring_in(body_of(north.build()))
    with pytest.raises(Refused, match="rests on it: the pack that North Thornton made on 22 November 2026"):
        undo(south, given(south, 0))
    assert undo(south, given(south)) == 2
    assert on_record(south) == first, "The rows are not as they were before the pack."
    with pytest.raises(Refused, match="not brought in"):
        undo(south, given(south))
    contract = Item.objects.get(case=south.case, key="N-1")
    Holding.objects.create(case=south.case, item=contract, organisation=south.own, recorded_by=south.own)
    assert undoing.outlook(south.viewer(), south.case, given(south, 0)).rests == ("holding of North alone",)
    Holding.objects.filter(item=contract).delete()
    change = Change("change", "contracts", "N-1", {}, {"route": "x"}, contract)
    record([change], by=south.viewer(), at=south.tick(), why="a look", case=south.case)
    assert (
        "North alone, changed on 22 November 2026"
        in undoing.outlook(south.viewer(), south.case, given(south, 0)).refusal
    )
    assert verify().broken is None


def test_a_first_pack_undone_leaves_the_record_as_it_was(north: Installation, south: Installation) -> None:
    empty, body = on_record(south), body_of(north.build())
    south.bring_in(body)
    answer(south, "North alone", actions.Verdict(Answer.ACCEPTED))
    assert undo(south, given(south)) == 4
    assert on_record(south) == empty
    assert south.bring_in(body).writes == 4, "A pack that was undone cannot be brought in again."
    answer(south, "K-1 for north", actions.Verdict(Answer.ACCEPTED))
    with pytest.raises(Refused, match="K-1 for north, answered on 22 November 2026"):
        undo(south, given(south))


def test_rows_shared_no_more_are_withdrawn_one_by_one_or_all(north: Installation, south: Installation) -> None:
    south.bring_in(body_of(north.build()))
    Item.objects.filter(case=north.case, key__in=("N-1", "S-1")).update(audience="holders")
    pack = south.lay_down(body_of(north.build()))
    gone = south.look(body_of(pack)).gone
    assert sorted(one.name for one in gone) == ["assumption: Our capital", "contract: North alone"]

    def withdraw(chosen: set[str] | None, why: str = "ended") -> int:
        return undoing.withdraw_gone(
            by=south.viewer(), at=south.tick(), on=TODAY, case=south.case, pack=given(south), chosen=chosen, why=why
        )

    with pytest.raises(Refused, match="Bring in the last pack"):
        withdraw(None)
    south.bring_in(body_of(pack))
    for chosen, why, words in ((None, " ", "Say why"), ({"contracts:nothing"}, "x", "Tick at least one")):
        with pytest.raises(Refused, match=words):
            withdraw(chosen, why)
    contract = Item.objects.get(case=south.case, key="N-1")
    claim = Holding.objects.create(case=south.case, item=contract, organisation=south.own, recorded_by=south.own)
    with pytest.raises(Refused, match="records of yours refer to it: holding of North alone"):
        withdraw(None)
    claim.recorded_by = Organisation.objects.get(case=south.case, key="service")
    claim.save()  # nobody here can change it, so it stands in nobody's way
    assert withdraw({f"contracts:{contract.pk}"}) == 1
    assert not Item.objects.filter(case=south.case, key="N-1").exists()
    assert [one.name for one in south.look(body_of(pack)).gone] == ["assumption: Our capital"]
    assert withdraw(None) == 1
    Item.objects.filter(case=north.case, key="N-1").update(audience="partners")
    south.bring_in(body_of(north.build()))
    assert Item.objects.filter(case=south.case, key="N-1", withdrawn=False).exists(), "What is shared again is lost."


def test_an_answer_stands_on_the_item_and_in_the_list(north: Installation, south: Installation) -> None:
    """It showed on the page of the pack alone, where nobody looks who works on the item."""
    south.bring_in(body_of(north.build()))
    answer(south, "North alone", actions.Verdict(Answer.DISPUTED, "Ours <ended>"))
    contract = Item.objects.get(case=south.case, key="N-1")
    assert "by South Thornton, of a row of North Thornton" in panel(south.viewer(), contract)
    north.bring_in(body_of(south.build()))
    own = Item.objects.get(case=north.case, key="N-1")
    (found,) = said_of(north.viewer(), north.case, item=own.pk)
    assert (found.partner, found.disputed, found.ours, found.changed) == (north.partner, True, False, False)
    assert "Ours &lt;ended&gt;" in panel(north.viewer(), own)
    assert [one.sentence for one in prompts(north.viewer(), north.case, TODAY)] == [
        "1 row of yours is disputed in a partner pack."
    ]
    change = Change("change", "contracts", "N-1", {}, {"route": "x"}, own)
    record([change], by=north.viewer(), at=north.tick(), why="mended", case=north.case)
    assert "changed since" in panel(north.viewer(), own)
    undo(north, given(north))
    assert not panel(north.viewer(), own), "What an undone pack said still stands."


def test_who_may_not_write_what_a_pack_wrote_may_not_undo_it_nor_read_what_is_hidden_since(
    north: Installation, south: Installation
) -> None:
    """A finance officer brings in files, and could take back the dispositions that the client lead brought in."""
    south.bring_in(body_of(north.build()))
    contract = Item.objects.get(case=south.case, key="N-1")
    Item.objects.filter(pk=contract.pk).update(audience="holders", name="Zyzzyva renamed")
    record([Change("change", "contracts", "N-1", {}, {"name": "x"}, contract)], by=south.viewer(), at=south.tick(),
           why="a look", case=south.case)  # fmt: skip
    refusal = undoing.outlook(south.viewer(), south.case, given(south)).refusal
    assert "A row that you may not see any more, changed on 22 November 2026" in refusal
    assert "Zyzzyva" not in refusal
    Appointment.objects.filter(organisation=south.own).update(role=Role.FINANCE_OFFICER.value)
    with pytest.raises(Refused, match="your role may not change"):
        undo(south, given(south))
