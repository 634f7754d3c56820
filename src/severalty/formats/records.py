"""JSON to records and back, with a JSON schema of either."""

import json
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from severalty.engine.dates import Duration, PartialDate, read_date, read_duration
from severalty.engine.freeze import plain
from severalty.formats.problems import Problem, Unreadable
from severalty.formats.record_problems import problem_of

Record = TypeVar("Record")


class _Mirror(msgspec.Struct):
    """Stands for a record while JSON is read, so that a misspelt field is refused."""

    made_of: ClassVar[type]


class _Carried:
    """What a text was read as."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _DateText(_Carried):
    """Stands for an imprecise date, which JSON carries as text."""


class _LengthText(_Carried):
    """Stands for a length of time, which JSON carries as text."""


_STAND_INS: dict[Any, type] = {PartialDate: _DateText, Duration: _LengthText}
_READERS: dict[type, Callable[[str], Any]] = {_DateText: read_date, _LengthText: read_duration}
_SCHEMAS: dict[type, dict[str, Any]] = {
    _DateText: {
        "type": "string",
        "description": "A date as precise as it is known.",
        "examples": ["2025-03-31", "2025-03", "2025/26 Q3", "2025/26", "2025", "about 2025-03"],
    },
    _LengthText: {
        "type": "string",
        "description": "A length of time.",
        "examples": ["3 months", "90 days", "6 weeks", "2 years"],
    },
}


def read_record(raw: bytes | str, record: type[Record], name: str = "") -> Record:
    """The record that a JSON text stands for.

    Raises Unreadable, whose problem names the path, what was found and what was expected; `name` is the file's.
    """
    try:
        data = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(
            Problem(name, None, None, _broken(error), "one JSON value", "check quotes, commas and brackets")
        ) from error
    except RecursionError as error:
        raise Unreadable(
            Problem(name, None, None, "lists within lists without end", "JSON of ordinary depth", "nest less deeply")
        ) from error
    return build(data, record, name)


def build(data: Any, record: type[Record], name: str = "") -> Record:
    """The record that plain dictionaries, lists and texts stand for. Raises Unreadable."""
    try:
        mirrored = msgspec.convert(data, type=_mirror(cast(Hashable, record)), dec_hook=_read_text)
    except msgspec.ValidationError as error:
        raise Unreadable(problem_of(str(error), data, record, name)) from error
    built: Record = _real(mirrored, "$", name)
    return built


def write_record(value: Any) -> str:
    """A record as JSON text, indented, in the order of its fields; dates as text, money in pence."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2)


def schema_of(record: type) -> dict[str, Any]:
    """The JSON schema of a record: what `read_record` takes and `write_record` gives."""
    return msgspec.json.schema(_mirror(record), schema_hook=_SCHEMAS.__getitem__)


def _broken(error: Exception) -> str:
    return f"text that is not JSON ({str(error).removeprefix('JSON is malformed: ')})"


def _read_text(stand_in: type, value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError(f"Expected `str`, got `{type(value).__name__}`")
    return stand_in(_READERS[stand_in](value))


@cache
def _mirror(record: Hashable) -> type[_Mirror]:
    record = cast(type, record)
    hints = get_type_hints(record)
    shapes = [_field(field, _swapped(hints[field.name])) for field in fields(record)]
    mirror = msgspec.defstruct(
        record.__name__,
        shapes,
        bases=(_Mirror,),
        namespace={"made_of": record, "__doc__": record.__doc__},
        module=record.__module__,
        forbid_unknown_fields=True,
        kw_only=True,
    )
    return cast(type[_Mirror], mirror)


def _field(field: Any, hint: Any) -> Any:
    if field.default is not MISSING:
        return field.name, hint, field.default
    if field.default_factory is not MISSING:
        return field.name, hint, msgspec.field(default_factory=field.default_factory)
    return field.name, hint


def _swapped(hint: Any) -> Any:
    """The type with every record in it replaced by what stands for it."""
    if hint in _STAND_INS:
        return _STAND_INS[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return _mirror(hint)
    inner = tuple(argument if argument is Ellipsis else _swapped(argument) for argument in get_args(hint))
    origin = get_origin(hint)
    if not inner or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return hint
    if origin in (Union, types.UnionType):
        return Union[inner]  # noqa: UP007 - the members are known only when this runs
    return (dict if origin is typing.get_origin(Mapping[str, str]) else origin)[inner]


def _real(value: Any, path: str, name: str) -> Any:
    if isinstance(value, _Carried):
        return value.value
    if isinstance(value, _Mirror):
        inner = {
            field: _real(getattr(value, field), f"{path}.{field}", name) for field in type(value).__struct_fields__
        }
        try:
            return type(value).made_of(**inner)
        except ValueError as error:
            found = json.dumps(plain(inner), ensure_ascii=False)
            fault, _, mend = str(error).rstrip(".").partition("; ")
            raise Unreadable(
                Problem(name, None, path, found, f"usable values ({fault})", mend or "correct the values")
            ) from error
    if isinstance(value, tuple | list | frozenset):
        return type(value)(_real(one, f"{path}[{place}]", name) for place, one in enumerate(value))
    if isinstance(value, dict):
        return {key: _real(one, f"{path}.{key}", name) for key, one in value.items()}
    return value
