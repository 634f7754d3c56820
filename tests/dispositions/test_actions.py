"""Proposing, answering and undoing: what is written, what is refused, and what nobody can do for another."""

from collections.abc import Callable
from typing import Any

import pytest

from severalty.dispositions.actions import Unfit
from severalty.dispositions.models import Disposition, DispositionAnswer
from severalty.dispositions.queries.choices import Choice, look, seen_of
from severalty.engine.dates import read_date
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Answer, Route
from severalty.engine.estate.parties import Audience
from severalty.estate import importing
from severalty.estate.models import Contract
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from severalty.tenancy.models import AuditEntry, ChangeSet
from tests.conftest import NOON, TODAY
from tests.decisions.conftest import entries
from tests.dispositions.conftest import Hands


def undo(hands: Hands, changes: ChangeSet, who: str = "north") -> int:
    return importing.undo(by=hands.cast.viewer(who), at=NOON, case=hands.cast.case, change_set=changes)


def test_a_proposal_waits_for_the_other_council_until_it_accepts(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    assert hands.place(ref).row.standing.state is State.PROPOSED
    assert hands.place(ref, who="south").waits_for(hands.cast.viewer("south"))
    hands.answer([hands.reply(ref)])
    assert hands.place(ref).row.standing.state is State.AGREED
    assert not hands.place(ref, who="south").waits_for(hands.cast.viewer("south"))


def test_many_are_written_as_one_set_of_changes_and_undone_whole(hands: Hands) -> None:
    refs = [hands.contract(f"C-{number}") for number in range(3)]
    first = hands.propose(refs[0], route=Route.SPLIT)
    changes = hands.write([hands.choice(ref, route=Route.REPROCURE) for ref in refs])
    assert {one.route for one in Disposition.objects.all()} == {"re-procure"}
    assert changes.summary["rows"] == {"dispositions": 3}
    assert undo(hands, changes) == 3
    first.refresh_from_db()
    assert first.route == "split"
    assert Disposition.objects.filter(item__withdrawn=False).count() == 1
    assert verify().broken is None


def test_what_was_answered_since_is_not_undone_under_the_other_council(hands: Hands) -> None:
    ref = hands.contract("C-1")
    changes = hands.write([hands.choice(ref)])
    hands.answer([hands.reply(ref)])
    with pytest.raises(Refused, match="changed since"):
        undo(hands, changes)


def test_answers_are_undone_too(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    changes = hands.answer([hands.reply(ref)])
    assert undo(hands, changes, "south") == 1
    assert hands.place(ref).row.standing.state is State.PROPOSED


def test_what_the_terms_refuse_is_refused_and_the_rest_is_written(hands: Hands) -> None:
    fixed, free = hands.contract("C-1", assignable="no"), hands.contract("C-2", assignable="yes")
    choices = [hands.choice(ref, route=Route.ASSIGN) for ref in (fixed, free)]
    found = look(hands.cast.viewer("north"), hands.cast.case, TODAY, choices)
    assert [one.writes for one in found] == [False, True]
    assert "route" in found[0].columns
    hands.write(choices)
    assert [one.thing_id for one in Disposition.objects.all()] == [free]


def test_a_refusal_gives_way_to_a_named_officer_with_a_reason(hands: Hands) -> None:
    ref = hands.contract("C-1", assignable="no")
    with pytest.raises(Unfit):
        hands.propose(ref, route=Route.ASSIGN)
    with pytest.raises(Unfit) as refused:
        hands.propose(ref, route=Route.ASSIGN, override="The supplier has agreed in writing")
    assert "officer who says so" in refused.value.columns["overridden_by"]
    made = hands.propose(
        ref, route=Route.ASSIGN, override="The supplier has agreed in writing", overridden_by="Monitoring officer"
    )
    assert made.overridden_by == "Monitoring officer"
    place = hands.place(ref)
    assert not place.row.refusals
    assert "Monitoring officer" in place.row.warnings[0]


def test_what_came_in_by_another_way_shows_as_refused(hands: Hands) -> None:
    """The importer writes records without the check of the workbench; the workbench says so all the same."""
    ref = hands.contract("C-1", assignable="no")
    made = hands.propose(ref, route=Route.SPLIT)
    Disposition.objects.filter(pk=made.pk).update(route="assign")
    assert hands.place(ref).row.refusals


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"route": Route.MOVE}, "does not fit contracts"),
        ({"done_on": read_date("2026-11-01")}, "where it shows"),
        ({"moves_to": "nothing22222"}, "one of the contracts"),
        ({"new_holder": "nobody"}, "one of the organisations"),
    ],
)
def test_what_cannot_be_says_why(hands: Hands, values: dict[str, Any], words: str) -> None:
    ref = hands.contract("C-1")
    with pytest.raises(Unfit) as refused:
        hands.propose(ref, **values)
    assert words in str(refused.value)
    assert not Disposition.objects.exists()


def test_the_same_again_changes_nothing(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    with pytest.raises(Unfit, match="Nothing would change"):
        hands.propose(ref)


def test_somebody_who_looked_before_a_colleague_wrote_is_told_of_both_values(hands: Hands) -> None:
    ref = hands.contract("C-1")
    mine = hands.choice(ref, route=Route.SPLIT)
    hands.propose(ref, route=Route.NOVATE)
    with pytest.raises(Stale, match="novate on record now"):
        hands.write([mine])
    found = look(hands.cast.viewer("north"), hands.cast.case, TODAY, [mine])[0]
    assert found.before is not None
    assert (found.changed, found.before.route, found.route) == (True, Route.NOVATE, Route.SPLIT)


def test_in_bulk_what_a_colleague_changed_is_left_alone(hands: Hands) -> None:
    refs = [hands.contract(f"C-{number}") for number in range(2)]
    mine = [hands.choice(ref, route=Route.SPLIT) for ref in refs]
    hands.propose(refs[0], route=Route.NOVATE)
    hands.write(mine)
    assert dict(Disposition.objects.values_list("thing_id", "route")) == {refs[0]: "novate", refs[1]: "split"}


def test_what_was_looked_at_must_still_be_so_when_it_is_written(hands: Hands) -> None:
    ref = hands.contract("C-1")
    choices = [hands.choice(ref, route=Route.ASSIGN)]
    seen = seen_of(look(hands.cast.viewer("north"), hands.cast.case, TODAY, choices))
    Contract.objects.filter(pk=ref).update(assignable="no")
    with pytest.raises(Stale, match="changed since you looked"):
        hands.write(choices, seen=seen)


def test_each_partner_proposes_beside_the_other_and_the_conflict_shows(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref, route=Route.SPLIT)
    hands.propose(ref, route=Route.KEEP_SHARED, who="south")
    place = hands.place(ref)
    assert place.row.standing.state is State.CONFLICTING
    assert {one.recorder.key for one in place.proposals} == {"north", "south"}
    assert Disposition.objects.count() == 2


def test_an_answer_to_what_was_changed_since_is_not_taken(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    reply = hands.reply(ref)
    hands.propose(ref, one_off_cost=1)
    with pytest.raises(Stale, match="changed since you were shown it"):
        hands.answer([reply])
    assert not DispositionAnswer.objects.exists()


def test_a_change_makes_an_answer_stale_and_it_is_asked_again(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    hands.answer([hands.reply(ref)])
    hands.propose(ref, one_off_cost=1_00)
    place = hands.place(ref, who="south")
    assert place.row.standing.state is State.STALE
    assert place.waits_for(hands.cast.viewer("south"))
    hands.propose(ref, one_off_cost=None)
    assert hands.place(ref).row.standing.state is State.AGREED, "It is again what South agreed to."


def test_a_dispute_needs_a_reason_and_shows_it(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    with pytest.raises(Refused, match="say why"):
        hands.answer([hands.reply(ref, said=Answer.DISPUTED)])
    hands.answer([hands.reply(ref, said=Answer.DISPUTED, reason="We need it until April")])
    standing = hands.place(ref).row.standing
    assert standing.state is State.DISPUTED
    assert "We need it until April" in standing.reasons[0]


def test_in_bulk_all_answers_are_given_or_none(hands: Hands) -> None:
    refs = [hands.contract(f"C-{number}") for number in range(2)]
    for ref in refs:
        hands.propose(ref)
    replies = [hands.reply(ref) for ref in refs]
    hands.propose(refs[1], one_off_cost=1)
    with pytest.raises(Stale):
        hands.answer(replies)
    assert not DispositionAnswer.objects.exists()


def _nothing(hands: Hands, ref: str) -> None:
    hands.answer([])


def _own(hands: Hands, ref: str) -> None:
    hands.answer([hands.reply(ref, who="north")], "north")


def _service(hands: Hands, ref: str) -> None:
    hands.answer([hands.reply(ref)], "service")


def _proposed_by_supplier(hands: Hands, ref: str) -> None:
    hands.write([Choice(ref, "north", {"route": Route.SPLIT})], "supplier")


def _for_no_council(hands: Hands, ref: str) -> None:
    hands.write([Choice(ref, "supplier", {"route": Route.SPLIT})])


@pytest.mark.parametrize("deed", [_nothing, _own, _service, _proposed_by_supplier, _for_no_council])
def test_nobody_speaks_for_another(hands: Hands, deed: Callable[[Hands, str], None]) -> None:
    ref = hands.contract("C-1", audience=Audience.PARTNERSHIP)
    hands.propose(ref)
    with pytest.raises(Refused):
        deed(hands, ref)


def test_what_another_recorded_in_a_councils_name_counts_for_nothing_and_gives_way(hands: Hands) -> None:
    """A partner that brought in a file with the other's answers would have answered for it, and locked it out."""
    ref = hands.contract("C-1")
    made = hands.propose(ref)
    one = hands.place(ref).proposals[0]
    DispositionAnswer.objects.create(
        case=hands.cast.case, disposition=made, organisation=hands.cast.south, recorded_by=hands.cast.north,
        answer="accepted", of_version=one.fingerprint,
    )  # fmt: skip
    assert hands.place(ref).row.standing.state is State.PROPOSED
    hands.answer([hands.reply(ref, said=Answer.DISPUTED, reason="No")])
    row = DispositionAnswer.objects.get()
    assert (row.recorded_by, row.answer) == (hands.cast.south, "disputed")
    assert [one["act"] for one in entries()][-2:] == ["remove", "create"]


def test_a_proposal_kept_to_oneself_is_nothing_to_the_partner(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref, audience=Audience.HOLDERS)
    assert hands.place(ref).row.route is Route.REPROCURE
    joint = hands.place(ref).joint
    assert joint is not None
    assert joint.route is Route.UNDECIDED
    theirs = hands.place(ref, who="south")
    assert (theirs.row.route, theirs.proposals) == (Route.UNDECIDED, ())
    with pytest.raises(Stale, match="no longer on record"):
        hands.answer([hands.reply(ref, who="north")])


def test_every_change_stands_in_the_trail(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    hands.answer([hands.reply(ref)])
    acts = [(one["table"], one["act"], one["for"]) for one in entries()]
    assert acts == [("dispositions", "create", "north"), ("disposition_answers", "create", "south")]
    assert AuditEntry.objects.filter(change_set__isnull=True).count() == 0


def test_two_things_of_one_key_are_two_in_one_go(hands: Hands) -> None:
    """The second was refused as a twin of the first, because both proposals were given the same key."""
    refs = [hands.contract("C-1", who) for who in ("service", "north")]
    hands.write([hands.choice(ref, route=Route.SPLIT) for ref in refs])
    assert set(Disposition.objects.values_list("thing_id", flat=True)) == set(refs)
    hands.answer([hands.reply(refs[0])])
    assert [hands.place(ref).row.standing.state for ref in refs] == [State.AGREED, State.PROPOSED]
