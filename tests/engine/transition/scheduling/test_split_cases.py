"""The council splits of the bench are those that were shipped, whatever a problem may say since."""

from bench.split_cases import COUNCIL, LARGE, LARGE_SEED, checked


def test_the_splits_that_were_shipped_are_known_again() -> None:
    """A new kind of rule in problems changes no digest; a changed split would be refused here as in the bench."""
    assert len(checked(1).activities) == 5 * COUNCIL.applications
    assert len(checked(LARGE_SEED, LARGE).activities) == 5 * LARGE.applications
