"""Discount rates and price indices that come with the package: TOML to the engine's records."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from severalty.engine.appraisal.discounting import Band, Schedule
from severalty.engine.appraisal.options import Rates
from severalty.engine.appraisal.prices import Deflator, IndexPoint, YearKind
from severalty.engine.dates import read_date


@cache
def discount_schedules() -> Mapping[Rates, Schedule]:
    """The Green Book's schedules that come with the package, each with its vintage, source and notes."""
    held = _held("discount_rates.toml")
    found = [
        Schedule(
            rates=Rates(schedule["rates"]),
            name=schedule["name"],
            bands=tuple(Band(band["first"], band.get("last"), band["rate"]) for band in schedule["bands"]),
            vintage=held["vintage"],
            valid_from=read_date(held["valid_from"]),
            source=held["source"],
            note=f"{schedule['note']} {held['note']}",
        )
        for schedule in held["schedule"]
    ]
    return MappingProxyType({schedule.rates: schedule for schedule in found})


@cache
def gdp_deflator() -> Deflator:
    """The GDP deflator that comes with the package, by calendar year."""
    held = _held("gdp_deflator.toml")
    return Deflator(
        name=held["name"],
        years=YearKind(held["years"]),
        points=tuple(IndexPoint(point["year"], point["level"]) for point in held["points"]),
        vintage=held["vintage"],
        valid_from=read_date(held["valid_from"]),
        source=held["source"],
        note=held["note"],
    )


def _held(name: str) -> dict[str, Any]:
    return tomllib.loads(files("severalty").joinpath("reference", name).read_text(encoding="utf-8"))
