"""A figure is no better than what it rests on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.evidence import Evidence, carries_figure, show_money, shown_pence, weakest

CLASSES = st.lists(st.sampled_from(Evidence), max_size=6)


@given(CLASSES, CLASSES)
def test_more_values_never_strengthen_a_figure(some: list[Evidence], more: list[Evidence]) -> None:
    order = list(Evidence)
    if some:
        assert order.index(weakest(some + more)) >= order.index(weakest(some))
    assert weakest(some + more) == weakest(more + some)


def test_a_figure_that_rests_on_nothing_is_unknown() -> None:
    assert weakest([]) is Evidence.UNKNOWN


@pytest.mark.parametrize("evidence", Evidence)
def test_every_class_has_its_meaning_in_a_sentence(evidence: Evidence) -> None:
    assert evidence.meaning.endswith(".")
    assert evidence.label


def test_nothing_is_derived_from_what_contradicts_itself() -> None:
    assert {evidence for evidence in Evidence if not carries_figure(evidence)} == {Evidence.CONTRADICTED}


@given(st.integers(-(10**12), 10**12))
def test_an_estimate_keeps_three_figures(pence: int) -> None:
    shown = shown_pence(pence, Evidence.ESTIMATED)
    assert shown % 100 == 0
    assert len(str(abs(shown)).rstrip("0")) <= 3
    assert abs(shown - pence) * 200 <= max(abs(pence), 10_000)
    assert shown_pence(pence, Evidence.REPORTED) == pence


@pytest.mark.parametrize(
    ("pence", "evidence", "words"),
    [
        (123450, Evidence.REPORTED, "£1,234.50"),
        (5200000, Evidence.REPORTED, "£52,000"),
        (-5, Evidence.QUOTED, "−£0.05"),
        (31512345, Evidence.ESTIMATED, "about £315,000"),
        (None, Evidence.REPORTED, "not known"),
        (123_456, Evidence.UNKNOWN, "about £1,230"),
        (100, Evidence.CONTRADICTED, "source contradicts itself"),
    ],
)
def test_amounts_in_words(pence: int | None, evidence: Evidence, words: str) -> None:
    assert show_money(pence, evidence) == words
