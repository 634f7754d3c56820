"""Two at one disposition in the same moment: one of them is told, and nothing is lost or silently written over."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from severalty.appraisal.models import Charge, DrawDown
from severalty.decisions.actions.papers import Overtaken, freeze_paper
from severalty.decisions.models import FrozenPaper
from severalty.decisions.queries.papers import last_written
from severalty.dispositions.binding import DISPOSITIONS
from severalty.dispositions.models import Disposition, DispositionAnswer
from severalty.dispositions.queries.frozen_registers import frozen_registers
from severalty.engine.appraisal.charges import Purpose
from severalty.engine.decisions.papers import PaperKind
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Answer, Route
from severalty.engine.estate.items import Assignable
from severalty.engine.estate.parties import Audience
from severalty.estate import importing
from severalty.estate.queries import CONTRACTS
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import ChangeSet, Item
from tests.conftest import NOON, make_cast
from tests.decisions.conftest import Desk
from tests.dispositions.conftest import Hands
from tests.dispositions.powers import standing
from tests.dispositions.test_money import draws
from tests.estate.test_importing import bring, file_of
from tests.tenancy.test_hardening import at_once


def kinds(found: list[Any]) -> list[str]:
    """What each of them got, by kind, in order of the alphabet."""
    return sorted(type(one).__name__ for one in found)


def test_of_two_colleagues_who_propose_at_once_the_second_is_told(committed: None) -> None:
    hands = Hands(make_cast())
    ref = hands.contract("C-1")
    new = [[hands.choice(ref, route=route)] for route in (Route.SPLIT, Route.NOVATE)]
    assert kinds(at_once(*[partial(hands.write, one) for one in new])) == ["ChangeSet", "Stale"]
    assert Disposition.objects.count() == 1
    old = [[hands.choice(ref, route=route)] for route in (Route.REPROCURE, Route.EXPIRE)]
    assert kinds(at_once(*[partial(hands.write, one) for one in old])) == ["ChangeSet", "Stale"]
    assert Item.objects.get(table="dispositions").version == 2
    assert verify().broken is None


def test_both_partners_who_propose_at_once_are_both_on_record(committed: None) -> None:
    hands = Hands(make_cast())
    ref = hands.contract("C-1")
    mine, theirs = hands.choice(ref, route=Route.SPLIT), hands.choice(ref, who="south", route=Route.KEEP_SHARED)
    found = at_once(partial(hands.write, [mine]), partial(hands.write, [theirs], "south"))
    assert kinds(found) == ["ChangeSet", "ChangeSet"], found
    assert hands.place(ref).row.standing.state is State.CONFLICTING
    assert verify().broken is None


def test_many_at_once_against_a_single_one_lose_nothing(committed: None) -> None:
    """Whoever comes second is told: the single one by itself, or by the list of what was changed meanwhile."""
    hands = Hands(make_cast())
    refs = [hands.contract(f"C-{number}") for number in range(4)]
    many = [hands.choice(ref, route=Route.SPLIT) for ref in refs]
    single = [hands.choice(refs[2], route=Route.NOVATE)]
    bulk, one = at_once(partial(hands.write, many), partial(hands.write, single))
    assert isinstance(bulk, ChangeSet), bulk
    routes = dict(Disposition.objects.values_list("thing_id", "route"))
    assert len(routes) == 4
    if isinstance(one, Stale):
        assert routes[refs[2]] == "split"
    else:
        assert (routes[refs[2]], bulk.summary["rows"]) == ("novate", {"dispositions": 3})
    assert verify().broken is None


def test_an_answer_given_while_the_proposal_changes_is_to_what_was_seen_or_not_at_all(committed: None) -> None:
    hands = Hands(make_cast())
    ref = hands.contract("C-1")
    hands.propose(ref)
    changed, answered = at_once(
        partial(hands.write, [hands.choice(ref, route=Route.EXPIRE)]), partial(hands.answer, [hands.reply(ref)])
    )
    assert isinstance(changed, ChangeSet), changed
    assert isinstance(answered, ChangeSet | Stale), answered
    given = isinstance(answered, ChangeSet)
    assert DispositionAnswer.objects.count() == int(given)
    assert hands.place(ref).row.standing.state is (State.STALE if given else State.PROPOSED)
    assert verify().broken is None


def test_two_who_answer_for_one_council_at_once_leave_one_answer(committed: None) -> None:
    hands = Hands(make_cast())
    ref = hands.contract("C-1")
    hands.propose(ref)
    yes, no = hands.reply(ref), hands.reply(ref, said=Answer.DISPUTED, reason="No")
    found = at_once(partial(hands.answer, [yes]), partial(hands.answer, [no]))
    assert kinds(found) == ["ChangeSet", "ChangeSet"], found
    assert DispositionAnswer.objects.count() == 1
    assert verify().broken is None


def test_what_is_undone_while_the_other_council_answers_is_answered_or_undone(committed: None) -> None:
    hands = Hands(make_cast())
    ref = hands.contract("C-1")
    changes = hands.write([hands.choice(ref)])
    undo = partial(importing.undo, by=hands.cast.viewer("north"), at=NOON, case=hands.cast.case, change_set=changes)
    undone, answered = at_once(undo, partial(hands.answer, [hands.reply(ref)]))
    assert isinstance(undone, Refused) != isinstance(answered, Refused), (undone, answered)
    assert verify().broken is None


def test_terms_that_change_while_the_partner_accepts_leave_nothing_accepted_unseen(committed: None) -> None:
    """It is accepted before the terms change, and then stands among what is agreed and refused, or not at all."""
    hands = Hands(make_cast())
    ref = hands.contract("C-1", who="north", assignable="yes")
    hands.propose(ref, route=Route.ASSIGN)
    held = Drafting(hands.cast.viewer("north"), hands.cast.case).existing(CONTRACTS)
    fixed = replace(next(iter(held.values()))[1], assignable=Assignable.NO)
    change = partial(bring, hands.cast.viewer("north"), hands.cast.case, file_of(contracts=[fixed]))
    changed, answered = at_once(change, partial(hands.answer, [hands.reply(ref)]))
    assert isinstance(changed, ChangeSet), changed
    assert isinstance(answered, ChangeSet | Refused), answered
    row = hands.place(ref).row
    assert row.refusals
    assert row.agreed_refused == isinstance(answered, ChangeSet)
    assert verify().broken is None


def test_a_file_and_a_colleague_at_one_disposition_do_not_write_over_each_other(committed: None) -> None:
    hands = Hands(make_cast())
    ref = hands.contract("C-1")
    hands.propose(ref, route=Route.SPLIT)
    viewer, case = hands.cast.viewer("north"), hands.cast.case
    record = replace(next(iter(Drafting(viewer, case).existing(DISPOSITIONS).values()))[1], route=Route.NOVATE)
    file = file_of(dispositions=[record])
    seen = importing.preview(viewer, case, file, NOON).digest
    order = importing.Order(file, "update", "a test", seen)
    found = at_once(
        partial(importing.apply, by=viewer, at=NOON, case=case, order=order),
        partial(hands.write, [hands.choice(ref, route=Route.EXPIRE)]),
    )
    assert kinds(found) in (["ChangeSet", "Refused"], ["ChangeSet", "Stale"]), found
    assert Item.objects.get(table="dispositions").version == 2
    assert verify().broken is None


def test_of_two_colleagues_one_accepts_and_one_writes_what_cannot_be_beside_it(committed: None) -> None:
    """Whoever comes second reads what the first has written: it is never agreed with what goes against it."""
    hands = Hands(make_cast())
    ref = hands.contract("C-1", may_end_early="yes", notice="3 months")
    hands.propose(ref, route=Route.TERMINATE)
    against = [hands.choice(ref, "south", "south", route=Route.NOVATE)]
    found = at_once(partial(hands.write, against, "south"), partial(hands.answer, [hands.reply(ref)]))
    assert kinds(found) in (["ChangeSet", "Refused"], ["ChangeSet", "Unfit"]), found
    assert not hands.place(ref).row.agreed_refused
    assert verify().broken is None


def test_of_two_who_draw_from_one_contingency_at_once_one_is_told_what_is_left(committed: None) -> None:
    cast = make_cast()
    item = cast.item(cast.north, "M-1", Audience.PARTNERS, table="charges", name="Held", evidence="reported")
    Charge.objects.create(item=item, year=2026, amount=100_00, purpose=Purpose.CONTINGENCY)
    for who in ("north", "south"):
        standing(cast, who)
    found = at_once(*[partial(draws, cast, who, 60_00, f"DD-{who}") for who in ("north", "south")])
    assert kinds(found) == ["NoneType", "Unfit"], found
    assert DrawDown.objects.get().amount == 60_00
    assert verify().broken is None


@pytest.mark.parametrize("deed", ["propose", "answer"])
def test_what_is_written_while_the_register_is_frozen_is_in_it_or_said_to_be_later(committed: None, deed: str) -> None:
    """By the time of day, a change that was begun before and written after the freeze was neither."""
    desk, hands = Desk(cast := make_cast()), Hands(cast)
    ref = hands.contract("C-1")
    hands.propose(ref, route=Route.SPLIT)
    paper = desk.save("register", {}, kind=PaperKind.DISPOSITIONS, name="The register for the boards")
    mark = last_written(cast.viewer("north"), cast.case)
    freezing = desk.freezing(paper, read_after=mark)
    freeze = partial(freeze_paper, by=cast.viewer("north"), at=NOON, why="For the boards", case=cast.case,
                     freezing=freezing)  # fmt: skip
    choice, reply = [hands.choice(ref, route=Route.EXPIRE)], [hands.reply(ref)]
    written = partial(hands.write, choice) if deed == "propose" else partial(hands.answer, reply)
    frozen, made = at_once(freeze, written)
    assert isinstance(made, ChangeSet), made
    if isinstance(frozen, Overtaken):
        assert not FrozenPaper.objects.exists()
        again = desk.freeze(paper)
        assert ("let expire" if deed == "propose" else "agreed") in again.body
        assert [one.changed for one in frozen_registers(cast.viewer("north"), cast.case)] == [0]
    else:
        assert [one.changed for one in frozen_registers(cast.viewer("north"), cast.case)] == [1], frozen
    assert verify().broken is None


def test_a_register_that_was_read_before_a_change_is_not_frozen_after_it(hands: Hands) -> None:
    ref = hands.contract("C-1")
    desk = Desk(hands.cast)
    paper = desk.save("register", {}, kind=PaperKind.DISPOSITIONS, name="The register for the boards")
    read = desk.freezing(paper, read_after=last_written(hands.cast.viewer("north"), hands.cast.case))
    hands.propose(ref)
    with pytest.raises(Overtaken, match="Freeze it again"):
        freeze_paper(by=hands.cast.viewer("north"), at=NOON, why="x", case=hands.cast.case, freezing=read)
