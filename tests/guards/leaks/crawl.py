"""Walking the site as somebody: every address, what it answers, and that answer made comparable."""

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.guards.leaks.plant import MARK, World

NEEDLES = re.compile(rf"{MARK}\w*|77[, \u00a0\u2009\u202f]?31\d[, \u00a0\u2009\u202f]?\d\d\d|2041/42|17 months", re.IGNORECASE)
MOST_PAGES = 600
MOST_ALIKE = 2
LINK = re.compile(r"""(?:href|action|src)="([^"#]*)""")
ZIPPED = ("officedocument",)


@dataclass(frozen=True)
class Answer:
    """What an address said: its status, and everything in it as text, headers too."""

    status: int
    text: str


@dataclass
class Walk:
    """Every answer that one person got, by address."""

    who: str
    answers: dict[str, Answer] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def client_of(world: World, who: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client(raise_request_exception=False)
    person = world.people[who]
    if person is not None:
        client.force_login(person)
    return client


def ask(client: Client, address: str, data: dict[str, Any] | None = None) -> tuple[HttpResponse, Answer]:
    """Get an address, or post to it; whatever a post writes is taken back."""
    with transaction.atomic():
        response = client.get(address) if data is None else client.post(address, data)
        body = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
        if data is not None:
            transaction.set_rollback(True)
    text = _unpacked(body) if any(word in response.get("Content-Type", "") for word in ZIPPED) else body.decode()
    heads = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = "" if client.session.is_empty() else "\n".join(
        str(value) for key, value in client.session.items() if not key.startswith("_auth")
    )  # fmt: skip
    return response, Answer(response.status_code, f"{heads}\n{cookies}\n{text}")


def _unpacked(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(f"{name}\n{archive.read(name).decode(errors='replace')}" for name in archive.namelist())


_CHANGING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "token"),
    (re.compile(r'nonce="[^"]*"|nonce-[\w+/=]+'), "nonce"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), "time"),
    (re.compile(r"(Content-Length|Expires): .*\n"), ""),
)


def comparable(text: str) -> str:
    """An answer without what differs from one request to the next."""
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return text


def leaks_in(address: str, text: str) -> list[str]:
    """The secrets in an answer, but for the words that the address itself brought along."""
    own = {value for _, value in parse_qsl(urlsplit(address).query) if MARK in value}
    text = unescape(comparable(text))
    for word in sorted(own, key=len, reverse=True):
        text = unquote_plus(text).replace(word, "")
    return sorted(set(NEEDLES.findall(text)))


# ------------------------------------------------------------------------------------------------------- addresses


def named_patterns() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of every address of the site, with the parameters it takes."""

    def inside(patterns: Iterable[Any], space: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from inside(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield f"{space}{pattern.name}", tuple(pattern.pattern.converters)

    taken: dict[str, list[str]] = {}

    def parameters(patterns: Iterable[Any], space: str, before: tuple[str, ...]) -> None:
        for pattern in patterns:
            own = (*before, *pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                parameters(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space, own)
            elif pattern.name:
                taken[f"{space}{pattern.name}"] = list(own)

    patterns = get_resolver().url_patterns
    parameters(patterns, "", ())
    for name, _ in inside(patterns, ""):
        yield name, tuple(taken[name])


def address(name: str, values: dict[str, Any]) -> str:
    """The address of a name. Raises NoReverseMatch for a parameter that has no value here."""
    return reverse(name, kwargs=values)


def starts(world: World, names: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    """Where to begin: every named address with each thing that the open rows offer for its parameters."""
    tables = list(world.refs)
    for name, parameters in names:
        if any(parameter not in OFFERS for parameter in parameters):
            continue
        offers = [OFFERS[parameter](world, tables) for parameter in parameters]
        for combination in _combined(offers):
            try:
                yield name, address(name, dict(zip(parameters, combination, strict=True)))
            except NoReverseMatch:
                continue


def _combined(offers: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    if not offers:
        yield ()
        return
    longest = max(len(offer) for offer in offers)
    for number in range(longest):
        yield tuple(offer[number % len(offer)] for offer in offers)


# What to put where an address has a gap; a new kind of gap needs a line here, or an excuse in test_leaks.py.
OFFERS = {
    "case": lambda world, tables: [world.case.key],
    "table": lambda world, tables: tables,
    "ref": lambda world, tables: [refs[place] for refs in world.refs.values() for place in (0, -1) if refs],
    "organisation": lambda world, tables: ["birchley", "ashby"],
    "pk": lambda world, tables: [1],
    "token": lambda world, tables: ["no-token"],
}


def walk(world: World, who: str, begin: Iterable[str], most: int = MOST_PAGES) -> Walk:
    """Everything that one person reaches from some addresses by following links."""
    client, found = client_of(world, who), Walk(who)
    waiting, known, alike = deque(dict.fromkeys(begin)), set(), {}
    while waiting and len(found.answers) < most:
        here = waiting.popleft()
        if here in known:
            continue
        known.add(here)
        response, answer = ask(client, here)
        found.answers[here] = answer
        if response.resolver_match:
            found.names.add(response.resolver_match.view_name)
        for link in _links(here, answer, response):
            shape = (urlsplit(link).path, frozenset(name for name, _ in parse_qsl(urlsplit(link).query)))
            alike[shape] = alike.get(shape, 0) + (link not in known)
            if alike[shape] <= MOST_ALIKE:
                waiting.append(link)
    return found


def _links(here: str, answer: Answer, response: HttpResponse) -> Iterator[str]:
    found = [response["Location"]] if response.has_header("Location") else []
    if "text/html" in response.get("Content-Type", ""):
        found += [unescape(link) for link in LINK.findall(answer.text)]
    for link in found:
        if link.startswith("?"):
            link = urlsplit(here).path + link
        if link.startswith("/") and not link.startswith(("//", "/static/")) and "sign-out" not in link:
            yield link
