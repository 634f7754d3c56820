"""What `severalty confidence` tells of the colours of workstreams: calculated, and as a person states them."""

from typing import Any

from severalty.cli.planned_case import key_in
from severalty.engine.transition.packages import Colour
from severalty.engine.transition.path import StreamOnPath, path_of
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.standing import path_question


def colours_json(seen: SeenPlan) -> list[dict[str, Any]]:
    """The colour of each workstream as calculated, why, and the one that a person states beside it, else null."""
    return [
        {
            "workstream": key_in(one.workstream.key), "calculated": one.colour.value, "because": list(one.because),
            "stated": _stated(one),
        }
        for one in _streams(seen)
    ]  # fmt: skip


def _stated(one: StreamOnPath) -> dict[str, str] | None:
    stream = one.workstream
    if stream.colour is Colour.UNKNOWN:
        return None
    on = stream.colour_on.code if stream.colour_on else ""
    return {"colour": stream.colour.value, "by": stream.colour_by, "on": on, "because": stream.colour_because}


def colour_lines(seen: SeenPlan) -> list[str]:
    """Both colours of each workstream in words."""
    return [f"How well defined is {one.workstream.name}: {one.told}." for one in _streams(seen)]


def _streams(seen: SeenPlan) -> tuple[StreamOnPath, ...]:
    return path_of(path_question(seen, seen.record.on)).streams
