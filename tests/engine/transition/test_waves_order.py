"""Waves by ranked conditions, each kept, or broken as seldom as any plan can, which an enumeration confirms.

The conditions are the eight of Azure Migrate's automatic wave planning (documentation of 1 September 2026).
"""

from itertools import product
from random import Random

import pytest

from severalty.engine.transition.waves_order import (
    Condition,
    WaveItem,
    WaveQuestion,
    breaches_of,
    propose_waves,
    score_of,
)

# The examples of that documentation, put into one estate: a resource planner of three machines, a cache and its
# partner that talk both ways, a portal that calls an interface, and the development side of it.
ESTATE = WaveQuestion(
    items=(
        WaveItem("web01", "erp", critical=True, complex=True),
        WaveItem("app01", "erp", critical=True, complex=True),
        WaveItem("db01", "erp", critical=True, complex=True),
        WaveItem("app-a"),
        WaveItem("cache-a"),
        WaveItem("portal", "portal"),
        WaveItem("api", "api"),
        WaveItem("dev-portal", "portal-dev", test=True),
        WaveItem("dev-api", "api-dev", test=True),
        WaveItem("dev-db", "erp-dev", test=True),
    ),
    leans=(("app-a", "cache-a"), ("cache-a", "app-a"), ("portal", "api"), ("dev-portal", "dev-api"), ("api", "db01")),
    most=4,
    least=2,
)


def test_all_eight_conditions_are_kept_on_the_estate_of_their_documentation() -> None:
    answer = propose_waves(ESTATE)
    assert answer.breaches == ()
    assert answer.proved
    wave = {one.key: number for one, number in zip(ESTATE.items, answer.waves, strict=True)}
    assert wave["dev-db"] < wave["db01"] <= wave["api"] <= wave["portal"]
    assert wave["app-a"] == wave["cache-a"]


def test_what_conflicts_is_broken_as_the_ranks_say_and_named() -> None:
    """Both ways ranks above the application, and that above the size: three that hang together in waves of two."""
    question = WaveQuestion(
        items=(WaveItem("a", "one"), WaveItem("b", "one"), WaveItem("c", "two"), WaveItem("d", "two")),
        leans=(("b", "c"), ("c", "b")),
        most=3,
    )
    answer = propose_waves(question)
    assert [one.condition for one in answer.breaches] == [Condition.SIZE]
    assert "4 large" in answer.breaches[0].sentence


def test_pins_hold_and_what_is_due_comes_before_everything_else() -> None:
    question = WaveQuestion(
        items=(WaveItem("live", latest=1), WaveItem("test", test=True, pinned=2), WaveItem("other")), most=2
    )
    answer = propose_waves(question)
    assert answer.waves[:2] == (1, 2)
    assert Condition.TEST_FIRST in {one.condition for one in answer.breaches}


@pytest.mark.parametrize("seed", range(4))
def test_no_other_waves_keep_the_ranked_conditions_better(seed: int) -> None:
    pick = Random(seed)  # noqa: S311 - chance for tests
    keys = "abcde"
    items = tuple(
        WaveItem(
            key,
            pick.choice(["", "x", "y"]),
            pick.random() < 0.3,
            pick.random() < 0.3,
            pick.random() < 0.3,
            latest=pick.choice([None, None, None, 1, 2]),
        )
        for key in keys
    )
    leans = tuple((pick.choice(keys), pick.choice(keys)) for _ in range(5))
    question = WaveQuestion(items, tuple(one for one in leans if one[0] != one[1]), most=2, least=1)
    answer = propose_waves(question)
    whole = (waves for waves in product(range(1, 5), repeat=len(keys)) if len(set(waves)) == max(waves))
    best = min(score_of(breaches_of(question, waves)) for waves in whole)
    assert score_of(answer.breaches) <= best


def test_the_same_question_has_the_same_answer() -> None:
    question = WaveQuestion(ESTATE.items[:5], ESTATE.leans[:2], most=2)
    assert propose_waves(question) == propose_waves(question)
    assert propose_waves(WaveQuestion(())).waves == ()
