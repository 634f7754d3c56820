"""Two at one disposition in the same moment: one of them is told, and nothing is lost or silently written over."""

from functools import partial
from typing import Any

from severalty.dispositions.models import Disposition, DispositionAnswer
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Answer, Route
from severalty.estate import importing
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from severalty.tenancy.models import ChangeSet, Item
from tests.conftest import NOON, make_cast
from tests.dispositions.conftest import Hands
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
