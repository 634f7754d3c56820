"""Two councils exchange packs over a file: what goes in, what it changes, what is answered, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from severalty.dispositions.queries.workbench import Place, workbench_for
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Answer
from severalty.engine.dispositions.packs import Arrival
from severalty.engine.fields import columns_of
from severalty.engine.tables import TABLES
from severalty.estate.models import Contract
from severalty.formats.pack import ANSWER_COLUMNS, ANSWERS, Envelope, Party, pack_file
from severalty.formats.pack_signing import Signer
from severalty.formats.pack_verify import checked
from severalty.formats.problems import Unreadable
from severalty.packs import actions
from severalty.packs.importing import bringing
from severalty.packs.models import PartnerAnswer, PartnerPack
from severalty.packs.queries.beside import in_names
from severalty.packs.queries.packs import seen_by
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import read_body, verify
from severalty.tenancy.drafts import Effect
from severalty.tenancy.models import Appointment, AuditEntry, Holding, Item
from severalty.tenancy.permissions import Role
from tests.packs.conftest import NOON, TODAY, Installation

pytestmark = [pytest.mark.sqlite_enough, pytest.mark.django_db, pytest.mark.slow]


def body_of(pack: PartnerPack) -> bytes:
    return bytes(pack.body)


def audited(here: Installation, act: str) -> int:
    bodies = [read_body(one) for one in AuditEntry.objects.filter(case=here.case)]
    return sum(1 for body in bodies if body["table"] == actions.AUDITED and body["act"] == act)


def place_of(here: Installation, key: str, council: str) -> Place:
    """One thing for one council on the workbench of an installation."""
    places = workbench_for(here.viewer(), here.case, TODAY).places
    return next(one for one in places if one.subject.key == key and one.council.key == council)


def test_only_what_the_partner_may_see_goes_in(north: Installation) -> None:
    verdict = checked(body_of(north.build()))
    names = {table: [row[1] for row in rows] for table, rows in verdict.rows.items()}
    assert names["contracts"] == ["North alone"]
    assert names["dispositions"] == ["K-1 for north", "K-1 for south"]
    assert names["assumptions"] == ["Our capital"]
    assert "suppliers" not in names, "A table with nothing to share must not show."
    assert b"yzzyva" not in body_of(north.build())
    assert b"hush" not in body_of(north.build()), "A hidden supplier is named by a contract that is shared."
    assert audited(north, "build") == 3


def test_what_is_kept_back_changes_no_byte(north: Installation) -> None:
    at = north.tick()
    before = body_of(north.build(at))
    for item in Item.objects.filter(case=north.case, name__contains="yzzyva"):
        item.withdrawn = True
        item.save()
    PartnerPack.objects.all().delete()
    assert body_of(north.build(at)) == before, "A private row shows in the bytes of a pack."


def test_a_pack_is_brought_in_as_its_senders_own_rows(north: Installation, south: Installation) -> None:
    body = body_of(north.build())
    found = south.look(body)
    assert (found.count(Effect.NEW), found.count(Effect.CHANGED), found.count(Effect.REFUSED)) == (4, 0, 0)
    assert not Item.objects.filter(case=south.case, name="North alone").exists(), "Looking wrote something."
    south.bring_in(body)
    assert Item.objects.get(case=south.case, name="North alone").recorded_by == south.partner
    own = Item.objects.get(case=south.case, table="dispositions", recorded_by=south.own)
    assert own.disposition.route == "extend", "South's own proposal was overwritten."
    assert audited(south, "receive") == audited(south, "import") == 1
    assert verify().broken is None


def test_differences_from_ones_own_record_and_beliefs_are_shown(north: Installation, south: Installation) -> None:
    lines = {one.name: one for one in south.look(body_of(north.build())).lines}
    beside = {one.column: (one.theirs, one.ours) for one in lines["K-1 for south"].beside}
    assert beside["route"] == ("re-procure", "extend")
    assert beside["one_off_cost"] == ("5000.00", "900.00")
    assert not lines["K-1 for north"].differs
    assert "They seek £9m" in lines["Our capital"].belief
    assert "£5,000,000" in lines["Our capital"].belief


def test_what_a_row_refers_to_is_shown_by_name_and_its_own_key_as_it_is() -> None:
    shapes = {one.name: one for one in columns_of(TABLES["contracts"])}
    names = {("organisations", "north"): "North Thornton", ("suppliers", "acme@service"): "Acme Ltd"}
    told = {"key": "north", "recorded_by": "north", "supplier": "acme@service", "shared_with": "north; west"}
    assert {name: in_names(shapes[name], text, names) for name, text in told.items()} == {
        "key": "north", "recorded_by": "North Thornton", "supplier": "Acme Ltd", "shared_with": "North Thornton; west",
    }  # fmt: skip


def test_the_same_pack_twice_changes_nothing(north: Installation, south: Installation) -> None:
    body = body_of(north.build())
    south.bring_in(body)
    count = Item.objects.filter(case=south.case).count()
    again = south.bring_in(body)
    assert (again.arrival, again.writes) == (Arrival.AGAIN, 0)
    assert Item.objects.filter(case=south.case).count() == count
    assert PartnerPack.objects.filter(case=south.case).count() == 1


def test_what_changed_since_the_last_pack_is_shown_and_an_older_one_is_told(
    north: Installation, south: Installation
) -> None:
    old = body_of(north.build())
    south.bring_in(old)
    row = Item.objects.get(case=north.case, key="K-1 for south").disposition
    row.route, row.one_off_cost = "extend", None
    row.save()
    Item.objects.filter(case=north.case, key="N-1").update(withdrawn=True)
    new = south.look(body_of(north.build()))
    assert (new.arrival, new.writes) == (Arrival.NEWER, 1)
    (changed,) = [one for one in new.lines if one.effect is Effect.CHANGED]
    assert changed.changes == (("Disposition", "re-procure", "extend"), ("One-off cost", "5000.00", ""))
    assert changed.altered == changed.changes, "Nothing in it refers to anything."
    assert [one.name for one in new.gone] == ["contract: North alone"]
    south.bring_in(body_of(PartnerPack.objects.get(digest=new.verdict.digest, made_here=True)))
    assert south.look(old).arrival is Arrival.OLDER
    with pytest.raises(Refused, match="A newer pack"):
        south.bring_in(old)
    assert (
        Item.objects.get(case=south.case, key="K-1 for south", recorded_by=south.partner).disposition.route == "extend"
    )


def test_a_dispute_raised_in_one_is_seen_in_the_other(north: Installation, south: Installation) -> None:
    found = south.bring_in(body_of(north.build()))
    pack = PartnerPack.objects.get(case=south.case, made_here=False)
    lines = [one for one in south.look(body_of(pack)).lines if one.name in ("K-1 for north", "North alone")]
    with pytest.raises(Refused, match="Say why"):
        actions.answer_rows(by=south.viewer(), at=NOON, on=TODAY, case=south.case, pack=pack, lines=lines,
                            verdict=actions.Verdict(Answer.DISPUTED, " "))  # fmt: skip
    actions.answer_rows(by=south.viewer(), at=south.tick(), on=TODAY, case=south.case, pack=pack, lines=lines,
                        verdict=actions.Verdict(Answer.DISPUTED, "=The date is ours too"))  # fmt: skip
    assert audited(south, "answer") == 2
    assert place_of(south, "K-1", "north").row.standing.state is State.DISPUTED
    back = north.bring_in(body_of(south.build()))
    assert {(one.answer.table, one.answer.reason, one.stands) for one in back.told} == {
        ("contracts", "=The date is ours too", True), ("dispositions", "=The date is ours too", True),
    }  # fmt: skip
    place = place_of(north, "K-1", "north")  # fmt: skip
    assert place.row.standing.state is State.DISPUTED, "The dispute did not reach the workbench of the other council."
    assert any("The date is ours too" in one for one in place.row.standing.reasons)
    assert found.verdict.digest in {one.answer.pack for one in back.told}


def test_an_answer_to_a_row_that_was_changed_since_says_so(north: Installation, south: Installation) -> None:
    south.bring_in(body_of(north.build()))
    pack = PartnerPack.objects.get(case=south.case, made_here=False)
    lines = [one for one in south.look(body_of(pack)).lines if one.name == "North alone"]
    actions.answer_rows(by=south.viewer(), at=south.tick(), on=TODAY, case=south.case, pack=pack, lines=lines,
                        verdict=actions.Verdict(Answer.ACCEPTED))  # fmt: skip
    back = body_of(south.build())
    assert [one.stands for one in north.look(back).told] == [True]
    Item.objects.filter(case=north.case, key="N-1").update(name="North alone, renamed")
    assert [one.stands for one in north.look(back).told] == [False]


def test_an_answer_to_an_older_row_is_none_to_what_is_on_record_now(north: Installation, south: Installation) -> None:
    """To accept a row of an older pack accepted whatever the record said by then, at another cost."""
    south.bring_in(body_of(north.build()))
    pack = PartnerPack.objects.get(case=south.case, made_here=False)
    row = Item.objects.get(case=north.case, key="K-1 for north").disposition
    row.one_off_cost = 999_999_00
    row.save()
    south.bring_in(body_of(north.build()))
    lines = [one for one in south.look(body_of(pack)).lines if one.name == "K-1 for north"]
    assert lines
    assert not lines[0].stands
    actions.answer_rows(by=south.viewer(), at=south.tick(), on=TODAY, case=south.case, pack=pack, lines=lines,
                        verdict=actions.Verdict(Answer.ACCEPTED))  # fmt: skip
    assert place_of(south, "K-1", "north").row.standing.state is not State.AGREED


def test_two_packs_that_cross_are_told_and_both_come_in(north: Installation, south: Installation) -> None:
    ours, theirs = body_of(north.build()), body_of(south.build())
    assert south.bring_in(ours).crossed
    assert north.bring_in(theirs).crossed
    assert not north.look(body_of(south.build())).crossed, "South has North's pack by now."
    place = place_of(north, "K-1", "south")  # fmt: skip
    assert place.row.standing.state is State.CONFLICTING
    assert {one.recorder.key for one in place.proposals} == {"north", "south"}


def test_a_key_that_was_not_compared_is_refused(north: Installation, south: Installation) -> None:
    body = body_of(north.build())
    with pytest.raises(Refused, match="have not compared"):
        south.bring_in(body, compared=False)
    south.bring_in(body)
    assert not south.look(body_of(north.build())).needs_comparing


def test_a_partners_new_key_must_be_compared_again(north: Installation, south: Installation, settings: Any) -> None:
    south.bring_in(body_of(north.build()))
    settings.SECRET_KEY = "a new one"
    found = south.look(body_of(north.build()))
    assert found.needs_comparing
    assert found.known_key


def test_a_pack_for_another_or_of_oneself_or_altered_is_refused(north: Installation, south: Installation) -> None:
    body = body_of(north.build())
    with pytest.raises(Refused, match="This pack is for South Thornton"):
        north.look(body)
    with pytest.raises(Unreadable, match=r'Sheet "dispositions", row 2, reason'):
        south.look(body.replace(b"Named as a user", b"Named as a User"))
    with pytest.raises(Refused, match="goes from one organisation"):
        actions.build_pack(by=north.viewer(), at=NOON, on=TODAY, case=north.case, partner=north.own)


def test_rows_that_rest_on_nothing_here_are_left_out_and_told(north: Installation, south: Installation) -> None:
    Item.objects.filter(case=south.case, key="K-1").update(withdrawn=True)
    found = south.look(body_of(north.build()))
    refused = [one for one in found.lines if one.effect is Effect.REFUSED]
    assert {one.name for one in refused} == {"K-1 for north", "K-1 for south"}
    assert 'Sheet "dispositions", row 2, thing: found contracts:K-1@service' in refused[0].refusal
    south.bring_in(body_of(north.build()))
    assert Item.objects.filter(case=south.case, name="North alone").exists()


def test_on_one_installation_everything_is_on_record_already(north: Installation) -> None:
    """Both councils here: a pack must not write over what its sender has on record."""
    pack = north.build()
    viewer = seen_by(north.partner, TODAY)
    found = bringing.look(viewer, north.case, body_of(pack), "x", TODAY)
    assert found.is_ours
    assert found.writes == 0
    assert not found.gone


def test_a_sender_cannot_write_rows_of_others(north: Installation, south: Installation) -> None:
    """A signed pack may still say that the recipient recorded something: nothing of it is written."""
    columns = ("key", "name", "audience", "recorded_by")
    rows = {
        "contracts": (
            columns,
            (("K-1", "Taken over", "partners", "service"), ("S-1", "Slipped in", "partners", "south")),
        ),
        "organisations": (("key", "name", "kind"), (("south", "Renamed", "supplier"),)),
        "disposition_answers": (
            ("disposition", "organisation", "answer", "recorded_by"),
            (("K-1 for south@south", "south", "accepted", "north"),),
        ),
    }
    envelope = Envelope(Party("x", "X"), Party("north", "N"), Party("south", "S"), "2026-11-22T12:00:00+00:00", "Other")
    body, _ = pack_file(envelope, rows, Signer("theirs", "x").sign)
    found = south.bring_in(body)
    assert found.writes == 0
    assert len([one for one in found.lines if one.effect is Effect.REFUSED]) == 3
    south.own.refresh_from_db()
    assert south.own.name == "South Thornton"


def test_a_pack_made_twice_in_a_second_is_one(north: Installation) -> None:
    at = north.tick()
    assert north.build(at).pk == north.build(at + timedelta(milliseconds=5)).pk


def test_what_the_maker_may_see_no_more_is_not_told_by_the_partners_eyes(north: Installation) -> None:
    """A reference to what the partner has closed since would be spelled out, as the partner sees it."""
    Item.objects.filter(case=north.case, key="acme").update(recorded_by=north.partner, key="hollow-secret")
    supplier = Item.objects.get(case=north.case, key="hollow-secret")
    Contract.objects.filter(item__case=north.case, item__key="N-1").update(supplier=supplier.pk)
    Holding.objects.create(case=north.case, item=supplier, organisation=north.own, recorded_by=north.own)
    assert b"hollow-secret@south" in body_of(north.build()), "The partner's open supplier is named."
    Item.objects.filter(pk=supplier.pk).update(audience="holders")
    assert b"hollow-secret" not in body_of(north.build())


def test_an_answer_holds_for_the_same_row_of_the_next_pack(north: Installation, south: Installation) -> None:
    south.bring_in(body_of(north.build()))
    pack = PartnerPack.objects.get(case=south.case, made_here=False)
    lines = [one for one in south.look(body_of(pack)).lines if one.table in ("contracts", "assumptions")]
    actions.answer_rows(by=south.viewer(), at=south.tick(), on=TODAY, case=south.case, pack=pack, lines=lines,
                        verdict=actions.Verdict(Answer.ACCEPTED))  # fmt: skip
    Item.objects.filter(case=north.case, key="N-1").update(name="North alone, renamed")
    south.bring_in(body_of(north.build()))
    back = north.look(body_of(south.build()))
    assert [one.answer.table for one in back.told] == ["assumptions"], "The contract is another one by now."


def test_a_pack_of_a_day_to_come_would_stand_in_the_way_of_later_ones(north: Installation, south: Installation) -> None:
    with pytest.raises(Refused, match="still to come"):
        south.look(body_of(north.build(NOON + timedelta(days=3))))


def test_a_pack_of_another_case_is_refused(north: Installation, south: Installation) -> None:
    body, viewer = body_of(north.build()), south.viewer()
    south.bring_in(body)
    there = Appointment.objects.create(person=south.person, organisation=north.partner, role=Role.CLIENT_LEAD.value)
    with pytest.raises(Refused, match=r"of the case Thornton \(north-own\), in which you take part"):
        bringing.look(viewer, south.case, body, "x", TODAY)
    there.delete()
    names = Party("other", "Another split"), Party("north", "N"), Party("south", "S")
    other, _ = pack_file(Envelope(*names, "2026-11-22T15:00:00+00:00", "S"), {}, Signer("x", "other").sign)
    with pytest.raises(Refused, match=r"before were of the case Thornton \(north-own\), and this one is of Another"):
        south.look(other)


def test_nobody_writes_rows_of_those_who_keep_them_here_with_a_pack_made_elsewhere(
    north: Installation, south: Installation
) -> None:
    """Whoever signs a pack in the name of a partner that is on this installation could write its rows."""
    body = body_of(north.build())
    south.bring_in(body)
    Appointment.objects.create(person=north.person, organisation=south.partner, role=Role.CLIENT_LEAD.value)
    with pytest.raises(Refused, match="North Thornton keeps its rows on this installation itself"):
        south.look(body)


def test_answers_to_rows_that_no_pack_had_are_left_out(north: Installation, south: Installation) -> None:
    """They could be too long for their columns: PostgreSQL then refused the whole pack."""
    made = north.build()
    said = ("disposition_answers" * 3, "x", "0" * 64, "disputed", "No", "2026-11-22, I think")
    rows = {ANSWERS: (ANSWER_COLUMNS, ((made.digest, *said),))}
    names = Party("south-own", "Thornton"), Party("south", "S"), Party("north", "N")
    body, _ = pack_file(Envelope(*names, "2026-11-22T13:00:00+00:00", "S"), rows, Signer("x", "south").sign)
    north.bring_in(body)
    assert not PartnerAnswer.objects.exists()
