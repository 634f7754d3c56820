"""An entry of the catalogue of rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """A rule that can be run on its own: one record in, one record out.

    `of` are the engine's functions that it makes reachable; `example` is a question in plain JSON; `source` says where
    the rule comes from. `run` raises ValueError with a sentence where the question cannot be answered.
    """

    name: str
    summary: str
    takes: type
    gives: type
    run: Callable[[Any], Any]
    of: tuple[Callable[..., Any], ...]
    example: Mapping[str, Any]
    source: str = ""
