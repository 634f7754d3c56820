"""Against business as usual and after cashable benefits: the same on the page, in its file, in paper and in JSON."""

import json
from typing import Any

import pytest

from severalty.appraisal.models import Benefit, CostAmount, CostLine, Option
from severalty.cli.main import main
from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import Item
from tests.appraisal.choice import FIRST, Choice, make_choice
from tests.appraisal.test_options_views import address, rows
from tests.appraisal.test_sections import bare, paper_of, section, sentences, table
from tests.appraisal.test_views import text_of
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

USUAL, WORTH = 28_996_943, 11_594_203  # £100,000 a year over three years; £120,000 once, a year on, at 3.5 per cent
DEARER = 34_796_331
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def choice(cast: Cast) -> Choice:
    """Insourcing is business as usual; outsourcing gains £120,000 in its second year, and hours that no budget has."""
    found = make_choice(cast).filled()
    Option.objects.filter(pk=found.insource.pk).update(business_as_usual="yes")
    gain(found, "licences", starts="2027-04", ends="2028-03", annual=120_000_00)
    gain(found, "hours", kind="non-cashable", starts="2026-04", annual=5_000_00)
    return found


def gain(choice: Choice, key: str, recorder: Any = None, **values: Any) -> Any:
    """A real cashable benefit of outsourcing."""
    values |= {name: read_date(values[name]) for name in ("starts", "ends") if name in values}
    return choice.one(Benefit, "benefits", key, recorder,
                      **{"option": choice.outsource, "kind": "cashable", "prices": "real"} | values)  # fmt: skip


def told(capsys: Captured) -> dict[str, Any]:
    capsys.readouterr()
    main(["appraise", "thornton", "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_page_and_its_file_say_what_each_option_is_above_business_as_usual(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    found = rows(client, address(choice, "costs"), "net")
    assert [(one["Net present cost (£)"], one["Against business as usual (£)"], one["Cashable benefits (£)"],
             one["Cost after cashable benefits (£)"]) for one in found] == [
        ("289969.43", "0", "", ""), ("347963.31", "57993.88", "115942.03", "232021.28"),
    ]  # fmt: skip
    said = text_of(client, address(choice, "costs"))
    for words in ("Beside the net present cost", "Business as usual is Insource;", "£57,994", "£232,021"):
        assert words in said
    assert "£347,963" in said, "The net present cost gave way to another figure."


def test_the_page_of_benefits_says_what_is_netted_and_what_is_not(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    found = {one["Benefit"]: one for one in rows(client, address(choice, "benefits"), "benefits")}
    assert (found["Licences"]["Present value (£)"], found["Licences"]["Netted"]) == ("115942.03", "yes")
    assert found["Hours"]["Netted"] == "It is not cashable, so it is listed and not netted."
    assert "They have no range, so no ranking rests on what remains" in text_of(client, address(choice, "benefits"))


def test_the_page_of_an_option_says_both(choice: Choice) -> None:
    ref = choice.outsource.pk
    said = text_of(choice.cast.client_of("north"), f"/appraisal/thornton/option/{ref}/")
    assert "Against business as usual £57,994" in said
    assert "Cost after cashable benefits £232,021" in said


def test_the_paper_says_both_with_their_figures(choice: Choice) -> None:
    content = paper_of(choice)
    beside = table(section(content, "What the options cost").blocks, "Beside the net present cost")
    assert [tuple(bare(cell) for cell in row) for row in beside.rows] == [
        ("Insource", "business as usual", "", "", "", ""),
        ("Outsource", "£57,994", "£57,994", "£57,994", "£115,942", "£232,021"),
    ]
    figure = next(one for one in content.figures if one.label == "Cost of Outsource after cashable benefits")
    assert figure.value == DEARER - WORTH
    assert set(figure.inputs) == {"cost_lines:towers@north", "benefits:licences@north", "benefits:hours@north"}
    assert "Business as usual is Insource" in beside.notes


def test_the_json_has_both_and_null_where_nobody_can_say(choice: Choice, capsys: Captured) -> None:
    names = ("npc_against_business_as_usual_pence", "cashable_benefits_pence", "npc_after_cashable_benefits_pence")
    assert [tuple(one[name] for name in names) for one in told(capsys)["options"]] == [
        (0, None, None), (DEARER - USUAL, WORTH, DEARER - WORTH),
    ]  # fmt: skip
    assert told(capsys)["business_as_usual"]["option"] == "insource"
    Option.objects.update(business_as_usual="unknown")
    found = told(capsys)
    assert {one[names[0]] for one in found["options"]} == {None}
    assert found["business_as_usual"]["option"] is None
    assert found["business_as_usual"]["words"].startswith("No option is marked as business as usual")


def test_without_a_cost_line_the_json_says_so(cast: Cast, capsys: Captured) -> None:
    make_choice(cast)
    CostLine.objects.all().delete()
    found = told(capsys)
    assert found["business_as_usual"] == {
        "option": None, "words": "No cost line is on record, so no option is held against business as usual.",
    }  # fmt: skip


@pytest.mark.parametrize("what", ["none", "two", "no cost"])
def test_it_is_said_plainly_why_nothing_is_held_against_business_as_usual(choice: Choice, what: str) -> None:
    if what == "no cost":
        CostAmount.objects.filter(cost_line=choice.line, year=FIRST).delete()
    else:
        Option.objects.update(business_as_usual={"none": "no", "two": "yes"}[what])
    words = {
        "none": "No option is marked as business as usual",
        "two": "More than one option is marked as business as usual: Insource, Outsource",
        "no cost": "Insource is business as usual and has no net present cost",
    }[what]
    assert words in text_of(choice.cast.client_of("north"), address(choice, "costs"))
    assert words in sentences(section(paper_of(choice), "What the options cost").blocks)


def test_where_a_benefit_keeps_its_option_from_being_netted_page_and_paper_name_it(choice: Choice) -> None:
    gain(choice, "dreams", starts="2026-04", annual=None)
    words = "Outsource: Dreams: what it is worth a year is not known; enter its worth."
    for name in ("costs", "benefits"):
        assert words in text_of(choice.cast.client_of("north"), address(choice, name))
    beside = table(section(paper_of(choice), "What the options cost").blocks, "Beside the net present cost")
    assert words in beside.notes
    assert rows(choice.cast.client_of("north"), address(choice, "costs"), "net")[1]["Cashable benefits (£)"] == ""


def test_a_benefit_that_one_may_not_see_is_in_no_figure(choice: Choice) -> None:
    gain(choice, "telltale", choice.cast.south, starts="2026-04", annual=1_000_000_00, audience=Audience.HOLDERS)
    found = rows(choice.cast.client_of("north"), address(choice, "costs"), "net")
    assert found[1]["Cashable benefits (£)"] == "115942.03"
    assert "Telltale" not in text_of(choice.cast.client_of("north"), address(choice, "benefits"))


def test_an_option_hidden_from_the_viewer_is_no_business_as_usual(choice: Choice) -> None:
    Item.objects.filter(pk=choice.insource.pk).update(audience=Audience.HOLDERS, recorded_by=choice.cast.south)
    said = text_of(choice.cast.client_of("north"), address(choice, "costs"))
    assert "No option is marked as business as usual" in said
    assert "Insource" not in said
