"""Dispositions that come in by a file or by the form of a register are refused what the workbench refuses."""

from dataclasses import replace
from typing import Any

import pytest

from severalty.dispositions.binding import DISPOSITIONS
from severalty.dispositions.models import Disposition as Row
from severalty.engine.dates import read_date
from severalty.engine.dispositions.dispositions import Answer, Consent, Disposition, DispositionAnswer, Route
from severalty.engine.estate.holdings import Basis, Holding
from severalty.engine.estate.items import Assignable, Contract, Renewal
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.estate import importing
from severalty.estate.actions import save_record
from severalty.estate.models import Contract as ContractRow
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import Change, record
from severalty.tenancy.models import Holding as HoldingRow
from severalty.tenancy.models import Item
from tests.conftest import NOON
from tests.dispositions.conftest import Hands
from tests.estate.test_importing import bring, file_of

pytestmark = pytest.mark.sqlite_enough

OVERRIDE = {"override": "The supplier has agreed in writing", "overridden_by": "Monitoring officer"}
FIXED = Contract(
    key="C-7", name="Ledger", shared=Known.YES, assignable=Assignable.NO, renewal=Renewal.EXPIRES,
    ends=read_date("2027-03-31"), audience=Audience.PARTNERS, evidence=Evidence.REPORTED,
)  # fmt: skip


def line(thing: str = "C-7", council: str = "north", route: Route = Route.ASSIGN, **more: Any) -> Disposition:
    """A row of the file."""
    values = {"audience": Audience.PARTNERS, "evidence": Evidence.REPORTED} | more
    return Disposition(thing=thing, council=council, route=route, **values)


def problems(hands: Hands, who: str = "north", **tables: list[Any]) -> list[str]:
    """What speaks against a file."""
    viewer = hands.cast.viewer(who) if who else operator_for()
    return [str(one) for one in importing.preview(viewer, hands.cast.case, file_of(**tables), NOON).problems]


def test_a_file_is_refused_what_the_terms_in_the_same_file_refuse(hands: Hands) -> None:
    """The importer wrote what the workbench refuses; the contract stands in the same file, whatever the order."""
    found = problems(hands, dispositions=[line()], contracts=[FIXED])
    assert len(found) == 1
    for words in ("row 2", "found assign", "It is not assignable", "Reason to go on all the same"):
        assert words in found[0], found[0]
    with pytest.raises(Refused, match="not assignable"):
        bring(hands.cast.viewer("north"), hands.cast.case, file_of(contracts=[FIXED], dispositions=[line()]))
    assert not Row.objects.exists()
    assert not problems(hands, contracts=[FIXED], dispositions=[line(**OVERRIDE)])
    mended = replace(FIXED, assignable=Assignable.YES)
    assert not problems(hands, contracts=[mended], dispositions=[line()])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (line(route=Route.MOVE), "does not fit contracts"),
        (line(council="service", route=Route.SPLIT), "one of the councils; Thornton Shared ICT is none"),
        (line(thing="S-1", route=Route.MOVE), "one of the contracts, services"),
        (line(route=Route.SPLIT, override="Because"), "the officer who says so, because"),
        (line(route=Route.SPLIT, done_on=read_date("2026-10-01")), "where it shows that it is done"),
        (line(route=Route.CONSOLIDATE, moves_to="C-7"), "to the contract itself"),
        (line(route=Route.ALREADY_SOLE), "2 councils hold it"),
        (line(route=Route.NOVATE, consent=Consent.REFUSED), "has refused its consent"),
    ],
)
def test_what_cannot_be_says_where_and_why(hands: Hands, row: Disposition, words: str) -> None:
    hands.cast.item(hands.cast.north, "S-1", Audience.PARTNERS, table="suppliers", name="Acme")
    held = [Holding(item="C-7", organisation=one, weight=1, basis=Basis.USERS) for one in ("north", "south")]
    found = problems(hands, contracts=[FIXED], holdings=held, dispositions=[row])
    assert any(words in one for one in found), found


def test_rows_that_cannot_be_beside_one_another_are_refused_by_name(hands: Hands) -> None:
    rows = [line(route=Route.TERMINATE), line(council="south", route=Route.NOVATE)]
    found = problems(hands, contracts=[replace(FIXED, may_end_early=Known.YES)], dispositions=rows)
    assert len(found) == 2
    assert "South Thornton: 'novate'" in found[0]
    twice = [line(key="a", name="a", route=Route.SPLIT), line(key="b", name="b", route=Route.REPROCURE)]
    assert len(problems(hands, contracts=[FIXED], dispositions=twice)) == 2


def test_what_others_have_settled_binds_a_file_too(hands: Hands) -> None:
    ref = hands.contract("C-1", may_end_early="yes", notice="3 months")
    hands.propose(ref, route=Route.TERMINATE)
    hands.answer([hands.reply(ref)])
    found = problems(hands, "south", dispositions=[line("C-1", "south", Route.KEEP_SHARED)])
    assert "cannot be ended and go on as well" in found[0]


def test_nobody_but_councils_and_their_service_propose_by_file(hands: Hands) -> None:
    hands.contract("C-1", audience=Audience.PARTNERSHIP)
    row = line("C-1", route=Route.SPLIT, audience=Audience.PARTNERSHIP, recorded_by="supplier")
    assert "a council or its shared service" in problems(hands, "", dispositions=[row])[0]


def test_a_row_that_stays_as_it_is_does_not_stop_a_file(hands: Hands) -> None:
    """What stands refused since is listed elsewhere: bringing the same file in again must still be possible."""
    ref = hands.contract("C-1", assignable="yes")
    hands.propose(ref, route=Route.ASSIGN)
    viewer, case = hands.cast.viewer("north"), hands.cast.case
    service = hands.cast.viewer("service")
    contract = next(iter(importing.Drafting(service, case).existing(importing.bindings()["contracts"]).values()))[1]
    bring(service, case, file_of(contracts=[replace(contract, assignable=Assignable.NO)]))
    record = next(iter(importing.Drafting(viewer, case).existing(DISPOSITIONS).values()))[1]
    assert not problems(hands, dispositions=[record])
    assert not problems(hands, dispositions=[replace(record, owner="Contracts manager")])
    assert problems(hands, dispositions=[replace(record, by_when=read_date("2027-01-31"))])


def test_what_time_has_closed_since_does_not_stop_the_operator(hands: Hands) -> None:
    """A case goes out and into another installation later; what was in order when it was decided comes with it."""
    over = replace(FIXED, assignable=Assignable.YES, starts=read_date("2020-04-01"), ends=read_date("2026-03-31"))
    row = line(recorded_by="north")
    tables = {"contracts": [replace(over, recorded_by="north")], "dispositions": [row]}
    assert "It has ended" in problems(hands, **tables)[0]
    assert not problems(hands, "", **tables)
    tables["contracts"] = [replace(FIXED, starts=read_date("2020-04-01"), recorded_by="north")]
    assert "not assignable" in problems(hands, "", **tables)[0]


def test_the_key_of_what_is_said_of_a_hidden_thing_looks_like_none(hands: Hands) -> None:
    """Rows of a file found a disposition of a thing that one may not see by its key, and so told that there is one."""
    ref = hands.contract("C-1", "north", Audience.HOLDERS)
    HoldingRow.objects.filter(item=ref, organisation=hands.cast.south).delete()
    hands.propose(ref, audience=Audience.PARTNERS)
    assert hands.bench("south").place(ref, "north") is None
    answers = [DispositionAnswer(disposition=f"{key} for north", organisation="south", answer=Answer.ACCEPTED)
               for key in ("C-1", "C-99")]  # fmt: skip
    found = problems(hands, "south", disposition_answers=answers)
    assert len(found) == 2
    assert found[0].replace("C-1", "C-99").replace("row 2", "row 3") == found[1]
    bring(hands.cast.viewer("north"), hands.cast.case, file_of(dispositions=[line("C-1", "south", Route.EXPIRE)]))


def test_the_form_of_the_register_refuses_it_beside_the_box(hands: Hands) -> None:
    """The page of a single record wrote dispositions that the workbench refuses."""
    ref = hands.contract("C-1", assignable="no")
    made = hands.propose(ref, route=Route.SPLIT)
    client = hands.cast.client_of("north")
    page = f"/estate/thornton/item/{made.pk}/edit/"
    data = {"thing": "C-1", "council": "north", "key": made.item.key, "name": made.item.name, "audience": "partners",
            "evidence": "reported", "consent": "unknown", "version": "1", "why": "x", "route": "assign"}  # fmt: skip
    response = client.post(page, data)
    assert response.status_code == 422
    assert "It is not assignable" in response.content.decode()
    made.refresh_from_db()
    assert made.route == "split"
    assert client.post(page, data | OVERRIDE).status_code == 302


def test_a_single_record_is_refused_by_the_action_too(hands: Hands) -> None:
    hands.contract("C-1", assignable="no")
    _, refusals = save_record(by=hands.cast.viewer("north"), at=NOON, why="x", case=hands.cast.case,
                              binding=DISPOSITIONS, record=line("C-1"))  # fmt: skip
    assert [one.column for one in refusals] == ["route"]


def test_what_another_wrote_while_a_file_was_looked_at_counts(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what one's own organisation wrote in between was looked at again."""
    ref, turn = hands.contract("C-1", assignable="yes"), importing.take_turn

    def after_the_others() -> None:
        turn()
        ContractRow.objects.filter(pk=ref).update(assignable="no")
        change = Change("change", "contracts", "C-1", {}, {"assignable": "no"}, Item(ref=ref))
        record([change], by=hands.cast.viewer("service"), at=NOON, why="x", case=hands.cast.case)

    monkeypatch.setattr(importing, "take_turn", after_the_others)
    with pytest.raises(Refused, match="not assignable"):
        bring(hands.cast.viewer("north"), hands.cast.case, file_of(dispositions=[line("C-1")]))
