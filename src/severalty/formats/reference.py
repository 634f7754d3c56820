"""Dated reference data that comes with the package: TOML to records."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from severalty.engine.clear_days import Closures


@dataclass(frozen=True)
class BankHolidays:
    """Days on which offices are closed, between two days for which the list speaks, with source and licence."""

    days: frozenset[date]
    valid_from: date
    valid_to: date
    jurisdiction: str
    source: str
    licence: str

    def speaks_for(self, value: date) -> bool:
        """Whether a day lies in the time that the list covers."""
        return self.valid_from <= value <= self.valid_to

    @property
    def closures(self) -> Closures:
        """The same as the rules of notice take them."""
        return Closures(self.days, self.valid_from, self.valid_to)


@cache
def bank_holidays() -> BankHolidays:
    """The bank holidays of England and Wales that come with the package."""
    held = tomllib.loads(files("severalty").joinpath("reference", "bank_holidays.toml").read_text(encoding="utf-8"))
    return BankHolidays(
        days=frozenset(holiday["on"] for holiday in held["holiday"]),
        valid_from=held["valid_from"],
        valid_to=held["valid_to"],
        jurisdiction=held["jurisdiction"],
        source=held["source"],
        licence=held["licence"],
    )
