"""What is wrong in a JSON value, in words: the decoder's complaint made a problem with its place."""

import json
import re
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from severalty.engine.dates import Duration, PartialDate
from severalty.formats.problems import Problem

_COMPLAINT = re.compile(r"(?P<what>.*?)(?: - at `(?P<path>\$.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_WORDS = {
    "int": "a whole number", "float": "a number", "str": "text", "array": "a list", "object": "an object",
    "bool": "true or false", "null": "null", "date": "a day such as 2025-03-31",
}  # fmt: skip
_TEXTS = {PartialDate: "a date", Duration: "a length of time"}
_UNFOUND = object()


def problem_of(message: str, data: Any, record: type, name: str = "") -> Problem:
    """The problem that a decoder's message about `data`, read as `record`, amounts to."""
    complaint = _COMPLAINT.fullmatch(message)
    what, path = (complaint["what"], complaint["path"] or "$") if complaint else (message, "$")
    steps = _steps(path)
    found, kind = _value_at(data, steps), _kind_at(record, steps)
    unknown = re.fullmatch(r"Object contains unknown field `(.+)`", what)
    if unknown:
        return Problem(
            name, None, f"{path}.{unknown[1]}", "a field that does not belong there",
            f"only these: {_field_names(kind)}", "check the spelling or leave it out",
        )  # fmt: skip
    absent = re.fullmatch(r"Object missing required field `(.+)`", what)
    if absent:
        return Problem(name, None, f"{path}.{absent[1]}", "nothing", "a value", f"add the field {absent[1]}")
    return Problem(name, None, path, _shown(found, what), _expected(what, kind), _mend(what))


def _steps(path: str) -> list[str | int]:
    return [int(place) if place.isdigit() else (word or "...") for word, place in _STEP.findall(path.removeprefix("$"))]


def _value_at(data: Any, steps: list[str | int]) -> Any:
    for step in steps:
        known = step in data if isinstance(data, dict) else isinstance(data, list) and step in range(len(data))
        if not known:
            return _UNFOUND
        data = data[step]
    return data


def _kind_at(kind: Any, steps: list[str | int]) -> Any:
    for step in steps:
        kind = _without_null(kind)
        if is_dataclass(kind) and isinstance(step, str):
            kind = get_type_hints(kind).get(step)
        elif get_args(kind):
            kind = get_args(kind)[-1] if get_args(kind)[-1] is not Ellipsis else get_args(kind)[0]
    return _without_null(kind)


def _without_null(kind: Any) -> Any:
    members = [member for member in get_args(kind) if member is not type(None)]
    return members[0] if type(None) in get_args(kind) and len(members) == 1 else kind


def _field_names(kind: Any) -> str:
    return ", ".join(field.name for field in fields(kind)) if is_dataclass(kind) else "none"


def _shown(found: Any, what: str) -> str:
    if found is _UNFOUND:
        got = re.search(r"got `([^`]+)`", what)
        return _WORDS.get(got[1], got[1]) if got else "something else"
    return json.dumps(found, ensure_ascii=False)


def _expected(what: str, kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return f"one of: {', '.join(member.value for member in kind)}"
    if kind in _TEXTS:
        return _TEXTS[kind]
    wanted = re.match(r"Expected `([^`]+)`( of length .+)?", what)
    if wanted:
        words = " or ".join(_WORDS.get(word.strip(), word.strip()) for word in wanted[1].split("|"))
        return words + (wanted[2] or "")
    if what.startswith("Invalid"):
        return what.removeprefix("Invalid ").replace("RFC3339 encoded date", "day such as 2025-03-31")
    return "another value"


def _mend(what: str) -> str:
    known = what.startswith(("Expected", "Invalid", "Object"))
    return "correct the value" if known else what.rstrip(".").rpartition("; ")[2]
