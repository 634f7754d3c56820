"""The routes of decisions that come with the package: TOML to the engine's records."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.routes import RouteRule, RouteState, RouteValue
from severalty.engine.evidence import Evidence


@cache
def route_values() -> tuple[RouteValue, ...]:
    """The national values (of no council), and those of single councils, all still to be confirmed."""
    return tuple(
        RouteValue(
            organisation=one.get("council", ""),
            rule=RouteRule(one["rule"]),
            value=one["value"],
            starts=_day(one.get("starts")),
            ends=_day(one.get("ends")),
            state=RouteState.CONFIRM,
            evidence=Evidence.UNKNOWN if "note" in one else Evidence.REPORTED,
            source=_source(one),
        )
        for one in _held()["value"]
    )


@cache
def national_values() -> tuple[RouteValue, ...]:
    """The values of no council in particular."""
    return tuple(one for one in route_values() if not one.organisation)


@cache
def route_councils() -> dict[str, str]:
    """The names of the councils of which values are held, by key."""
    return dict(_held()["councils"])


def _source(one: dict[str, Any]) -> str:
    return f"{one['source']} ({one['note'].rstrip('.').lower()})" if "note" in one else str(one["source"])


def _day(value: Any) -> PartialDate | None:
    return None if value is None else day(value)


@cache
def _held() -> dict[str, Any]:
    return tomllib.loads(files("severalty").joinpath("reference", "decision_routes.toml").read_text(encoding="utf-8"))
