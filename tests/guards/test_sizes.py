"""Modules and functions stay small enough to be read in one go."""

from collections.abc import Iterator

import pytest

from tests.guards.source import Function, Module, functions, length, modules, parse, public_functions

MODULE, FUNCTION, VIEW, ACTION = 400, 60, 25, 50

pytestmark = pytest.mark.engine_only


def is_view(node: Function) -> bool:
    """Whether a function answers a request."""
    first = [*node.args.posonlyargs, *node.args.args][:1]
    return bool(first) and first[0].arg == "request"


def too_long(module: Module) -> Iterator[str]:
    """A sentence for everything in a module that is longer than it may be."""
    lines = len(module.text.splitlines())
    if lines > MODULE:
        yield f"{module.name} has {lines} lines; a module stops at {MODULE}. Split it by subject."
    views = {node for node in public_functions(module) if module.role == "views" and is_view(node)}
    actions = set(public_functions(module)) if module.role == "actions" else set()
    for node in functions(module):
        stop = VIEW if node in views else ACTION if node in actions else FUNCTION
        if length(node) > stop:
            yield f"{module.name}:{node.lineno} {node.name} has {length(node)} lines; it stops at {stop}."


def test_nothing_is_too_long() -> None:
    found = [sentence for module in modules() for sentence in too_long(module)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "lines"), [("engine/money.py", FUNCTION), ("estate/views.py", VIEW), ("estate/actions.py", ACTION)]
)
def test_one_line_more_is_found(name: str, lines: int) -> None:
    body = "    pass\n"
    assert not list(too_long(parse(name, "def show(request):\n" + body * (lines - 1))))
    assert len(list(too_long(parse(name, "def show(request):\n" + body * lines)))) == 1


def test_a_module_that_grew_is_found() -> None:
    assert len(list(too_long(parse("engine/money.py", "A = 1\n" * (MODULE + 1))))) == 1
