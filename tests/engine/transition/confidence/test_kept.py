"""What is kept of a simulation: it reads back as it was, and tells what moved and what it was made from."""

from dataclasses import replace
from datetime import UTC, date, datetime

from severalty.engine.dates import read_date
from severalty.engine.effects.events import Effect, RiskEvent
from severalty.engine.freeze import plain
from severalty.engine.transition.confidence.kept import (
    Kept,
    KeptBand,
    RunConfidence,
    changed,
    kept_of,
    moved,
    trimmed,
)
from severalty.engine.transition.confidence.parts import parts_of, words_of
from severalty.engine.transition.record import GateFact
from severalty.formats.records import build
from tests.engine.transition.plans import package, plan_of, wait
from tests.transition.pages_told import MITIGATED, Laid

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REFS = {"north": "refnorth", "a": "refa", "s-build": "refs"}


def kept() -> Kept:
    return kept_of(MITIGATED, Laid().day_at, REFS, NOON, date(2026, 11, 22), "f")


def test_what_is_kept_reads_back_as_it_was_and_holds_references() -> None:
    one = kept()
    assert (one.whole.at(50), one.whole.at(80)) == (date(2027, 5, 31), date(2027, 6, 30))
    assert [(band.key, band.at(80)) for band in one.streams] == [("refnorth", date(2027, 4, 11)), ("south", None)]
    assert (one.fixed_end, one.in_budget, one.both, one.critical) == (0.714, 0.6, 0.55, (("refa", 0.8),))
    whole = RunConfidence((one,), trimmed(MITIGATED), {"risk": {"r": "30 per cent|x"}}, {"step": None}, "s", one)
    assert build(plain(whole), RunConfidence) == whole


def test_what_moved_is_told_of_the_whole_and_of_each_workstream_whether_it_is_new_or_gone() -> None:
    then = kept()
    bands = (KeptBand("refnorth", ((50, None), (80, date(2027, 4, 18)))), KeptBand("new"))
    now = replace(then, whole=KeptBand("", ((50, date(2027, 5, 30)), (80, None))), streams=bands)
    whole, north, new, gone = moved(then, now)
    assert (whole.is_whole, whole.later(50), whole.later(80)) == (True, -1, None)
    assert (north.key, north.later(80), north.later(50)) == ("refnorth", 7, None)
    assert (new.key, new.then, gone.key, gone.now) == ("new", None, "south", None)


def test_what_changed_is_named_by_what_changed_of_it() -> None:
    record = plan_of(package("a", 5), package("b", 3), waits=(wait("b", "a"),), gates=(GateFact("m", "M"),))
    before = parts_of(record, [RiskEvent("r", Effect(0.3), ("a",))])
    first, second = record.packages
    words = replace(record, packages=(replace(first, description="Other words", owner="Somebody"), second))
    assert not changed(before, parts_of(words, [RiskEvent("r", Effect(0.3), ("a",), name="Other name")]))
    other = replace(
        record, packages=(replace(first, likely=7), replace(second, started_on=read_date("2026-10-01"))), waits=(),
        gates=(GateFact("m", "M", date(2027, 1, 20)),),
    )  # fmt: skip
    found = changed(before, parts_of(other, [RiskEvent("r", Effect(0.5), ("a",))]))
    assert {(one.kind, one.ref): (words_of(one.then), words_of(one.now)) for one in found} == {
        ("estimate", first.key): ("5 working days, indicative", "7 working days, indicative"),
        ("work", second.key): ("not begun", "begun 1 October 2026"),
        ("waits and needs", second.key): ("", ""),
        ("decision", "m"): ("no day known", "20 January 2027"),
        ("risk", "r"): ("30 per cent", "50 per cent"),
    }
