"""What the guards read: the modules of the package as syntax trees, stage by stage."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "severalty"

# The life cycle, earliest first; stages on one line are strangers to each other.
STAGES = (
    ("tenancy",),
    ("estate", "decisions", "risks"),
    ("appraisal",),
    ("dispositions",),
    ("operations", "transition"),
    ("assurance",),
    ("packs",),
)
RANK = {name: rank for rank, names in enumerate(STAGES) for name in names}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of the package. `name` is its path inside the package, as in `estate/views/map.py`."""

    name: str
    text: str
    tree: ast.Module

    @property
    def stage(self) -> str:
        """The first folder: the stage, or `engine`, `web` and so on."""
        return self.name.partition("/")[0]

    @property
    def role(self) -> str:
        """The word after the stage: `views` for `estate/views.py` and for `estate/views/map.py`."""
        return self.name.split("/")[1].removesuffix(".py") if "/" in self.name else ""


def parse(name: str, text: str) -> Module:
    """A module from its text."""
    return Module(name=name, text=text, tree=ast.parse(text, filename=name))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package but migrations, which Django writes."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
    return tuple(parse(path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def functions(module: Module) -> Iterator[Function]:
    """Every function of a module, methods and inner ones too."""
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def public_functions(module: Module) -> Iterator[Function]:
    """The functions that a module offers to others."""
    return (node for node in module.tree.body if isinstance(node, Function) and not node.name.startswith("_"))


def length(node: Function) -> int:
    """Lines from `def` to the end; decorators are not counted."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
