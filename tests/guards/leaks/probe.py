"""Asking by forms and files for what is hidden: the answer must be that for what does not exist."""

import random
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Kind
from severalty.estate.importing import bindings, preview
from severalty.formats.case import read_case
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding, is_item_reference, texts_of
from tests.conftest import NOON
from tests.guards.leaks.crawl import ask, comparable
from tests.guards.leaks.rows import Wish, make
from tests.guards.leaks.walked import OPEN, OWNER, World

NEVER = "nv9key0"  # as long as a hidden key, so that not even a length can tell


def asked_for(table: str, key: str) -> tuple[str, ...]:
    """The ways in which a person may spell a key."""
    return (key, f"{key}@{OWNER}", f"{table}:{key}@{OWNER}")


def by_forms(client: Client, world: World) -> Iterator[tuple[str, str, str]]:
    """Where a form answers otherwise for a hidden key than for none: the address, the column, the two answers."""
    for binding in bindings().values():
        if not binding.is_item:
            continue
        here = reverse("estate:new", args=[world.case.key, binding.table])
        values = _filled(binding)
        for name, table in _columns(binding):
            hidden = world.hidden_keys[table][0]
            pairs = list(zip(asked_for(table, hidden), asked_for(table, NEVER), strict=True))
            for secret, none in pairs if name == "key" else random.sample(pairs, 1):  # the seed chooses the spelling
                answers = [_posted(client, here, values | {name: word}, word) for word in (secret, none)]
                if answers[0] != answers[1]:
                    yield here, name, "\n".join(_difference(*answers))
                if name == "key":
                    break


def _columns(binding: Binding) -> Iterator[tuple[str, str]]:
    if binding.is_item:
        yield "key", binding.table
    for shape in binding.own_columns:
        if shape.kind is Kind.REFERENCE and is_item_reference(shape):
            yield shape.name, "services" if shape.refers_to == "item" else shape.refers_to


def _filled(binding: Binding) -> dict[str, Any]:
    wish = Wish("birchley", Audience.PARTNERS, (), _own_key, {})
    texts = texts_of(binding, make(binding, 70, OPEN, wish))
    return texts | {"why": "asking", "shared_with": []}


def _own_key(table: str) -> str:
    return "services:plainkey4@birchley" if table == "item" else "plainkey4" if table else ""


def _posted(client: Client, here: str, values: dict[str, Any], word: str) -> tuple[int, str]:
    _, answer = ask(client, here, values)
    text = unescape(comparable(answer.text)).replace(word, "asked").replace(word.partition("@")[0], "asked")
    return answer.status, re.sub(r"/item/[0-9a-z]{12}/", "/item/ref/", text)


def _difference(one: tuple[int, str], other: tuple[int, str]) -> list[str]:
    pairs = zip(one[1].splitlines(), other[1].splitlines(), strict=False)
    return [f"{one[0]} or {other[0]}", *(f"{a.strip()} | {b.strip()}" for a, b in pairs if a != b)][:4]


def by_addresses(client: Client, pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Where the address of a hidden item answers otherwise than that of one that never was."""
    for hidden, never in pairs:
        for data in (None, {"why": "asking", "note": "asking"}):
            answers = [
                (answer.status, comparable(answer.text).replace(where, "asked").replace(where.split("/")[4], "asked"))
                for where in (hidden, never)
                for _, answer in [ask(client, where, data)]
            ]
            if answers[0] != answers[1]:
                yield hidden, f"{answers[0][0]} or {answers[1][0]}"


def by_files(viewer: Viewer, world: World) -> Iterator[tuple[str, list[Any]]]:
    """Where a file with hidden keys is judged otherwise than one with keys that do not exist."""
    for binding in bindings().values():
        if not binding.is_item and not binding.through:
            continue
        for name, table in _columns(binding):
            secret, none = world.hidden_keys[table][0], NEVER
            judged = [_judged(viewer, world, binding, name, word) for word in (secret, none)]
            if judged[0] != judged[1]:
                yield f"{binding.table}.{name}", judged


def _judged(viewer: Viewer, world: World, binding: Binding, name: str, word: str) -> list[Any]:
    wish = Wish("birchley", Audience.PARTNERS, (), _own_key, {})
    texts = texts_of(binding, make(binding, 71, OPEN, wish))
    rows = [texts | {name: word}, texts | {name: f"{word}@{OWNER}", "key": "another"},
            texts | {name: word, "recorded_by": OWNER}]  # fmt: skip
    names = list(texts)
    lines = [",".join(names), *(",".join('"' + row[one].replace('"', '""') + '"' for one in names) for row in rows)]
    file = read_case("\n".join(lines).encode(), f"{binding.table}.csv")
    look = preview(viewer, world.case, file, NOON)
    found = [[draft.effect.value, draft.before, draft.after] for draft in look.drafts]
    return re.sub(rf"{word}", "asked", repr([found, [str(one) for one in look.problems]])).split("], [")
