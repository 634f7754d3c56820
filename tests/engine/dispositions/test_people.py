"""Posts in a transfer and future roles: nothing is invented, nobody is divided, and late is late by a day."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import PartialDate, read_date, read_duration
from severalty.engine.dispositions.operating_model import (
    AheadQuestion,
    OperatingModel,
    OperatingModelQuestion,
    operating_model,
    stand_by,
)
from severalty.engine.dispositions.people import FutureRole, PostTransfer, TransferBasis
from severalty.engine.dispositions.transfers import (
    NOT_LEGAL_ADVICE,
    Information,
    Scope,
    TransferRow,
    Transfers,
    TransfersQuestion,
    transfers_of,
)
from severalty.engine.estate.items import Post
from severalty.engine.fields import Known

ON = date(2027, 11, 22)


def post(key: str = "p", **values: object) -> Post:
    return Post(**({"key": key, "name": key, "hours": 100, "employer": "shared"} | values))  # type: ignore[arg-type]


def transfer(of: str = "p", to: str = "north", **values: object) -> PostTransfer:
    known = {"key": f"{of} to {to}", "name": of, "post": of, "to": to, "basis": TransferBasis.TUPE}
    return PostTransfer(**(known | values))  # type: ignore[arg-type]


def role(key: str = "r", **values: object) -> FutureRole:
    known = {"key": key, "name": key, "organisation": "north", "team": "SIAM", "skill": "Vendors", "hours": 100}
    return FutureRole(**(known | values))  # type: ignore[arg-type]


def moved(*transfers: PostTransfer, posts: tuple[Post, ...] = (post(),), on: date = ON) -> Transfers:
    return transfers_of(TransfersQuestion(transfers, posts, on))


def only(one: PostTransfer, of: Post | None = None, on: date = ON) -> TransferRow:
    return moved(one, posts=(of or post(),), on=on).rows[0]


def model(*roles: FutureRole, **rest: object) -> OperatingModel:
    return operating_model(OperatingModelQuestion(roles, **rest))  # type: ignore[arg-type]


def test_the_oracle_of_information_before_a_transfer(oracles: dict[str, Any]) -> None:
    days = oracles["O12"]["inputs"]["tupe_transfers"]
    found = [only(transfer(transfers_on=read_date(one))).inform_by for one in days]
    assert [one.code for one in found if one] == oracles["O12"]["expected"]["tupe_eli_latest"]


def when(text: str) -> PartialDate:
    return read_date(text)


@given(st.integers(0, 100))
def test_half_of_the_time_is_the_line_and_a_proposal_says_that_it_is_no_legal_advice(part: int) -> None:
    found = moved(transfer(assigned=part, assigned_source="Time records"))
    assert (found.rows[0].scope is Scope.LIKELY) == (part >= 50)
    assert found.note == NOT_LEGAL_ADVICE
    assert "not legal advice" in found.note


def test_without_evidence_nothing_is_proposed() -> None:
    assert only(transfer()).scope is Scope.CANNOT_BE_TOLD
    beyond = only(transfer(assigned=101))
    assert beyond.scope is Scope.CANNOT_BE_TOLD
    assert any("more than the whole" in fault for fault in beyond.faults)


def test_information_is_due_28_days_before_and_is_late_a_day_after() -> None:
    leaves = when("2027-12-31")
    assert str(only(transfer(transfers_on=leaves)).inform_by) == "3 December 2027"
    in_time, late = (
        only(transfer(transfers_on=leaves, information_on=when(given_on)), on=leaves.last).information
        for given_on in ("2027-12-03", "2027-12-04")
    )
    assert (in_time, late) == (Information.IN_TIME, Information.LATE)
    states = [only(transfer(transfers_on=leaves), on=date(2027, 12, on)).information for on in (3, 4)]
    assert states == [Information.DUE, Information.OVERDUE]


def test_a_month_leaves_it_open_whether_information_came_in_time() -> None:
    one = only(transfer(transfers_on=when("2027-12"), information_on=when("2027-11-15")))
    assert one.information is Information.MAY_BE_LATE


def test_a_vacant_post_and_one_that_only_comes_home_need_no_information() -> None:
    vacant = only(transfer(transfers_on=when("2027-12-31")), post(vacant=Known.YES))
    home = only(transfer(transfers_on=when("2027-12-31"), basis=TransferBasis.SECONDMENT_ENDS))
    assert vacant.information is home.information is Information.NOT_NEEDED
    assert only(transfer()).information is Information.NOT_KNOWN


def test_no_post_is_divided_in_silence() -> None:
    found = moved(transfer(to="north"), transfer(to="south"))
    assert all(any("never divided" in fault for fault in row.faults) for row in found.rows)


def test_two_records_of_one_post_cost_once() -> None:
    found = moved(transfer(severance=900), transfer(key="again", severance=900))
    assert (found.totals[0].posts, found.totals[0].severance.pence) == (1, 900)


def test_unknown_costs_are_counted_apart_and_never_taken_as_nought() -> None:
    posts = (post("a"), post("b", hours=None, vacant=Known.YES))
    total = moved(transfer("a", severance=1_800_000), transfer("b"), posts=posts).totals[0]
    assert (total.posts, total.vacant, total.hours, total.hours_unknown) == (2, 1, 100, 1)
    assert (total.severance.pence, total.severance.unknown) == (1_800_000, 1)
    assert (total.pension_strain.pence, total.pension_strain.unknown) == (0, 2)


def test_a_post_in_scope_without_a_transfer_is_named() -> None:
    assert moved(posts=(post(in_scope_of_transfer=Known.YES), post("q"))).without_transfer == ("p",)


def test_the_posts_own_record_against_the_evidence_is_said() -> None:
    row = only(transfer(assigned=80), post(in_scope_of_transfer=Known.NO))
    assert "The post's own record says not in scope." in row.faults


def test_five_roles_and_one_post_lack_four_and_nobody_stands_before_transition() -> None:
    needed = {"before_transition": Known.YES, "annual_cost": 100}
    roles = [role(f"r{n}", filled_by="p" if n == 1 else "", **needed) for n in range(5)]
    found = model(*roles, posts=(post(),), transfers=(transfer(transfers_on=when("2027-12-31")),))
    assert (found.lacking, found.cost_of_lacking) == (400, 400)
    assert found.not_standing == ("r0", "r2", "r3", "r4")


def test_a_post_that_comes_on_the_day_of_transfer_leaves_a_gap_before_it() -> None:
    early = role(filled_by="p", needed_from=when("2027-04-01"), before_transition=Known.YES)
    found = model(early, posts=(post(),), transfers=(transfer(transfers_on=when("2027-12-31")),))
    assert found.roles[0].late
    assert found.not_standing == ("r",)
    assert [(str(step.on), step.lacking) for step in found.groups[0].steps] == [("2027-04-01", 100), ("2027-12-31", 0)]


def test_a_post_gives_no_more_than_it_has_and_the_rest_is_spare() -> None:
    roles = (role("a", filled_by="p", hours=60), role("b", filled_by="p", hours=60))
    found = model(*roles, posts=(post(),), transfers=(transfer(transfers_on=when("2027-04-01")),))
    assert [one.given for one in found.roles] == [60, 40]
    assert found.spare == ()
    half = model(roles[0], posts=(post(),), transfers=(transfer(transfers_on=when("2027-04-01")),))
    assert [(one.post, one.hours) for one in half.spare] == [("p", 40)]


def test_a_post_that_is_vacant_or_goes_elsewhere_fills_nothing() -> None:
    one = role(filled_by="p")
    elsewhere = model(one, posts=(post(),), transfers=(transfer(to="south", transfers_on=when("2027-04-01")),))
    vacant = model(one, posts=(post(vacant=Known.YES, employer="north"),))
    assert elsewhere.lacking == vacant.lacking == 100
    assert model(one, posts=(post(employer="north"),)).lacking == 0


@given(st.lists(st.tuples(st.integers(0, 150), st.booleans()), max_size=8), st.integers(0, 150))
def test_needed_is_given_and_lacking_whatever_the_hours(wanted: list[tuple[int, bool]], has: int) -> None:
    roles = [role(f"r{n}", hours=hours, filled_by="p" if by else "") for n, (hours, by) in enumerate(wanted)]
    found = model(*roles, posts=(post(hours=has, employer="north"),))
    assert sum(one.given for one in found.roles) <= has
    assert sum(group.needed for group in found.groups) == sum(group.given + group.lacking for group in found.groups)


def test_a_team_18_months_ahead_of_the_end_of_march_2024_stands_in_september_2022() -> None:
    ahead = AheadQuestion(when("2024-03-31"), read_duration("18 months"))
    assert str(stand_by(ahead).on) == "30 September 2022"
