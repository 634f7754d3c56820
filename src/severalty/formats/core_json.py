"""A frozen version of a common core as canonical JSON, and back: every byte is accounted for."""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from severalty.engine.decisions.core_content import SCHEMA, CoreContent, Input, core_text
from severalty.formats.cells import tidy
from severalty.formats.limits import MEGABYTE
from severalty.formats.paper_json import with_digest, without_digest
from severalty.formats.problems import Unreadable, clipped, unreadable
from severalty.formats.records import read_record

MOST_BYTES = MEGABYTE
_MEND = "ask for the core again as it was frozen"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class CoreVerdict:
    """What was found of a core's file: its content, its digest, the one that it or somebody states, and whether the
    two are the same."""

    content: CoreContent
    digest: str
    stated: str

    @property
    def holds(self) -> bool:
        """Whether the file is as it was frozen; false where no digest was stated at all."""
        return self.digest == self.stated


def tidied(content: CoreContent) -> CoreContent:
    """A version whose texts are as they come back out of any file that they travel in: no hidden signs, plain spaces,
    no spaces at the end of a line."""
    terms = ("approach", "timeline", "costing", "terms", "reason")
    texts: dict[str, Any] = {one: _lines(getattr(content, one)) for one in terms}
    return replace(
        content,
        **texts,
        name=tidy(content.name),
        exempt=replace(content.exempt, public_interest=_lines(content.exempt.public_interest),
                       under=tidy(content.exempt.under)) if content.exempt else None,
        deciders=tuple(replace(one, partner_name=tidy(one.partner_name), body_name=tidy(one.body_name))
                       for one in content.deciders),
        inputs=tuple(Input(tidy(one.name), tidy(one.digest)) for one in content.inputs),
    )  # fmt: skip


def exempt_words(text: str) -> str:
    """Exempt terms as they are frozen: tidy, as the terms beside them."""
    return _lines(text)


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in tidy(text).splitlines())


def core_file(body: str, digest: str) -> bytes:
    """The file of a version: its one JSON text, with the digest as a last field, `sha256`."""
    return with_digest(body.encode(), digest)


def read_core(text: str, name: str = "core") -> CoreContent:
    """The version that its one JSON text holds. Raises Unreadable for anything else, spaces and order included."""
    content: CoreContent = read_record(text, CoreContent, name)
    if content.schema != SCHEMA:
        raise unreadable(name, f"the schema “{clipped(content.schema)}”", f"“{SCHEMA}”", _MEND)
    if core_text(content) != text:
        raise unreadable(name, "JSON in another order or with other spaces", "the one text of a core", _MEND)
    return content


def verify_core(data: bytes, name: str = "core", published: str = "") -> CoreVerdict:
    """Whether a core's file is as it was frozen: against the digest that was published, else the one it states.

    Raises Unreadable where it is no core.
    """
    if len(data) > MOST_BYTES:
        raise unreadable(name, f"{len(data) / MEGABYTE:,.1f} MB", "at most 1 MB", "choose the JSON of a core")
    body, stated = without_digest(data.strip())
    if published and not _DIGEST.fullmatch(published):
        raise unreadable(
            name, f"the digest “{clipped(published)}”", "64 of the signs 0-9 and a-f", "correct the digest"
        )
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise unreadable(name, "no text", "the JSON of a core, in UTF-8", "choose the JSON of a core") from error
    digest = hashlib.sha256(body).hexdigest()
    return CoreVerdict(read_core(text, name), digest, published or stated)


def core_fault(text: str, digest: str) -> str:
    """Why a text is not the frozen core of this digest; empty where it is."""
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        return "the digest of the text beside it"
    try:
        read_core(text)
    except Unreadable as error:
        return error.problem.expected
    return ""
