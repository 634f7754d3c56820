"""Options are counted in one way wherever they are counted, and whose verdict at a gate it is is said."""

import pytest

from severalty.appraisal.models import GateVerdict
from severalty.appraisal.queries.compared import appraisals_for, comparison_of
from severalty.appraisal.reports.verdicts import HOW_GATES_COUNT, verdict_words
from severalty.appraisal.reports.worked import worked_of
from severalty.tenancy.access import PUBLIC_VIEWER
from tests import imported
from tests.appraisal.choice import Choice, make_choice
from tests.appraisal.conftest import CASES
from tests.appraisal.test_options_views import address, rows
from tests.appraisal.test_sections import paper_of, section, sentences, table
from tests.appraisal.test_views import text_of
from tests.conftest import NOON, Cast

pytestmark = pytest.mark.sqlite_enough


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


@pytest.mark.parametrize(
    ("key", "whole", "at_gates"),
    [
        ("melton", "5 options and 2 variants. ", "5 options: 1 viable, 0 not viable, 4 not yet known ("),
        ("lincolnshire", "3 options. ", "3 options: 0 viable, 0 not viable, 3 not yet known ("),
    ],
)
def test_a_report_s_options_are_counted_the_same_way_twice(db: None, key: str, whole: str, at_gates: str) -> None:
    case = imported.from_folder(CASES / key, NOON)
    worked = worked_of(comparison_of(PUBLIC_VIEWER, case, appraisals_for(PUBLIC_VIEWER, case).get()))
    assert verdict_words(worked).startswith(whole)
    assert worked.appraised.gated.words.startswith(at_gates), "What is not known is told as if it had failed."


def test_the_page_and_the_paper_state_how_verdicts_are_combined(choice: Choice) -> None:
    assert HOW_GATES_COUNT in text_of(choice.cast.client_of("north"), address(choice))
    assert HOW_GATES_COUNT in sentences(section(paper_of(choice), "What every option must meet").blocks)


def test_a_partner_s_verdict_is_shown_as_that_council_s_and_the_two_are_not_known(choice: Choice) -> None:
    south = choice.cast.south
    choice.child(GateVerdict, south, gate=choice.gate, option=choice.insource, verdict="fail", reason="No staff",
                 evidence="reported")  # fmt: skip
    both = "North Thornton: pass, In time; South Thornton: fail, No staff"
    client = choice.cast.client_of("north")
    assert f"disputed {both}" in text_of(client, address(choice))
    assert f"January: disputed {both}" in text_of(client, address(choice, "option"))
    cells = table(section(paper_of(choice), "What every option must meet").blocks, "Each option").rows
    assert cells[0][1] == f"disputed: {both}"
    assert rows(client, address(choice), "gates")[1]["January"] == "pass In time", "The keeper needs no name."
    assert not choice.worked().standing(choice.seen().handle_of(choice.insource.pk)).out


def test_a_verdict_that_only_a_partner_recorded_counts_and_is_named(choice: Choice) -> None:
    GateVerdict.objects.filter(option=choice.insource).update(recorded_by=choice.cast.south, verdict="fail")
    worked = choice.worked()
    assert worked.standing(choice.seen().handle_of(choice.insource.pk)).out
    assert (
        "The verdict on Insource at January was recorded by South Thornton, and not by North Thornton; it counts."
        in worked.appraised.cautions
    )
    assert "fail South Thornton: fail, In time" in text_of(choice.cast.client_of("north"), address(choice))


def test_a_keeper_alone_is_not_named(choice: Choice) -> None:
    assert not any("verdict on" in one for one in choice.worked().appraised.cautions)
