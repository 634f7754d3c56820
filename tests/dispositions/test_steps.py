"""Steps of procurement across all contracts: taken up from a way, done with a notice, bought in one procurement."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from severalty.dispositions import actions
from severalty.dispositions.models import Disposition, ProcurementStep
from severalty.dispositions.queries.steps import TakeUp
from severalty.dispositions.views.morning import step_prompts
from severalty.engine.dates import read_date
from severalty.engine.dispositions.steps import StepKind
from severalty.tenancy.actions import Refused
from severalty.tenancy.models import Item
from tests.conftest import NOON, TODAY, Cast
from tests.dispositions.split import import_split

pytestmark = pytest.mark.sqlite_enough
DAYS = {"preparation": "60", "evaluation": "42", "mobilisation": "30"}


@pytest.fixture
def split(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Item]:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    items = import_split(cast, tmp_path)
    Disposition.objects.filter(pk=items["D-4"].pk).update(route="re-procure", moves_to=None)
    return items


def address(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"dispositions:{name}", args=[cast.case.key, *args])


def take_up(cast: Cast, who: str, contract: str, council: str, *steps: tuple[StepKind, str], name: str = "") -> int:
    dated = [(kind, read_date(when)) for kind, when in steps]
    wish = TakeUp(contract, council, dated, "Head of Procurement", name)
    return actions.take_up_steps(by=cast.viewer(who), at=NOON, case=cast.case, wish=wish)


def test_the_steps_of_a_way_go_on_the_register_once_and_are_done_with_their_notice(
    cast: Cast, split: dict[str, Item]
) -> None:
    client, ref = cast.client_of("north"), split["C-3"].pk
    way = client.get(address(cast, "contract", ref)).content.decode()
    assert "Take up the steps for North Thornton" in way
    sent = DAYS | {"council": "north", "owner": "Head of Procurement", "procurement": "Desk"}
    answer = ""
    for said in ("8 steps are on the register.", "Every step is on the register already."):
        answer = client.post(address(cast, "steps-take-up", ref), sent, follow=True).content.decode()
        assert said in answer
    assert "Buying anew, at the latest" not in answer, "A step stands on the way twice."
    assert "Take up the steps" not in answer
    tender = ProcurementStep.objects.get(kind=StepKind.TENDER)
    where = address(cast, "step", tender.pk)
    done = {"version": "1", "done_on": "20 November 2026", "reference": ""}
    wrong = client.post(where, done)
    assert (wrong.status_code, "Enter the reference of the notice" in wrong.content.decode()) == (422, True)
    client.post(where, done | {"reference": "2027/S 1"})
    tender.refresh_from_db()
    assert (str(tender.done_on), tender.reference) == ("20 November 2026", "2027/S 1")
    export = b"".join(client.get(address(cast, "steps"), {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "2027/S 1" in export
    assert "Head of Procurement" in export


def test_who_may_take_up_and_finish_and_see_steps(cast: Cast, split: dict[str, Item]) -> None:
    step = (StepKind.TENDER, "2026-11-01")
    with pytest.raises(Refused, match="takes up its own steps"):
        take_up(cast, "north", split["C-3"].pk, "south", step)
    with pytest.raises(Refused, match="not on record any more"):
        take_up(cast, "south", split["C-2"].pk, "south", step)
    with pytest.raises(Refused, match="Only a council"):
        take_up(cast, "supplier", split["C-3"].pk, "north", step)
    take_up(cast, "north", split["C-3"].pk, "north", step)
    ref = ProcurementStep.objects.get().pk
    found = {
        who: cast.client_of(who).get(address(cast, "step", ref)).status_code
        for who in ("north", "south", "supplier", "stranger")
    }
    assert found == {"north": 200, "south": 200, "supplier": 404, "stranger": 404}
    cast.client_of("south").post(address(cast, "step", ref), {"version": 1, "done_on": "1 May 2026", "reference": "x"})
    assert ProcurementStep.objects.get().done_on is None, "Another council’s step was recorded as done."
    take_up(cast, "south", split["C-1"].pk, "south", (StepKind.AWARD, "2026-11-02"))
    (told,) = step_prompts(cast.viewer("north"), cast.case, TODAY)
    assert told.sentence == "1 step of procurement is past its day."
    assert "2 steps, 1 shown" in cast.client_of("north").get(told.url).content.decode(), "It leads to others’ steps."
    ProcurementStep.objects.filter(kind=StepKind.AWARD).update(due=read_date("2027-11-02"))
    assert not list(step_prompts(cast.viewer("south"), cast.case, TODAY))


def test_one_procurement_for_two_contracts_is_seen_on_the_way_of_both(cast: Cast, split: dict[str, Item]) -> None:
    """S1 2.3.2: Microsoft was bought in one for both boroughs, each of which got a contract of its own."""
    name = "Licences for both"
    take_up(cast, "north", split["C-9"].pk, "north", (StepKind.TENDER, "2027-01-01"), name=name)
    take_up(cast, "south", split["C-1"].pk, "south", (StepKind.AWARD, "2027-02-01"), name=name)
    for who, ref in (("north", "C-9"), ("south", "C-9"), ("south", "C-1"), ("north", "C-1")):
        text = cast.client_of(who).get(address(cast, "contract", split[ref].pk)).content.decode()
        told = text[text.index("Bought in one procurement") :]
        assert "New ledger</a> for North Thornton; next: tender notice (UK4), 1 January 2027" in told, (who, ref)
        assert "Ledger</a> for South Thornton; next: contract award notice (UK6), 1 February 2027" in told, (who, ref)
    Item.objects.filter(pk=split["C-9"].pk).update(audience="holders")
    text = cast.client_of("south").get(address(cast, "contract", split["C-1"].pk)).content.decode()
    assert "New ledger" not in text, "A contract that is kept back was told by what is bought with it."


def test_the_register_and_a_way_cost_no_more_with_many_steps(cast: Cast, split: dict[str, Item]) -> None:
    client, counts = cast.client_of("north"), []
    take_up(cast, "north", split["C-3"].pk, "north", (StepKind.TENDER, "2026-11-01"), name="One")
    for _ in range(2):
        for where in (address(cast, "steps"), address(cast, "contract", split["C-3"].pk)):
            with CaptureQueriesContext(connection) as queries:
                client.get(where)
            counts.append(len(queries))
        more = [(kind, "2027-01-01") for kind in StepKind if kind is not StepKind.TENDER]
        if len(counts) == 2:
            take_up(cast, "north", split["C-3"].pk, "north", *more, name="One")
    assert counts[:2] == counts[2:]
