"""Records of what a configuration database holds, in this program's classes and kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from severalty.formats.problems import Problem

ItemClass = Literal["application", "infrastructure", "network", "identity", "telephony", "device fleet", "data store"]
DependencyKind = Literal[
    "runs on", "authenticates with", "exchanges data with", "licensed under", "contracted under", "supported by"
]


@dataclass(frozen=True)
class ImportedItem:
    """A configuration item; `place` leads back into the file, `attributes` are facts kept as the file states them."""

    key: str
    name: str
    item_class: ItemClass
    description: str
    source_type: str
    place: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ImportedService:
    """A service that items bring about."""

    key: str
    name: str
    description: str
    source_type: str
    place: str


@dataclass(frozen=True)
class ImportedDependency:
    """The item or service `depends` needs `on`, in the way of `kind`; `note` is what the file says of it."""

    depends: str
    kind: DependencyKind
    on: str
    note: str
    place: str


@dataclass(frozen=True)
class Unmapped:
    """Something of the file that has no place here, by name and type."""

    name: str
    source_type: str
    place: str
    reason: str


@dataclass(frozen=True)
class CmdbImport:
    """All that was understood of a file. `kind` names the format that was recognised."""

    kind: str
    items: tuple[ImportedItem, ...]
    services: tuple[ImportedService, ...]
    dependencies: tuple[ImportedDependency, ...]
    problems: tuple[Problem, ...]
    unmapped: tuple[Unmapped, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass
class Gathered:
    """What has been gathered from a file so far; `closed` makes it an import."""

    items: dict[str, ImportedItem] = field(default_factory=dict)
    services: dict[str, ImportedService] = field(default_factory=dict)
    dependencies: dict[tuple[str, str, str], ImportedDependency] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def depend(self, dependency: ImportedDependency) -> None:
        """Add a dependency once."""
        self.dependencies.setdefault((dependency.depends, dependency.kind, dependency.on), dependency)

    def closed(self, kind: str) -> CmdbImport:
        """The import."""
        return CmdbImport(
            kind,
            tuple(self.items.values()),
            tuple(self.services.values()),
            tuple(self.dependencies.values()),
            tuple(self.problems),
            tuple(self.unmapped),
            tuple(dict.fromkeys(self.notices)),
        )


def key_of(kind: str, name: str) -> str:
    """A key from a name: the same name in other capitals or spacing gives the same key."""
    return f"{kind}:{' '.join(name.split()).casefold()}"
