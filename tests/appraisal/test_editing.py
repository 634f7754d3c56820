"""Adding, changing and withdrawing what is compared: by whom, within one appraisal, and with a trace."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.appraisal.actions import Edit, save_record, withdraw_record
from severalty.appraisal.binding import COMPARED, GATES, OPTIONS
from severalty.appraisal.models import Appraisal, Benefit, CostLine, Gate, Option, Score
from severalty.engine.appraisal.options import Gate as GateRecord
from severalty.engine.appraisal.options import Option as OptionRecord
from severalty.engine.estate.parties import Audience
from severalty.tenancy.actions import Refused
from severalty.tenancy.models import AuditEntry, Item
from tests.appraisal.choice import Choice, acts, make_choice
from tests.conftest import NOON, Cast

pytestmark = pytest.mark.sqlite_enough

OK, MISSING, FORBIDDEN, DONE = 200, 404, 403, 302
TABLES = [binding.table for binding in COMPARED if binding.is_item]
COMMON = {"audience": "partners", "evidence": "estimated", "why": "Agreed in September"}
OPTION = COMMON | {"name": "Hybrid", "business_as_usual": "no", "outcome": "undecided"}
LINE = COMMON | {"name": "Staff", "funding": "revenue", "recurrence": "recurring", "prices": "real", "price_year":
                 "2026/27", "growth": "1.5", "treatment": "counted"}  # fmt: skip
BY_WHOM = [("south", OK), ("service", OK), ("finance", OK), ("records", OK), ("scrutiny", FORBIDDEN),
           ("supplier", FORBIDDEN), ("stranger", MISSING), ("anonymous", DONE)]  # fmt: skip
OTHERS = [(who, FORBIDDEN if who in ("south", "service") else status) for who, status in BY_WHOM
          if who not in ("finance", "records")]  # fmt: skip


@pytest.fixture
def choice(cast: Cast) -> Choice:
    """The cast with an appraisal that North keeps."""
    return make_choice(cast)


def address(name: str, *more: str) -> str:
    return reverse(f"appraisal:{name}", args=["thornton", *more])


def said(client: Client, url: str, data: dict[str, Any]) -> str:
    """What a page answers to a form that it does not take."""
    response = client.post(url, data)
    assert response.status_code == OK, f"The form was taken, or failed: {response.status_code}."
    return response.content.decode()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_form_whose_boxes_have_names(choice: Choice, table: str) -> None:
    response = choice.cast.client_of("finance").get(address("record-new", table))
    assert response.status_code == OK
    form = response.context["form"]
    assert {"name", "key", "audience", "evidence", "source", "value_evidence", "why"} <= set(form.fields)
    assert all(box.label for box in form), "A box has no label."
    assert choice.cast.client_of("finance").post(address("record-new", table), {}).status_code == OK


@pytest.mark.parametrize(("who", "status"), BY_WHOM)
def test_only_those_who_may_change_appraisals_open_the_form(choice: Choice, who: str, status: int) -> None:
    client, before = choice.cast.client_of(who), Item.objects.count()
    url = address("record-new", "options")
    assert client.get(url).status_code == status
    assert client.post(url, {}).status_code == status
    assert Item.objects.count() == before


@pytest.mark.parametrize("name", ["record-change", "record-withdraw"])
@pytest.mark.parametrize(("who", "status"), OTHERS)
def test_only_the_recorder_changes_or_withdraws(choice: Choice, who: str, status: int, name: str) -> None:
    client, url = choice.cast.client_of(who), address(name, choice.gate.pk)
    assert client.get(url).status_code == status
    assert client.post(url, COMMON | {"name": "Taken over"}).status_code == status
    item = Item.objects.get(pk=choice.gate.pk)
    assert (item.name, item.withdrawn) == ("January", False)


def test_an_option_is_written_with_a_key_and_a_trace(choice: Choice) -> None:
    url = address("record-new", "options") + f"?appraisal={choice.appraisal.pk}&back=/appraisal/thornton/"
    data = OPTION | {"appraisal": choice.appraisal.pk, "place": "3", "part_of": choice.insource.pk}
    response = choice.cast.client_of("finance").post(url, data)
    assert (response.status_code, response["Location"]) == (DONE, "/appraisal/thornton/"), response.content.decode()
    row = Option.objects.get(item__key="hybrid")
    assert (row.appraisal_id, row.place, row.part_of_id) == (choice.appraisal.pk, 3, choice.insource.pk)
    assert row.item.recorded_by == choice.cast.north
    assert acts() == [("create", "options")]


def test_a_cost_line_takes_rates_years_and_who_bears_it(choice: Choice) -> None:
    data = LINE | {"appraisal": choice.appraisal.pk, "option": choice.insource.pk, "borne_by": "north"}
    assert choice.cast.client_of("finance").post(address("record-new", "cost_lines"), data).status_code == DONE
    row = CostLine.objects.get(item__key="staff")
    assert (row.growth, row.price_year, row.borne_by, row.option) == ("1.5", 2026, choice.cast.north, choice.insource)


def test_a_form_sent_twice_writes_once_and_two_of_a_name_get_two_keys(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address("record-new", "options")
    data = OPTION | {"appraisal": choice.appraisal.pk}
    assert {client.post(url, data).status_code for _ in range(2)} == {DONE}
    assert client.post(url, data | {"description": "Another one"}).status_code == DONE
    assert sorted(Option.objects.filter(item__name="Hybrid").values_list("item__key", flat=True)) == [
        "hybrid", "hybrid-2",
    ]  # fmt: skip
    assert "keeps hybrid already" in said(client, url, data | {"key": "hybrid"})


@pytest.mark.parametrize("name", ["½ & ½", "選択"])
def test_a_name_without_letters_still_makes_a_key(choice: Choice, name: str) -> None:
    data = OPTION | {"appraisal": choice.appraisal.pk, "name": name}
    assert choice.cast.client_of("finance").post(address("record-new", "options"), data).status_code == DONE
    assert Option.objects.get(item__name=name).item.key


@pytest.mark.parametrize(
    ("table", "entry", "answer"),
    [
        ("options", {"name": ""}, "Enter the name"),
        ("options", {"appraisal": ""}, "Select the appraisal"),
        ("options", {"place": "first"}, "a whole number"),
        ("options", {"why": ""}, "Enter why, in one sentence"),
        ("options", {"value_evidence": "place is sure"}, "is not evidence for a column"),
        ("cost_lines", LINE | {"option": ""}, "Select the option"),
        ("cost_lines", LINE | {"growth": "lots"}, "a rate in per cent"),
        ("envelopes", {"year": "2026"}, "is not a financial year"),
        ("benefits", {"annual": "much"}, "is not an amount in pounds"),
        ("appraisals", {"years": "126"}, "Enter at most 125 years"),
    ],
)
def test_what_is_wrong_is_said_beside_the_box(choice: Choice, table: str, entry: dict[str, str], answer: str) -> None:
    before = Item.objects.count()
    data = OPTION | {"appraisal": choice.appraisal.pk, "option": choice.insource.pk} | entry
    page = said(choice.cast.client_of("finance"), address("record-new", table), data)
    assert answer in page
    assert "There is a problem" in page
    assert Item.objects.count() == before


def test_a_cost_line_has_a_key_or_a_bearer(choice: Choice) -> None:
    form = choice.cast.client_of("finance").get(address("record-new", "cost_lines")).context["form"]
    assert {"cost_key", "borne_by"} <= set(form.fields)
    key = choice.cast.item(choice.cast.north, "users", Audience.PARTNERS, table="cost_keys")
    data = LINE | {"appraisal": choice.appraisal.pk, "option": choice.insource.pk, "borne_by": "north"}
    page = said(choice.cast.client_of("finance"), address("record-new", "cost_lines"), data | {"cost_key": key.pk})
    assert "but not both" in page


def test_a_form_of_one_appraisal_offers_what_belongs_to_it(choice: Choice) -> None:
    other = _another_appraisal(choice)
    theirs = choice.option("elsewhere", appraisal=other)
    client = choice.cast.client_of("finance")
    kept = client.get(address("record-new", "cost_lines") + f"?appraisal={choice.appraisal.pk}").content.decode()
    assert choice.insource.pk in kept
    assert "In the appraisal Future-It (future-it)." in kept
    assert theirs.pk not in kept
    assert {choice.insource.pk, theirs.pk} <= set(_refs(client.get(address("record-new", "cost_lines"))))


def _refs(response: Any) -> list[str]:
    groups = response.context["form"].fields["option"].choices
    return [ref for _, pairs in groups if isinstance(pairs, (list, tuple)) for ref, _ in pairs]


def test_an_option_of_another_appraisal_is_refused_beside_its_box(choice: Choice) -> None:
    theirs = choice.option("elsewhere", appraisal=_another_appraisal(choice))
    data = LINE | {"appraisal": choice.appraisal.pk, "option": theirs.pk}
    response = choice.cast.client_of("finance").post(address("record-new", "cost_lines"), data)
    assert "of the same appraisal" in str(response.context["form"].errors["option"])
    assert CostLine.objects.count() == 1


def _another_appraisal(choice: Choice) -> Appraisal:
    item = choice.cast.item(choice.cast.north, "other", Audience.PARTNERS, table="appraisals", name="Other")
    return Appraisal.objects.create(item=item)


def test_a_hidden_option_is_neither_offered_nor_taken(choice: Choice) -> None:
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS)
    client = choice.cast.client_of("finance")
    url = address("record-new", "cost_lines")
    assert "Secret" not in client.get(url).content.decode()
    data = LINE | {"appraisal": choice.appraisal.pk}
    pages = [said(client, url, data | {"option": ref}) for ref in (hidden.pk, "nothing22222")]
    assert all("Select a valid choice" in page for page in pages)
    presets = [client.get(f"{url}?appraisal={choice.appraisal.pk}&option={ref}") for ref in (hidden.pk, "nothing2")]
    assert [response.status_code for response in presets] == [MISSING, MISSING]
    assert client.get(f"{url}?appraisal=nothing22222").status_code == MISSING
    for name in ("record-change", "record-withdraw"):
        assert [client.get(address(name, ref)).status_code for ref in (hidden.pk, "nothing2")] == [MISSING, MISSING]


def test_the_action_takes_no_hidden_option_either(choice: Choice) -> None:
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS)
    said_of = []
    for text in (hidden.pk, "secret@south", "nothing"):
        record = OptionRecord(key="x", name="x", appraisal="future-it", part_of=text)
        with pytest.raises(Refused) as refusal:
            save_record(by=choice.cast.viewer("north"), at=NOON, why="x", case=choice.cast.case, binding=OPTIONS,
                        edit=Edit(record))  # fmt: skip
        said_of.append(str(refusal.value))
    assert len(set(said_of)) == 1, f"A hidden option is told from one that does not exist: {said_of}"


@pytest.mark.parametrize("table", ["points", "scores", "contracts", "nonsense"])
def test_other_tables_have_no_form_here(choice: Choice, table: str) -> None:
    assert choice.cast.client_of("finance").get(address("record-new", table)).status_code == MISSING


def test_a_record_of_the_estate_has_no_form_here(choice: Choice) -> None:
    contract = choice.cast.item(choice.cast.north, "C-1", Audience.PARTNERS)
    client = choice.cast.client_of("north")
    assert client.get(address("record-change", contract.pk)).status_code == MISSING
    assert client.get(address("record-withdraw", contract.pk)).status_code == MISSING


def test_a_change_is_saved_and_leads_back_to_the_record(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address("record-change", choice.outsource.pk)
    form = client.get(url).context["form"]
    data = _filled(form) | {"outcome": "preferred", "outcome_reason": "Cheapest", "why": "Cabinet, 3 November"}
    response = client.post(url, data)
    assert response.status_code == DONE
    assert choice.outsource.pk in response["Location"]
    row = Option.objects.get(pk=choice.outsource.pk)
    assert (row.outcome, row.place, row.item.version) == ("preferred", 2, 2)
    assert acts() == [("change", "options")]


def _filled(form: Any) -> dict[str, Any]:
    """What a browser sends of a form that is left as it is."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "")}


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "x"])
def test_the_way_back_stays_on_this_site(choice: Choice, back: str) -> None:
    client, url = choice.cast.client_of("finance"), address("record-change", choice.outsource.pk) + f"?back={back}"
    page = client.get(url)
    assert back not in page.context["back_url"].split("/")
    response = client.post(url, _filled(page.context["form"]) | {"why": "x"})
    assert response["Location"].startswith("/estate/thornton/")


def test_a_second_persons_change_is_seen_before_saving(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address("record-change", choice.outsource.pk)
    data = _filled(client.get(url).context["form"]) | {"why": "x"}
    assert client.post(url, data | {"letter": "b"}).status_code == DONE
    response = client.post(url, data | {"letter": "c"})
    assert "was changed by somebody else" in response.content.decode()
    assert ("Letter or number", "b", "c") in response.context["others"]
    assert Option.objects.get(pk=choice.outsource.pk).letter == "b"
    token = response.context["form"]["token"].value()
    assert client.post(url, data | {"letter": "c", "token": token}).status_code == DONE
    assert Option.objects.get(pk=choice.outsource.pk).letter == "c"


def test_an_option_is_no_variant_of_itself(choice: Choice) -> None:
    variant = choice.option("variant", part_of=choice.insource)
    client, url = choice.cast.client_of("finance"), address("record-change", choice.insource.pk)
    data = _filled(client.get(url).context["form"]) | {"part_of": variant.pk, "why": "x"}
    words = "outside the circle that it closes: Insource is part of Variant, which is part of Insource"
    assert words in said(client, url, data)
    assert Option.objects.get(pk=choice.insource.pk).part_of_id is None


def test_a_new_record_is_seen_by_those_who_see_its_appraisal(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address("record-new", "options")
    url += f"?appraisal={choice.appraisal.pk}"
    for audience, offered in [("holders", "holders"), ("partnership", "partnership"), ("public", "partners")]:
        Item.objects.filter(pk=choice.appraisal.pk).update(audience=audience)
        assert client.get(url).context["form"]["audience"].value() == offered


def test_a_benefit_needs_no_appraisal(choice: Choice) -> None:
    data = COMMON | {"name": "Telephony", "kind": "cashable", "annual": "178,000", "prices": "cash", "approximate":
                     "no"}  # fmt: skip
    assert choice.cast.client_of("finance").post(address("record-new", "benefits"), data).status_code == DONE
    assert Benefit.objects.get().annual == 17_800_000


def test_a_record_is_withdrawn_with_its_reason(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address("record-withdraw", choice.gate.pk)
    assert "Withdraw January" in client.get(url).content.decode()
    assert "Enter why" in said(client, url, {"why": ""})
    assert client.post(url, {"why": "No deadline any more"}).status_code == DONE
    assert Item.objects.get(pk=choice.gate.pk).withdrawn
    assert acts() == [("withdraw", "gates")]
    assert client.get(url).status_code == MISSING


def test_a_record_that_others_refer_to_is_not_withdrawn(choice: Choice) -> None:
    Score.objects.create(case=choice.cast.case, recorded_by=choice.cast.north, sheet=choice.sheet, score=1,
                         option=choice.insource, factor=choice.control)  # fmt: skip
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS, part_of=choice.insource)
    client, url = choice.cast.client_of("finance"), address("record-withdraw", choice.insource.pk)
    page = client.get(url).content.decode()
    assert "Withdraw it" not in page
    assert "Desk" in page
    assert "North-Lead" in page
    assert hidden.item.name not in page
    assert "cannot be withdrawn while others refer to it" in said(client, url, {"why": "x"})
    assert not Item.objects.get(pk=choice.insource.pk).withdrawn


def test_another_organisations_record_is_not_withdrawn_by_the_action(choice: Choice) -> None:
    with pytest.raises(Refused, match="Only the organisation that recorded it"):
        withdraw_record(by=choice.cast.viewer("south"), at=NOON, why="x", case=choice.cast.case, binding=GATES,
                        ref=choice.gate.pk)  # fmt: skip
    assert not AuditEntry.objects.exists()


def test_a_gate_of_a_partner_under_our_appraisal_is_theirs(choice: Choice) -> None:
    record = GateRecord(key="G-1", name="No off-shoring", appraisal="future-it@north", audience=Audience.PARTNERS)
    save_record(by=choice.cast.viewer("south"), at=NOON, why="x", case=choice.cast.case, binding=GATES,
                edit=Edit(record))  # fmt: skip
    row = Gate.objects.get(item__key="G-1")
    assert (row.appraisal_id, row.item.recorded_by_id) == (choice.appraisal.pk, choice.cast.south.pk)
    assert choice.cast.client_of("finance").get(address("record-change", row.pk)).status_code == FORBIDDEN


@pytest.mark.parametrize("name", ["record-new", "record-change", "record-withdraw"])
def test_a_form_asks_the_database_as_often_for_more_rows(choice: Choice, name: str) -> None:
    client = choice.cast.client_of("finance")
    url = address(name, "cost_lines") if name == "record-new" else address(name, choice.line.pk)
    found = []
    for start in (0, 10):
        for number in range(start, start + 10):
            choice.option(f"option-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        found.append(len(queries))
    assert found[0] == found[1], "More options take more queries."
