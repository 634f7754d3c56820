"""Partner packs between two councils: how one that arrives stands to those before, and where two records differ."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.fields import Column

ABOUT_THE_ROW = frozenset(
    {"key", "name", "audience", "shared_with", "recorded_by", "evidence", "source", "value_evidence", "claimed_by"}
)
"""Columns that say who keeps a row and what it rests on, not what is so."""


class Arrival(StrEnum):
    """How a pack stands to those that its sender gave before."""

    FIRST = "first"
    NEWER = "newer"
    AGAIN = "again"
    OLDER = "older"


@dataclass(frozen=True)
class Sent:
    """A pack by its digest and the time it was made at, as ISO in UTC."""

    digest: str
    made_at: str


@dataclass(frozen=True)
class Differing:
    """One column in which two records of one thing differ, as files spell both."""

    column: str
    label: str
    theirs: str
    ours: str


def arrival(pack: Sent, before: Iterable[Sent]) -> Arrival:
    """Whether a pack is the sender's first, newer than those that were brought in before, one of them, or older."""
    known = tuple(before)
    if any(one.digest == pack.digest for one in known):
        latest = max(known, key=lambda one: one.made_at)
        return Arrival.AGAIN if latest.digest == pack.digest or latest.made_at == pack.made_at else Arrival.OLDER
    if not known:
        return Arrival.FIRST
    return Arrival.NEWER if pack.made_at > max(one.made_at for one in known) else Arrival.OLDER


def crossed(follows: str, made: Sequence[Sent]) -> bool:
    """Whether a pack was made before its sender had brought in the last one made here; `follows` is what it had."""
    latest = max(made, key=lambda one: one.made_at, default=None)
    return latest is not None and follows != latest.digest


def differing(
    columns: Iterable[Column],
    theirs: Mapping[str, str],
    ours: Mapping[str, str],
    ignored: Collection[str] = ABOUT_THE_ROW,
) -> tuple[Differing, ...]:
    """The columns in which both have said something, and not the same. Blank is not known: it differs from nothing."""
    return tuple(
        Differing(shape.name, shape.label, theirs[shape.name], ours[shape.name])
        for shape in columns
        if shape.name not in ignored
        and theirs.get(shape.name)
        and ours.get(shape.name)
        and theirs[shape.name] != ours[shape.name]
    )
