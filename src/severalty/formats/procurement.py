"""Procurement law that comes with the package, in figures: TOML to the engine's records."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from severalty.engine.dispositions.modifications import Caps
from severalty.engine.dispositions.procurement import Counting, Law, Regime
from severalty.engine.dispositions.thresholds import Buyer, Checked, Supply, Threshold

_PENCE = 100


@cache
def thresholds() -> tuple[Threshold, ...]:
    """The thresholds, each with the time it holds, its source, and whether it was read there."""
    return tuple(
        Threshold(
            supply=Supply(one["supply"]),
            pence=one["pounds"] * _PENCE,
            valid_from=one["valid_from"],
            valid_to=one.get("valid_to"),
            source=one["source"],
            buyer=Buyer(one["buyer"]) if "buyer" in one else None,
            with_vat=one["with_vat"],
            state=Checked(one["state"]),
        )
        for one in _held()["threshold"]
    )


@cache
def procurement_laws() -> tuple[Law, ...]:
    """The periods of each regime, those of light touch contracts apart."""
    return tuple(
        Law(**one | {"regime": Regime(one["regime"]), "standstill_counts": Counting(one["standstill_counts"])})
        for one in _held()["law"]
    )


@cache
def change_caps() -> Caps:
    """The bounds within which a contract may be changed."""
    held = _held()["changes"]
    return Caps(
        small_percent_goods=held["small_percent_goods"],
        small_percent_works=held["small_percent_works"],
        large_percent=held["large_percent"],
        term_percent=held["term_percent"],
        copy_from=held["copy_from_pounds"] * _PENCE,
        source=held["source"],
        note=held["note"],
    )


@cache
def _held() -> dict[str, Any]:
    return tomllib.loads(files("severalty").joinpath("reference", "procurement.toml").read_text(encoding="utf-8"))
