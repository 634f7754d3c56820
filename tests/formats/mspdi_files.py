"""MSPDI files for the tests: our own in tests/data/mspdi and, where they lie beside the project, real ones."""

import os
import xml.etree.ElementTree as ET
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
from hypothesis import strategies as st

from severalty.formats.mspdi import values
from severalty.formats.mspdi.shape import Slot, slots_of

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests/data/mspdi"
REAL = Path(os.environ.get("SEVERALTY_TEST_PLANS") or ROOT.parent / "shared/data/plans")
SAMPLES = sorted(OWN.glob("*.xml")) + sorted(REAL.glob("*.xml")) + sorted(REAL.glob("task-links/*.xml"))


def shape(data: bytes) -> Any:
    """All that an XML file says: elements in their order, attributes, and texts to the letter."""
    return _shape(fromstring(data))


def _shape(element: ET.Element) -> Any:
    text = element.text or ""
    return element.tag, sorted(element.attrib.items()), text if len(element) == 0 else text.strip(), [
        _shape(child) for child in element
    ]  # fmt: skip


_TEXTS = st.one_of(
    st.sampled_from(["", "Cut over", " two  blanks ", "a\nb", "a\r\nb", "<&>\"'", "Ünïcode £ 平"]),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=8
    ),
)
_MOMENTS = st.datetimes(datetime(1984, 1, 1), datetime(2049, 12, 31)).map(lambda one: one.replace(microsecond=0))  # noqa: DTZ001
_CODECS = {
    id(values.TEXT): _TEXTS,
    id(values.WHOLE): st.integers(-(10**9), 10**9),
    id(values.DECIMAL): st.decimals(-(10**9), 10**9, places=2) | st.just(Decimal("0.10")),
    id(values.BOOLEAN): st.booleans(),
    id(values.MOMENT): _MOMENTS,
    id(values.CLOCK): st.times().map(lambda one: one.replace(microsecond=0)),
    id(values.SPAN): st.integers(-(10**7), 10**8).map(lambda seconds: timedelta(seconds=seconds)),
}


def _value(slot: Slot) -> Any:
    """Values that a field may have: its default, one of its kind, or records of its own."""
    if slot.part is not None:
        one = record(slot.part)
        return st.lists(one, max_size=2).map(tuple) if slot.many else st.none() | one
    assert slot.codec is not None
    known = _CODECS.get(id(slot.codec))
    if known is None:
        kinds = type(slot.default)
        known = st.sampled_from(list(kinds))
    return st.just(slot.default) | known


@cache
def record(kind: type) -> Any:
    """Records of a kind by chance: each has some of its fields, so that a whole project stays small."""
    slots = slots_of(kind)
    chosen = st.lists(st.sampled_from(slots), max_size=8, unique_by=lambda slot: slot.name)
    return chosen.flatmap(lambda some: st.builds(kind, **{slot.name: _value(slot) for slot in some}))


__all__ = ["OWN", "REAL", "SAMPLES", "date", "record", "shape", "time"]
