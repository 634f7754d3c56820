"""What Hypothesis draws for the laws of the engine."""

import os
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from severalty.engine.dates import (
    Duration,
    PartialDate,
    between,
    calendar_year,
    day,
    financial_year,
    month,
    quarter,
)

# Every run draws others, so that many short runs at a desk see more than one long one; a change is held against more.
EXAMPLES = 60 if "CI" in os.environ else 15


def at_most(examples: int) -> settings:
    """So many examples, for a law that costs more to look at than most; fewer where all have fewer."""
    return settings(max_examples=min(examples, EXAMPLES))


DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
YEARS = st.integers(1990, 2090)
ABOUT = st.booleans()
PENCE = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)
NAMES = st.text("abcdefghijklmnop", min_size=1, max_size=6)


def _between(first: date, last: date, about: bool) -> PartialDate:
    return between(min(first, last), max(first, last), about=about)


DATES = st.one_of(
    st.builds(lambda value, about: day(value, about=about), DAYS, ABOUT),
    st.builds(lambda year, number, about: month(year, number, about=about), YEARS, st.integers(1, 12), ABOUT),
    st.builds(lambda year, number, about: quarter(year, number, about=about), YEARS, st.integers(1, 4), ABOUT),
    st.builds(lambda year, about: financial_year(year, about=about), YEARS, ABOUT),
    st.builds(lambda year, about: calendar_year(year, about=about), YEARS, ABOUT),
    st.builds(_between, DAYS, DAYS, ABOUT),
)
LENGTHS = st.builds(Duration, st.integers(0, 50), st.sampled_from(["days", "working days", "weeks", "months", "years"]))
