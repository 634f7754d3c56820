"""Who sits on a body, whether enough are there, and whether its word binds."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from severalty.engine.dates import day, read_date
from severalty.engine.decisions.bodies import Body, BodyKind, BodyMember, Seat
from severalty.engine.decisions.resolutions import Form
from severalty.engine.decisions.sitting import (
    Quorum,
    QuorumQuestion,
    SittingQuestion,
    WordQuestion,
    chairs_over_time,
    power_of,
    quorum_of,
    sitting_on,
    votes,
    word_of,
)
from severalty.engine.fields import Known

A, B = ("A", "2024-05-21", "2025-05-20"), ("B", "2025-05-01", "")
CABINET = Body(key="cabinet", name="Cabinet", kind=BodyKind.EXECUTIVE, seats=4, quorum=2)


def seat(post: str, starts: str = "", ends: str = "", kind: Seat = Seat.CHAIR) -> BodyMember:
    return BodyMember(
        body="cabinet", post=post, seat=kind,
        starts=read_date(starts) if starts else None, ends=read_date(ends) if ends else None,
    )  # fmt: skip


def test_who_sits_is_told_in_the_order_of_their_weight_with_vacancies() -> None:
    found = sitting_on(SittingQuestion(
        body=CABINET, on=read_date("2026-04-08"),
        members=(seat("Clerk", kind=Seat.CLERK), seat("Member", kind=Seat.MEMBER), seat("Leader", "2024-05-21")),
    ))  # fmt: skip
    assert [one.post for one in found.seats] == ["Leader", "Member", "Clerk"]
    assert (found.voting, found.vacancies, found.findings) == (2, 2, ())


def test_without_a_number_of_seats_nobody_counts_vacancies() -> None:
    body = Body(key="b", name="Board", kind=BodyKind.BOARD)
    assert sitting_on(SittingQuestion(body=body, on=read_date("2026-04-08"))).vacancies is None


def test_two_chairs_at_once_and_none_at_all_are_findings() -> None:
    two = sitting_on(SittingQuestion(body=CABINET, on=read_date("2026-04-08"), members=(seat("A"), seat("B"))))
    none = sitting_on(SittingQuestion(body=CABINET, on=read_date("2026-04-08"), members=(seat("A", "", "2025-01"),)))
    assert "has 2 chairs on 8 April 2026: A, B" in two.findings[0]
    assert "Nobody chairs Cabinet on 8 April 2026." in none.findings


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ([A, ("B", "2025-05-21", "")], []),
        ([A, ("B", "2025-06-01", "")], ["Nobody chairs from 21 May 2025 to 31 May 2025."]),
        ([A, ("B", "2025-05-01", "")], ["A and B both chair from 1 May 2025 until 20 May 2025."]),
        ([("A", "2024-05-21", ""), B], ["A and B both chair from 1 May 2025 with no end on record."]),
        ([("A", "2024-05-21", "2025-05"), ("B", "2025-05-15", "")], []),
    ],
    ids=["follows", "gap", "overlap", "never ended", "not known to the day"],
)  # fmt: skip
def test_gaps_and_overlaps_between_chairs_are_named(terms: list[tuple[str, str, str]], said: list[str]) -> None:
    assert list(chairs_over_time(seat(*term) for term in terms).findings) == said


@example([(0, 0), (0, 0)])
@example([(0, 5), (5, 5)])
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 400)), max_size=6))
def test_a_day_without_doubt_has_a_finding_exactly_where_chairs_are_not_one(spans: list[tuple[int, int]]) -> None:
    first = date(2024, 1, 1)
    members = [
        BodyMember(body="cabinet", post=f"P{n}", seat=Seat.CHAIR, starts=day(first + timedelta(days=start)),
                   ends=day(first + timedelta(days=start + length)))
        for n, (start, length) in enumerate(spans)
    ]  # fmt: skip
    found = chairs_over_time(members)
    days = {first + timedelta(days=n) for start, length in spans for n in range(start, start + length + 1)}
    within = [first + timedelta(days=n) for n in range(min((s for s, _ in spans), default=0), 1300)]
    gaps = any(one not in days and one < max(days) for one in within) if days else False
    # One may end on the day on which the next begins: that is how a chair is handed over.
    terms = sorted((start, start + length) for start, length in spans)
    double = any(later < end for n, (_, end) in enumerate(terms) for later, _ in terms[n + 1 :])
    assert any("Nobody" in one for one in found.findings) == gaps
    assert any("both chair" in one for one in found.findings) == double


def test_the_quorum_is_met_not_met_or_nobody_can_say() -> None:
    def state(present: int | None, quorum: int | None = 2) -> Quorum:
        body = Body(key="b", name="B", kind=BodyKind.COMMITTEE, quorum=quorum)
        return quorum_of(QuorumQuestion(body, present)).state

    assert (state(1), state(2), state(None), state(5, None)) == (
        Quorum.NOT_MET, Quorum.MET, Quorum.CANNOT_SAY, Quorum.CANNOT_SAY,
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(BodyKind))
@pytest.mark.parametrize("formal", list(Known))
@pytest.mark.parametrize("form", list(Form))
def test_a_board_never_decides_and_scrutiny_recommends(kind: BodyKind, formal: Known, form: Form) -> None:
    body = Body(key="b", name="B", kind=kind, formal=formal)
    word, power = word_of(WordQuestion(body, form)).form, power_of(body).decides
    if kind in (BodyKind.BOARD, BodyKind.SCRUTINY) or formal is Known.NO:
        assert power is Known.NO
        assert word in (Form.INFORMAL, Form.RECOMMENDATION)
    if form in (Form.INFORMAL, Form.RECOMMENDATION):
        assert word is form


def test_a_seat_votes_as_recorded_else_as_its_kind_does() -> None:
    assert votes(seat("A", kind=Seat.ADVISER)) is Known.NO
    assert votes(BodyMember(body="b", post="A", seat=Seat.ADVISER, votes=Known.YES)) is Known.YES
    assert votes(seat("A", kind=Seat.SUBSTITUTE)) is Known.UNKNOWN
