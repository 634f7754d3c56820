"""Walking the site as somebody: every address, what it answers, and that answer made comparable."""

import io
import json
import random
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlencode, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from severalty.decisions.queries.papers import FROZEN
from severalty.engine.fields import Kind
from severalty.estate.importing import bindings
from severalty.formats.paper_pdf_text import attached_to, pdf_text
from tests.guards.leaks.papers import ASKED
from tests.guards.leaks.plant import JOB
from tests.guards.leaks.walked import MARK, World

NEEDLES = re.compile(
    rf"{MARK}\w*|77[, \u00a0\u2009\u202f]?31\d[, \u00a0\u2009\u202f]?\d\d\d|2089/90|17 months", re.IGNORECASE
)
MOST_ALIKE = 2  # links that differ in the values of their parameters alone
VARIED = 1 / 16  # the part of all lists that one run asks for in all variations; the seed chooses which
MOST_OF_ONE_FORM = 3  # forms that differ in the item alone: what they show of it stands on its page too
MOST_OF_ONE_KIND = {2: 1, 1: 1, 0: 1}  # by depth: of one page about one table, beside searches and varied lists
FORM_OF_ITEM = re.compile(r"/[a-z0-9]{12}/((share|edit|withdraw|history|confirm)/.*)$")
MOST_CHOICES = 1  # of one filter
MOST_HIDDEN = 1  # hidden items by which one address is tried; the seed chooses which
LINK = re.compile(r"""(?:href|action|src)="([^"#]*)""")
_OWN_COOKIES = ("sessionid", "csrftoken")


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
    text = _unpacked(body)
    heads = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = [f"{name}: {one.value}" for name, one in response.cookies.items() if name not in _OWN_COOKIES]
    client.cookies.pop("messages", None)  # what was posted is taken back, so its message must not greet the next page
    return response, Answer(response.status_code, "\n".join([heads, *cookies, text]))


def _unpacked(body: bytes) -> str:
    """The text of a page or file, and of what a file carries inside."""
    if body.startswith(b"%PDF-"):
        inside = attached_to(body, "paper.pdf")
        return "\n".join([*pdf_text(body, "paper.pdf").pages, *(one.decode() for one in inside)])
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(f"{name}\n{_member(name, archive.read(name))}" for name in archive.namelist())


def _member(name: str, body: bytes) -> str:
    """Of the trail in a decision pack its texts: its numbers tell that others wrote, as the documentation says."""
    if name == "trail.json":
        return "\n".join(row["body"] for run in json.loads(body)["runs"] for row in run["rows"])
    return _unpacked(body)


_CHANGING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "token"),
    (re.compile(r'nonce="[^"]*"|nonce-[\w+/=]+'), "nonce"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), "time"),
    (re.compile(r"(Content-Length|Expires): .*\n"), ""),
    (re.compile(r'\{"bytes":\d+,"digest":"[0-9a-f]{64}","name":"trail.json"\}'), "trail"),
    (re.compile(r"(messages: [^:\n]*):[\w-]+:[\w-]+"), r"\1"),  # its signature tells the second
)


def comparable(text: str) -> str:
    """An answer without what differs from one request to the next."""
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return text


def leaks_in(address: str, text: str) -> list[str]:
    """The secrets in an answer, but for the words that the address itself brought along."""
    own = {value for _, value in parse_qsl(urlsplit(address).query) if MARK in value or value.isdigit()}
    if JOB in address:
        own.add(f"{MARK}key0")  # it stands in the file that this person brought along
    text = unescape(comparable(text))
    for word in sorted(own, key=len, reverse=True):
        text = unquote_plus(text).replace(word, "")
    return sorted(set(NEEDLES.findall(text)))


# ------------------------------------------------------------------------------------------------------- addresses


def named_patterns() -> dict[str, tuple[str, ...]]:
    """The name of every address of the site, with the parameters it takes."""
    found: dict[str, tuple[str, ...]] = {}

    def collect(patterns: Iterable[Any], space: str, before: tuple[str, ...]) -> None:
        for pattern in patterns:
            taken = (*before, *pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                collect(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space, taken)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found[f"{space}{pattern.name}"] = taken

    collect(get_resolver().url_patterns, "", ())
    return found


def address(name: str, values: dict[str, Any]) -> str:
    """The address of a name. Raises NoReverseMatch for a parameter that has no value here."""
    return reverse(name, kwargs=values)


def starts(world: World, names: Iterable[tuple[str, tuple[str, ...]]], most: int = 1_000) -> Iterator[str]:
    """Where to begin: every named address with each thing, `most` of them, that the rows offer for its parameters."""
    for name, parameters in names:
        if any(parameter not in OFFERS for parameter in parameters):
            continue
        offers = [OFFERS[parameter](world, name) for parameter in parameters]
        for combination in islice(_combined(offers), most):
            yield address(name, dict(zip(parameters, combination, strict=True)))
    looked_for = (MARK, "77310003", f"{MARK}name0x", f"{MARK}description7x", f"{MARK}ref", "plainname0x", "some length")
    yield from (f"/estate/{world.case.key}/search/?q={words}" for words in looked_for)


def _combined(offers: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    if not offers:
        yield ()
        return
    longest = max(len(offer) for offer in offers)
    for number in range(longest):
        yield tuple(offer[number % len(offer)] for offer in offers)


# What to put where an address has a gap; a new kind of gap needs a line here, or an excuse in test_leaks.py.
OFFERS: dict[str, Callable[[World, str], list[Any]]] = {
    "case": lambda world, name: [world.case.key],
    "table": lambda world, name: [table for table in world.refs if table in bindings()],
    "ref": lambda world, name: _refs(world.refs, name) or [JOB],
    "organisation": lambda world, name: ["birchley", "ashby"],
    "council": lambda world, name: ["birchley", "ashby"],
    "rule": lambda world, name: ["key-decision-pounds"],
    "pk": lambda world, name: [1],
    "token": lambda world, name: ["no-token"],
    "handle": lambda world, name: ["no-handle"],
    "form": lambda world, name: (
        ["csv", "ics", "xml", "zip"] if name == "transition:plan-file" else ["json", "docx", "pdf"]
    ),
    "kind": lambda world, name: ["notice-to-end"],
    "part": lambda world, name: ["core", "exempt"],
    "version": lambda world, name: world.refs.get("core_versions", [])[:1] or [JOB],
    "whose": lambda world, name: ["own", "public"],
}
# Which tables the `ref` of an address leads to, by how its name begins (the longest counts); all for any other name.
SUBJECTS = {
    "appraisal:charge": ("charges",),
    "appraisal:key": ("cost_keys",),
    "appraisal:appraisal": ("appraisals",),
    "appraisal:scores": ("appraisals",),
    "appraisal:costs": ("appraisals",),
    "appraisal:services": ("appraisals",),
    "appraisal:benefits": ("appraisals",),
    "appraisal:option": ("options",),
    "appraisal:amounts-change": ("cost_lines",),
    "appraisal:scores-change": ("score_sheets",),
    "appraisal:verdicts-change": ("gates",),
    "appraisal:points-change": ("options",),
    "appraisal:record-": ("options", "cost_lines", "benefits"),
    "decisions:frozen": (FROZEN,),
    "decisions:pack": (FROZEN,),
    "decisions:share": (FROZEN,),
    "decisions:part": (ASKED, "papers"),
    "decisions:body": ("bodies",),
    "decisions:meeting": ("meetings",),
    "decisions:matter": ("matters",),
    "decisions:resolution": ("resolutions",),
    "decisions:commitment": ("commitments",),
    "decisions:consultation": ("consultations",),
    "decisions:delegation": ("delegations",),
    "decisions:hold": ("holds",),
    "decisions:core": ("cores",),
    "decisions:core-call-in": ("resolutions",),
    "decisions:core-download": ("core_versions",),
    "decisions:core-share": ("core_versions",),
    "decisions:core-version": ("core_versions",),
    "decisions:": ("papers",),
    "dispositions:decide": ("contracts", "services"),
    "dispositions:undo": (),
    "dispositions:contract": ("contracts",),
    "dispositions:letter": ("letters",),
    "dispositions:agreement": ("agreements",),
    "dispositions:variation": ("variations",),
    "dispositions:step": ("procurement_steps",),
    "dispositions:steps-take-up": ("contracts",),
    "estate:import": (),
    "packs:": (),
    "risks:": ("risks",),
    "risks:done": ("risk_actions",),
    "risks:matrix": ("risk_matrices",),
    "tenancy:job": (),
    "transition:": ("plans",),
    "transition:cut-over": ("cut_over_rules",),
    "transition:package": ("work_packages",),
    "transition:promise": ("promises",),
    "transition:run": ("plan_runs",),
    "transition:scenario": ("scenarios",),
    "transition:scenario-new": ("plans",),
    "transition:wave-move": ("work_packages",),
    "transition:why": ("work_packages",),
}
FEW = ("contracts", "dependencies", "assumptions")


def _refs(refs: dict[str, list[str]], name: str) -> list[str]:
    start = max((start for start in SUBJECTS if name.startswith(start)), key=len, default="")
    tables = SUBJECTS.get(start, tuple(refs))
    if name.startswith("estate:") and tables and name != "estate:item":
        tables = FEW
    return [refs[table][place] for table in tables if table in refs for place in (-1, 0, 4) if place < len(refs[table])]


def hidden_places(world: World, names: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    """Addresses of hidden items, each with the same address of an item that never was."""
    for name, parameters in names:
        if "ref" not in parameters or any(parameter not in OFFERS for parameter in parameters):
            continue
        values = {parameter: OFFERS[parameter](world, name)[0] for parameter in parameters if parameter != "ref"}
        refs = _refs(world.hidden, name)[:6]
        for ref in random.sample(refs, min(len(refs), MOST_HIDDEN)):
            yield address(name, values | {"ref": ref}), address(name, values | {"ref": "never2never3"})


def variations(here: str, text: str) -> Iterator[str]:
    """A list with each sort, each choice of each filter, all columns, as files; and secrets looked for in it."""
    if "export=csv" not in text:
        return
    path = urlsplit(here).path
    columns = ",".join(dict.fromkeys(re.findall(r'name="columns"[^>]* value="(\w+)"', text)))
    yield from (f"{path}?export={form}&columns={columns}" for form in ("csv", "xlsx"))
    sorts = {found.removeprefix("-") for found in re.findall(r"[?;]sort=(-?\w+)", text)}
    table = re.search(r"/register/(\w+)/$", path)
    if table:  # a register sorts by its own columns, which all may see, and by those of what it refers to
        own = {shape.name for shape in bindings()[table[1]].columns if shape.kind is not Kind.REFERENCE}
        sorts -= own - {"name"}
    for sort in sorted(sorts):
        yield f"{path}?sort=-{sort}&export=csv"
    for name, inside in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        for value in re.findall(r'<option value="([^"]+)"', inside)[:MOST_CHOICES]:
            yield f"{path}?{urlencode({name: unescape(value)})}&export=csv"
    yield from (f"{path}?q={word}" for word in (MARK, f"{MARK}name3x"))


def kind_of(here: str, tables: Mapping[str, str]) -> Any:
    """Which page an address leads to, and the table that it is about there; each search is of a kind of its own."""
    parts = urlsplit(here)
    try:
        found = resolve(unquote(parts.path))
    except Resolver404:
        return here
    if "q=" in parts.query:
        return here
    return found.view_name, found.kwargs.get("table", tables.get(found.kwargs.get("ref", ""), ""))


def walk(world: World, who: str, begin: Iterable[str], depth: int) -> Walk:
    """What one person gets: at depth 0 from these addresses, at 1 along links too, at 2 in all variations of lists."""
    client, found = client_of(world, who), Walk(who)
    waiting, alike, kinds = deque(dict.fromkeys(begin)), dict[Any, int](), dict[Any, int]()
    tables, varied = {ref: table for table, refs in world.refs.items() for ref in refs}, set[str]()
    while waiting:
        here = waiting.popleft()
        kind = kind_of(here, tables)
        if here in found.answers or (here not in varied and kinds.get(kind, 0) >= MOST_OF_ONE_KIND[depth]):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        response, answer = ask(client, here)
        found.answers[here] = answer
        if response.resolver_match:
            found.names.add(response.resolver_match.view_name)
        if not depth or "export=" in here:
            continue
        if depth > 1 and "?" not in here and random.random() < VARIED:  # noqa: S311 - no secret
            more = list(variations(here, answer.text))
            varied.update(more)
            waiting.extend(more)
        for link in _links(here, answer, response):
            path, forms = FORM_OF_ITEM.subn(r"/*/\1", urlsplit(link).path)
            shape = (path, frozenset(name for name, _ in parse_qsl(urlsplit(link).query)))
            alike[shape] = alike.get(shape, 0) + (link not in found.answers)
            if alike[shape] <= (MOST_OF_ONE_FORM if forms else MOST_ALIKE):
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
