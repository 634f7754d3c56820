"""What the record refuses is accepted by nobody, and what was agreed before the record refused it is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from severalty.dispositions.actions import Unfit
from severalty.dispositions.models import DispositionAnswer
from severalty.dispositions.queries.choices import look
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Answer, Route
from severalty.engine.dispositions.dispositions import DispositionAnswer as DispositionAnswerRecord
from severalty.estate.models import Contract
from severalty.tenancy.actions import Refused
from severalty.tenancy.models import Item
from tests.conftest import NOON, TODAY
from tests.decisions.conftest import main_of
from tests.dispositions.conftest import Hands, address
from tests.dispositions.test_brought import problems

WORKBENCH = "/dispositions/thornton/"
OVERRIDE = {"override": "The supplier has agreed in writing", "overridden_by": "Monitoring officer"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


def assigned(hands: Hands, key: str = "C-1") -> str:
    """A contract that is to be assigned, as North proposes, and turns out not to be assignable."""
    ref = hands.contract(key, assignable="yes")
    hands.propose(ref, route=Route.ASSIGN)
    Contract.objects.filter(pk=ref).update(assignable="no")
    return ref


def test_nobody_accepts_what_the_terms_refuse_but_a_named_officer_may_go_on(hands: Hands) -> None:
    """A council could agree to what the workbench refused to write."""
    ref = assigned(hands)
    with pytest.raises(Refused, match=r"Contract C-1 for North Thornton cannot be accepted.*not assignable.*ask North"):
        hands.answer([hands.reply(ref)])
    assert not DispositionAnswer.objects.exists()
    hands.answer([hands.reply(ref, said=Answer.DISPUTED, reason="It is not assignable")])
    hands.propose(ref, route=Route.ASSIGN, **OVERRIDE)
    hands.answer([hands.reply(ref)])
    assert hands.place(ref).row.standing.state is State.AGREED


def test_a_file_accepts_no_more_than_the_workbench(hands: Hands) -> None:
    """A council that brought its answers in with a file agreed to what the terms refuse."""
    reply = hands.reply(assigned(hands))
    given = DispositionAnswerRecord(
        disposition=Item.objects.get(pk=reply.disposition).key, organisation="south", answer=Answer.ACCEPTED,
        of_version=reply.seen,
    )  # fmt: skip
    found = problems(hands, "south", disposition_answers=[given])
    assert len(found) == 1
    assert "row 2, answer" in found[0]
    assert "It is not assignable" in found[0]
    disputed = replace(given, answer=Answer.DISPUTED)
    assert "row 2, reason" in problems(hands, "south", disposition_answers=[disputed])[0]
    assert not problems(hands, "south", disposition_answers=[replace(disputed, reason="It is not assignable")])
    assert not problems(hands, "", disposition_answers=[replace(given, recorded_by="south")])


def test_in_bulk_what_can_be_accepted_is_and_the_rest_is_named_on_the_page(hands: Hands) -> None:
    refs = [assigned(hands), hands.contract("C-2")]
    hands.propose(refs[1])
    data = [f"{one.disposition}|{one.seen}" for one in map(hands.reply, refs)]
    page = hands.cast.client_of("south").post(address("answer"), {"do": "accept", "answered": data}, follow=True)
    words = page.content.decode()
    assert "1 disposition is accepted." in words
    assert "Contract C-1 for North Thornton cannot be accepted as it stands" in words
    assert "Refused as it stands: It is not assignable" in words, "It still waits, and the list says why."
    assert [hands.place(ref).row.standing.state for ref in refs] == [State.PROPOSED, State.AGREED]


def test_one_of_two_that_conflict_is_looked_at_by_itself(hands: Hands) -> None:
    """While proposals conflict none is on the table, so nothing spoke against the one that was accepted."""
    ref = assigned(hands)
    hands.propose(ref, who="south", route=Route.SPLIT)
    assert hands.place(ref).row.standing.state is State.CONFLICTING
    with pytest.raises(Refused, match="not assignable"):
        hands.answer([hands.reply(ref)])


def test_ones_own_two_are_changed_one_after_the_other(hands: Hands) -> None:
    """Each was refused because of the old one of the other, so neither could be changed on its page."""
    ref = hands.contract("C-1", may_end_early="yes", notice="3 months")
    for council in ("north", "south"):
        hands.propose(ref, council, route=Route.TERMINATE)
        hands.answer([hands.reply(ref, council)])
    choice = hands.choice(ref, route=Route.NOVATE)
    note = look(hands.cast.viewer("north"), hands.cast.case, TODAY, [choice])[0].notes[-1]
    assert "South Thornton: 'terminate'; the whole contract cannot be ended and go on as well." in note
    hands.write([choice])
    with pytest.raises(Refused, match="cannot be ended and go on"):
        hands.answer([hands.reply(ref)])
    hands.propose(ref, "south", route=Route.NOVATE, new_holder="north")
    hands.answer([hands.reply(ref), hands.reply(ref, "south")])
    assert {hands.place(ref, council).row.standing.state for council in ("north", "south")} == {State.AGREED}


def test_what_would_be_agreed_by_being_written_may_contradict_nothing(hands: Hands) -> None:
    """Proposing the same as the partner is agreement: there is no answer at which it could still be refused."""
    ref = hands.contract("C-1", may_end_early="yes", notice="3 months")
    hands.propose(ref, "south", route=Route.NOVATE)
    hands.propose(ref, "north", "south", route=Route.TERMINATE)
    with pytest.raises(Unfit, match="cannot be ended and go on"):
        hands.propose(ref, "north", route=Route.TERMINATE)


def test_what_was_agreed_before_the_terms_changed_is_counted_and_found(hands: Hands) -> None:
    ref, calm = hands.contract("C-1", assignable="yes"), hands.contract("C-2")
    for one, route in ((ref, Route.ASSIGN), (calm, Route.REPROCURE)):
        hands.propose(one, route=route)
        hands.answer([hands.reply(one)])
    client = hands.cast.client_of("south")
    assert "look=agreed" not in client.get(f"{WORKBENCH}?table=contracts").content.decode()
    Contract.objects.filter(pk=ref).update(assignable="no")
    assert "1 outcome is agreed, and refused as it stands" in main_of(client, f"{WORKBENCH}?table=contracts")
    found = main_of(client, f"{WORKBENCH}?table=contracts&look=agreed")
    assert "Contract C-1" in found
    assert "Contract C-2" not in found
    assert "Agreed, and refused as it stands: 1" in main_of(client, address("answers"))


def test_a_contract_does_not_move_to_itself(hands: Hands) -> None:
    """The reference was compared with a key, so the rule never found it."""
    ref = hands.contract("C-1")
    with pytest.raises(Unfit, match="to the contract itself"):
        hands.propose(ref, route=Route.CONSOLIDATE, moves_to=ref)
