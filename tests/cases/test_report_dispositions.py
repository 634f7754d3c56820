"""What the reports state of shared things, agreements and roles: that and no more."""

import pytest

from severalty.engine.dispositions.agreements import BridgeKind
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.routes import thing_routes
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from tests.cases.reports import REPORTS, keys_of, one, rows_of

pytestmark = pytest.mark.engine_only
each_case = pytest.mark.parametrize("case", REPORTS)
UNSTATED = ("disposition_answers", "letters", "licence_needs", "post_transfers", "procurement_steps", "price_tiers",
            "variation_signatures", "recoveries", "draw_downs", "experts", "expert_items")  # fmt: skip


@each_case
def test_no_answer_letter_price_person_or_signature_was_invented(case: str) -> None:
    assert [table for table in UNSTATED if rows_of(case, table)] == [], f"{case}: the reports state none of these"
    for row in rows_of(case, "dispositions"):
        assert (row.one_off_cost, row.annual_cost, row.done_on, row.approved_on) == (None, None, None, None), row.key
    assert [row.key for row in rows_of(case, "bridges") if row.monthly_cost is not None or row.ends] == []


@each_case
def test_every_disposition_fits_its_thing_and_says_why(case: str) -> None:
    for row in rows_of(case, "dispositions"):
        [table] = [table for table in ("contracts", "configuration_items") if row.thing in keys_of(case, table)]
        of_class = one(case, table, row.thing).item_class if table == "configuration_items" else ""
        assert row.route in thing_routes(table, of_class), f"{row.key}: {row.route} does not fit"
        assert row.reason, row.key


def test_of_leaving_a_supplier_no_day_was_met_and_no_score_given_that_a_report_does_not_state() -> None:
    items = [row for case in REPORTS for row in rows_of(case, "exit_items")]
    assert [row.key for row in items if row.done_on or row.proof] == []
    assert [row.key for row in items if row.due and "due: estimated" not in row.value_evidence] == []
    words = [row for case in REPORTS for row in rows_of(case, "exit_words")]
    scores = {(row.exit_item, row.likelihood.value, row.consequence.value) for row in words}
    assert scores == {("exit-extension", "very high", "marginal")}, "S3 15, risk 1; S4 64 gives no scores"


def test_each_borough_lets_its_own_microsoft_contract_in_march_2025() -> None:
    found = {row.council: (row.route, str(row.by_when), row.recorded_by)
             for row in rows_of("havering-newham", "dispositions") if row.thing == "microsoft-ea"}  # fmt: skip
    let = (Route.REPROCURE, "March 2025", "onesource")
    assert found == {"havering": let, "newham": let}, "S1 2.3.2"


def test_nothing_is_said_of_what_becomes_of_the_telephony_contracts() -> None:
    things = {row.thing for row in rows_of("havering-newham", "dispositions")}
    assert "daisy-telephony" not in things, "S1 2.5.2: renegotiated, and no more"


def test_havering_may_vary_the_agreement_share_for_a_while_and_give_support() -> None:
    [variation] = rows_of("havering-newham", "variations")
    assert (variation.source, variation.effective_on) == ("S2 2.1.4 b-c", None)
    bridges = {row.kind: (row.council, row.source) for row in rows_of("havering-newham", "bridges")}
    assert bridges == {
        BridgeKind.RESIDUAL: ("havering", "S2 2.1.1"), BridgeKind.TRANSITIONAL: ("havering", "S2 2.1.4 e"),
        BridgeKind.SUPPORT: ("onesource", "S2 2.1.4 f"),
    }  # fmt: skip


def test_oadby_and_wigston_leaves_and_the_supplier_s_tools_go_with_it() -> None:
    rows = rows_of("melton", "dispositions")
    contract = {row.council: row.route for row in rows if row.thing == "sopra-steria-ict"}
    assert contract == dict.fromkeys(("hinckley", "blaby", "melton", "oadby-wigston"), Route.EXPIRE)
    for tool in ("cherwell", "flexera"):
        assert {row.council for row in rows if row.thing == tool} == {"hinckley", "blaby", "melton"}, "S3 9.4"
    leaving = [row for row in rows_of("melton", "agreement_parties") if row.withdrew_on]
    assert [(row.organisation, str(row.withdrew_on)) for row in leaving] == [("oadby-wigston", "31 December 2021")]


def test_lincolnshire_buys_forty_contracts_anew_in_its_own_name() -> None:
    row = one("lincolnshire", "dispositions", "serco-third-party for lincolnshire")
    assert (row.route, row.new_holder, row.by_when) == (Route.REPROCURE, "lincolnshire", None)
    assert one("lincolnshire", "contracts", "serco-third-party").holder == "serco"


def test_lincolnshire_needs_four_more_and_a_team_before_transition() -> None:
    roles = rows_of("lincolnshire", "future_roles")
    more = [row for row in roles if row.evidence is Evidence.ESTIMATED]
    assert [str(row.needed_from) for row in more] == ["1 April 2024"] * 4, "S4 62"
    first = {row.key for row in roles if row.before_transition is Known.YES}
    assert first == {"role-head-of-service-integration", "role-transition-team"}, "S4 41, 64"
