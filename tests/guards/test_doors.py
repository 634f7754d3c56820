"""One door for reads, one for writes: every page names its permission, and only actions change tables."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from severalty.tenancy.permissions import Permission
from tests.guards.source import RANK, Module, modules, parse, public_functions

pytestmark = pytest.mark.engine_only

# Views of other people's packages, which cannot carry our decorator: the view and why it is let through.
FOREIGN_VIEWS: dict[str, str] = {}

WRITERS = {"actions", "audit"}
ALWAYS_WRITES = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
ALWAYS_WRITES |= {f"a{name}" for name in ALWAYS_WRITES}
# A document is saved to a path and a dictionary is updated from another; a row is saved or deleted with nothing in the
# brackets, or with names, and a query is updated with names.
WRITES_WITHOUT_POSITIONAL = {"save", "asave", "delete", "adelete"}
WRITES_WITH_NAMES_ONLY = {"update", "aupdate"}
# A call that looks like a write and is none: the module and the call as written, and why it is let through.
NO_WRITES: dict[tuple[str, str], str] = {}


# ----------------------------------------------------------------------------------------------------------- pages


def views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address of the site with the view behind it."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def label(view: Callable[..., Any]) -> str:
    """A view's full name."""
    return f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}"


def fault_of(view: Callable[..., Any]) -> str | None:
    """What is wrong with a view's door, or nothing."""
    if not hasattr(view, "permission"):
        return "has no permission: put @requires(Permission.…) or @open_to_all(reason=…) above it."
    if view.permission is None:
        reason = getattr(view, "open_reason", None)
        return None if isinstance(reason, str) and reason.strip() else "is open to all and gives no reason."
    return None if isinstance(view.permission, Permission) else f"asks for {view.permission!r}, which is no Permission."


def test_every_page_names_its_permission() -> None:
    found = [
        f"{address} ({label(view)}) {fault}"
        for address, view in views(get_resolver().url_patterns)
        if label(view) not in FOREIGN_VIEWS and (fault := fault_of(view))
    ]
    assert not found, "\n".join(found)


def test_no_excuse_is_stale() -> None:
    names = {label(view) for _, view in views(get_resolver().url_patterns)}
    assert set(FOREIGN_VIEWS) <= names, "FOREIGN_VIEWS excuses a view that is no longer on the site."


def test_a_page_without_a_door_is_found() -> None:
    def page() -> None: ...

    assert fault_of(page), "A view without a permission was let through."
    page.permission = None  # type: ignore[attr-defined]
    assert fault_of(page), "A view that is open without a reason was let through."
    page.permission = "estate"  # type: ignore[attr-defined]
    assert fault_of(page), "A view that asks for a word instead of a Permission was let through."
    page.permission = Permission.ESTATE_VIEW  # type: ignore[attr-defined]
    assert fault_of(page) is None


# --------------------------------------------------------------------------------------------------------- actions


def loose_actions(module: Module) -> Iterator[str]:
    """A sentence for each action that takes arguments by place, or is not told who and when."""
    for node in public_functions(module):
        named = {argument.arg for argument in node.args.kwonlyargs}
        place = f"{module.name}:{node.lineno} {node.name}"
        if node.args.posonlyargs or node.args.args or node.args.vararg:
            yield f"{place} takes arguments by place; begin its arguments with *."
        if missing := {"by", "at"} - named:
            yield f"{place} does not take {' and '.join(sorted(missing))}."


def test_every_action_is_told_who_and_when() -> None:
    found = [sentence for module in modules() if module.role == "actions" for sentence in loose_actions(module)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("signature", ["item, *, by, at", "*items, by, at", "*, by", "*, at"])
def test_a_loose_action_is_found(signature: str) -> None:
    assert list(loose_actions(parse("estate/actions.py", f"def set_item({signature}): ...")))
    assert not list(loose_actions(parse("estate/actions.py", "def set_item(*, by, at, item): ...")))


# ---------------------------------------------------------------------------------------------------------- writes


def is_write(call: ast.Call) -> bool:
    """Whether a call has the form of a write to a table."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    if name in WRITES_WITHOUT_POSITIONAL:
        return not call.args
    if name in WRITES_WITH_NAMES_ONLY:
        return not call.args and bool(call.keywords)
    return name in ALWAYS_WRITES


def writes(module: Module) -> Iterator[tuple[str, str]]:
    """Every call in a module that has the form of a write: where, and as written."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and is_write(node):
            yield f"{module.name}:{node.lineno}", ast.unparse(node)


def has_tables_at_hand(module: Module) -> bool:
    """Whether a module could reach tables at all: it is above the formats, and it is not one that may write."""
    below = {"engine", "formats", "warehouse", "reference"}
    return module.stage not in below and not (module.stage in RANK and module.role in WRITERS)


def test_only_actions_write() -> None:
    found = [
        f"{place} {call}: call an action instead."
        for module in modules()
        if has_tables_at_hand(module)
        for place, call in writes(module)
        if (module.name, call) not in NO_WRITES
    ]
    assert not found, "\n".join(found)


def test_no_excuse_for_a_write_is_stale() -> None:
    calls = {(module.name, call) for module in modules() for _, call in writes(module)}
    assert set(NO_WRITES) <= calls, "NO_WRITES excuses a call that is no longer in the code."


@pytest.mark.parametrize(
    "call",
    ["item.save()", "item.save(update_fields=['x'])", "Item.objects.create(x=1)", "rows.update(x=1)", "rows.delete()"],
)
def test_a_write_is_found(call: str) -> None:
    assert list(writes(parse("estate/views.py", call))), f"{call} was let through."


@pytest.mark.parametrize("call", ["book.save(path)", "words.update(more)", "digest.update(b'')", "os.remove(path)"])
def test_what_only_looks_like_a_write_is_let_through(call: str) -> None:
    assert not list(writes(parse("estate/views.py", call))), f"{call} was taken for a write."


# ---------------------------------------------------------------------------------------------------------- tables


def may_refer(stage: str, other: str) -> bool:
    """Whether a table of one stage may point at a table of another: at its own and at earlier ones."""
    return stage == other or other not in RANK or RANK[other] < RANK[stage]


def test_no_table_points_at_a_later_stage() -> None:
    found = []
    for model in apps.get_models():
        stage = model._meta.app_label
        for field in model._meta.get_fields(include_hidden=True):
            other = field.related_model if not field.auto_created and field.is_relation else None
            if not (isinstance(other, type) and issubclass(other, Model)):
                continue
            if stage in RANK and not may_refer(stage, other._meta.app_label):
                found.append(f"{model.__name__}.{field.name} points at {other.__name__} of {other._meta.app_label}.")
    assert not found, "\n".join(found)


def test_siblings_and_later_stages_are_refused() -> None:
    assert may_refer("appraisal", "estate")
    assert may_refer("estate", "auth")
    assert not may_refer("estate", "appraisal")
    assert not may_refer("estate", "risks")


def test_every_stage_on_disk_has_its_rank() -> None:
    stages = {module.stage for module in modules() if module.role == "models"}
    assert stages <= set(RANK), f"Give these stages a place in tests/guards/source.py: {sorted(stages - set(RANK))}"
