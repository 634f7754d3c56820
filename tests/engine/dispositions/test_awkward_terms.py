"""Awkward terms in every combination, against days counted one by one on a calendar: last days to act and refusals."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from severalty.engine.dates import PartialDate, day, read_date
from severalty.engine.dispositions.dispositions import Consent, Route
from severalty.engine.dispositions.routes import RouteView, Situation, routes_for
from severalty.engine.estate.items import Assignable, Contract, Liability, Renewal
from severalty.engine.fields import Known
from severalty.formats.reference import bank_holidays

CLOSED = bank_holidays().days
ONE = timedelta(days=1)

# ----------------------------------------------------------------------------- a calendar that is walked, day by day


def is_working(value: date) -> bool:
    return value.strftime("%a") not in ("Sat", "Sun") and value not in CLOSED


def corresponds(value: date, start: date) -> bool:
    """Whether it is the day of its month that a period of months from or to `start` ends on."""
    return value.day == start.day or (value.day < start.day and (value + ONE).month != value.month)


def walked(start: date, length: str, step: timedelta) -> date:
    """The day on which a length of time from `start`, in either direction, ends."""
    count, unit = int(length.split(maxsplit=1)[0]), length.split(" ", 1)[1]
    value = start
    if unit.startswith("month"):
        while abs((value.year - start.year) * 12 + value.month - start.month) < count or not corresponds(value, start):
            value += step
        return value
    left = count * 7 if unit.startswith("week") else count
    while left:
        passed = value if step < timedelta() else value + step
        left -= is_working(passed) if unit.startswith("working") else 1
        value += step
    return value


def back(end: date, length: str) -> date:
    return walked(end, length, -ONE)


def later(start: date, length: str) -> date:
    return walked(start, length, ONE)


def longer(end: date, extension: str) -> date:
    """The end of a term extended: the extension begins on the day after."""
    return later(end + ONE, extension) - ONE


# ------------------------------------------------------------------------------------------ what the terms come to


@dataclass(frozen=True)
class Terms:
    """A contract's terms as somebody would note them down, known to the day."""

    end: date | None
    options: tuple[str, ...]
    renewal: Renewal
    notice: str
    on: date
    given: date | None
    wanted: date | None
    early: Known
    fee: int | None
    consent: Consent
    assignable: Assignable
    councils: int
    named: Known

    @property
    def contract(self) -> Contract:
        return Contract(
            key="C-1", name="Desk", ends=day(self.end) if self.end else None,
            extensions="; ".join(self.options) or "none", extensions_used=0, renewal=self.renewal, notice=self.notice,
            may_end_early=self.early, termination_charge=self.fee, assignable=self.assignable,
            partners_named=self.named, minimum_volume="1,000 seats", liability=Liability.JOINT_AND_SEVERAL,
        )  # fmt: skip

    @property
    def situation(self) -> Situation:
        return Situation(
            consent=self.consent,
            notice_given_on=day(self.given) if self.given else None,
            by_when=day(self.wanted) if self.wanted else None,
        )

    @property
    def evergreen(self) -> bool:
        return self.renews and self.end is None

    @property
    def renews(self) -> bool:
        return self.renewal is Renewal.RENEWS_UNLESS_STOPPED

    @property
    def over(self) -> bool:
        settled = self.renewal in (Renewal.EXPIRES, Renewal.EXTENDS_BY_CHOICE)
        return settled and self.end is not None and self.on > self.end

    def term(self, seen: date) -> tuple[date | None, date | None]:
        """The last day for notice and the end of the term that runs on a day, if no notice is given before it."""
        if self.end is None:
            return None, None
        ends = [self.end]
        for option in self.options if self.renews else ():
            ends.append(longer(ends[-1], option))
        for end in ends:
            if seen <= back(end, self.notice):
                return back(end, self.notice), end
        return back(ends[-1], self.notice), None if self.renews else ends[-1]


def expected(terms: Terms, route: Route) -> tuple[bool, date | None]:
    """Whether the route is open, and its last day to act."""
    return {
        Route.EXPIRE: expected_expire, Route.EXTEND: expected_extend, Route.TERMINATE: expected_terminate,
        Route.NOVATE: expected_novate, Route.ASSIGN: expected_assign, Route.SPLIT: expected_split,
        Route.KEEP_SHARED: expected_shared,
    }[route](terms)  # fmt: skip


def expected_expire(terms: Terms) -> tuple[bool, date | None]:
    if terms.evergreen:
        return True, back(terms.wanted, terms.notice) if terms.wanted else None
    if terms.end is None:
        return True, None
    if terms.renews:
        last, end = terms.term(terms.given or terms.on)
        first = back(terms.end, terms.notice)
        late = terms.given is None and terms.on > first
        meant = end is not None and (terms.on > terms.end or (terms.wanted is not None and terms.wanted >= end))
        return not late or meant, last
    return True, back(terms.end, terms.notice) if terms.renewal is Renewal.UNKNOWN else terms.end


def expected_extend(terms: Terms) -> tuple[bool, date | None]:
    if terms.over or terms.evergreen or not terms.options:
        return False, None
    if terms.renews:
        return terms.given is None, None
    last = back(terms.end, terms.notice) if terms.end else None
    return last is None or (terms.given or terms.on) <= last, last


def expected_terminate(terms: Terms) -> tuple[bool, date | None]:
    passed = terms.evergreen or (terms.end is not None and terms.on > terms.end and not terms.renews)
    target = terms.wanted or terms.term(terms.on)[1]
    return passed or terms.early is not Known.NO, back(target, terms.notice) if target else None


def goes_on(terms: Terms) -> date | None:
    return None if terms.renews else terms.end


def expected_novate(terms: Terms) -> tuple[bool, date | None]:
    return not terms.over and terms.consent is not Consent.REFUSED, goes_on(terms)


def expected_assign(terms: Terms) -> tuple[bool, date | None]:
    allowed = terms.assignable is Assignable.YES or (
        terms.assignable is not Assignable.NO and terms.consent is not Consent.REFUSED
    )
    return not terms.over and allowed, goes_on(terms)


def expected_split(terms: Terms) -> tuple[bool, date | None]:
    return expected_novate(terms)[0] and terms.councils > 1, goes_on(terms)


def expected_shared(terms: Terms) -> tuple[bool, date | None]:
    refused = terms.named is not Known.YES and terms.consent is Consent.REFUSED
    return not terms.over and terms.councils > 1 and not refused, goes_on(terms)


def expected_cost(terms: Terms) -> int | None:
    """What ending it early costs: nothing where it ends with its term all the same."""
    if terms.evergreen or terms.end is None:
        return terms.fee
    if terms.on > terms.end and not terms.renews:
        return 0
    if terms.renewal in (Renewal.EXPIRES, Renewal.EXTENDS_BY_CHOICE):
        soonest = later(terms.given or terms.on, terms.notice)
        if terms.given or terms.wanted:
            ends = max(soonest, terms.wanted or soonest)
            with_it = ends > terms.end or (terms.wanted is not None and ends == terms.end)
        else:
            with_it = soonest > terms.end
        return 0 if with_it else terms.fee
    return terms.fee


# ------------------------------------------------------------------------------------------------------- combinations

AWKWARD_DAYS = [
    date(2027, 2, 28), date(2028, 2, 29), date(2027, 3, 31), date(2027, 5, 31), date(2027, 8, 30), date(2026, 12, 31),
    date(2027, 4, 30), date(2027, 12, 28), date(2027, 3, 30), date(2027, 1, 3),
]  # fmt: skip
NOTICES = ["3 months", "1 month", "6 months", "90 days", "20 working days", "1 working days", "6 weeks", "0 days"]
NEAR = st.builds(lambda end, days: end + timedelta(days=days), st.sampled_from(AWKWARD_DAYS), st.integers(-120, 250))
TERMS = st.builds(
    Terms,
    end=st.none() | st.sampled_from(AWKWARD_DAYS),
    options=st.sampled_from([(), ("12 months",), ("12 months", "1 month"), ("90 days",)]),
    renewal=st.sampled_from(Renewal),
    notice=st.sampled_from(NOTICES),
    on=NEAR,
    given=st.none() | NEAR,
    wanted=st.none() | NEAR,
    early=st.sampled_from(Known),
    fee=st.sampled_from([None, 0, 40_000_00]),
    consent=st.sampled_from(Consent),
    assignable=st.sampled_from(Assignable),
    councils=st.integers(1, 2),
    named=st.sampled_from(Known),
)
ROUTES = (Route.EXPIRE, Route.EXTEND, Route.TERMINATE, Route.NOVATE, Route.ASSIGN, Route.SPLIT, Route.KEEP_SHARED)


def seen_of(terms: Terms) -> dict[Route, RouteView]:
    found = routes_for(terms.contract, day(terms.on), CLOSED, councils=terms.councils, known=terms.situation)
    return {one.route: one for one in found.options}


@settings(max_examples=40)
@given(TERMS)
def test_every_combination_of_terms_has_its_last_day_and_its_refusals(terms: Terms) -> None:
    found = seen_of(terms)
    for route in ROUTES:
        is_open, last = expected(terms, route)
        one = found[route]
        assert one.open is is_open, (route, one.refusals)
        if one.open:
            assert one.last_day == (day(last) if last else None), (route, one.warnings)
        if one.last_day is not None:
            advised = one.last_day.first
            while not is_working(advised):
                advised -= ONE
            assert (one.advised or one.last_day.first) == advised
    assert found[Route.TERMINATE].cost == expected_cost(terms)
    assert any("1,000 seats" in sentence for sentence in found[Route.RETIRE].warnings)


@settings(max_examples=40)
@given(st.sampled_from(AWKWARD_DAYS), st.sampled_from(NOTICES), st.integers(0, 3))
def test_the_last_day_is_in_time_and_working_days_are_exact(end: date, notice: str, more: int) -> None:
    """A notice on the last day is over by the end; one on the day after a last day in days never is."""
    terms = Terms(end, (), Renewal.RENEWS_UNLESS_STOPPED, notice, end, None, None, Known.YES, 0, Consent.UNKNOWN,
                  Assignable.YES, 2, Known.YES)  # fmt: skip
    last = back(end, notice)
    in_time = replace(terms, on=last - more * ONE)
    assert seen_of(in_time)[Route.EXPIRE].open
    assert later(last - more * ONE, notice) <= end
    if "month" not in notice:
        assert later(last + ONE, notice) > end
    assert not seen_of(replace(terms, on=last + ONE))[Route.EXPIRE].open


# -------------------------------------------------------------------------------------------- one at a time, in words

ON = read_date("2026-11-26")
DESK = Contract(
    key="C-1", name="Desk", ends=read_date("2027-02-28"), renewal=Renewal.RENEWS_UNLESS_STOPPED, notice="1 month",
    extensions="12 months", extensions_used=0, may_end_early=Known.YES, termination_charge=4_000_00,
)  # fmt: skip


def view(contract: Contract, route: Route, on: PartialDate = ON, **known: object) -> RouteView:
    found = routes_for(contract, on, CLOSED, known=Situation(**known)).of(route)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_notice_in_working_days_leaves_out_bank_holidays() -> None:
    found = view(replace(DESK, ends=read_date("2027-01-04"), notice="5 working days"), Route.EXPIRE)
    assert str(found.last_day) == "23 December 2026", "28 December (for Boxing Day) and 1 January are none"
    assert found.advised is None


def test_at_the_end_of_a_month_a_notice_is_not_plainly_too_late() -> None:
    """It was said to be too late for 28 February, and to end it on 28 February at the earliest."""
    for route, known in (
        (Route.EXPIRE, {"notice_given_on": read_date("2027-01-30")}),
        (Route.TERMINATE, {"notice_given_on": read_date("2027-01-30"), "by_when": read_date("2027-02-28")}),
    ):
        found = view(DESK, route, read_date("2027-02-01"), **known)
        assert any("counted on from 30 January 2027 notice is over on 28 February" in one for one in found.warnings)
        assert not any("too late" in one for one in found.warnings)


def test_a_notice_given_early_for_a_later_day_ends_it_on_that_day() -> None:
    """The end was said to be as soon as the notice could bring it about, whatever day it named."""
    evergreen = replace(DESK, ends=None, extensions="")
    given, wanted = read_date("2026-11-02"), read_date("2027-06-30")
    for route in (Route.EXPIRE, Route.TERMINATE):
        assert view(evergreen, route, notice_given_on=given, by_when=wanted).until == wanted
        assert view(evergreen, route, notice_given_on=given).until == read_date("2026-12-02")
    assert view(evergreen, Route.EXPIRE).cost == view(evergreen, Route.TERMINATE).cost == 4_000_00


def test_what_notice_cannot_end_before_its_term_ends_with_it_and_costs_nothing() -> None:
    expiring = replace(DESK, renewal=Renewal.EXPIRES, ends=read_date("2026-12-10"))
    found = view(expiring, Route.TERMINATE)
    assert (str(found.until), found.cost) == ("10 December 2026", 0)
    assert any("let it expire instead" in one for one in found.warnings)


def test_what_stands_and_falls_with_an_evergreen_contract_ends_on_any_day_as_it_does() -> None:
    """It had no last day at all, although the day on which both are to end was known."""
    evergreen = replace(DESK, key="C-9", ends=None, extensions="", notice="3 months")
    support = replace(DESK, ends=None, extensions="", ends_with="C-9")
    found = view(support, Route.EXPIRE, linked=evergreen, by_when=read_date("2027-06-30"))
    assert str(found.last_day) == "30 March 2027"
    passed = view(support, Route.EXPIRE, linked=evergreen, by_when=read_date("2027-01-31"))
    assert any("last day to act on C-9, 31 October 2026, has passed" in one for one in passed.warnings)


def test_a_refusal_counts_only_where_the_supplier_has_a_say() -> None:
    free = replace(DESK, assignable=Assignable.YES, partners_named=Known.NO)
    assert view(free, Route.ASSIGN, consent=Consent.REFUSED).open
    assert not view(free, Route.NOVATE, consent=Consent.REFUSED).open
    assert not view(free, Route.KEEP_SHARED, consent=Consent.REFUSED).open
    assert view(replace(free, partners_named=Known.YES), Route.KEEP_SHARED, consent=Consent.REFUSED).open


@pytest.mark.parametrize(
    ("ends", "on", "words"),
    [
        ("2026-11-25", "2026-11-26", "has ended"),
        ("2026-11", "2026-11-26", "may have ended"),
        ("2027-01-31", "2026-11-26", "a new call-off must be made by then"),
        ("2027-02-28", "2026-11-26", ""),
    ],
)
def test_a_framework_that_has_ended_gives_nothing_new(ends: str, on: str, words: str) -> None:
    for route in (Route.SPLIT, Route.REPROCURE):
        found = view(replace(DESK, framework_ends=read_date(ends)), route, read_date(on))
        assert any("ramework" in one and words in one for one in found.warnings) is bool(words)


def test_a_notice_that_may_have_been_needed_and_is_past_is_told_as_past() -> None:
    unknown = replace(DESK, renewal=Renewal.UNKNOWN)
    assert any("was needed by 28 January 2027, which has passed" in one
               for one in view(unknown, Route.EXPIRE, read_date("2027-02-01")).warnings)  # fmt: skip
    assert any("is needed by 28 January 2027" in one for one in view(unknown, Route.EXPIRE).warnings)
