"""The glossary is whole, and what people read is spelt the British way."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.source import PACKAGE, ROOT

pytestmark = pytest.mark.engine_only

GLOSSARY = ROOT / "docs" / "glossary.md"

AMERICAN = re.compile(
    r"""\b(
        # size, resize and prize are British too
        (?!(?:\w*siz|priz|seiz|maiz|baiz)e[drs]?\b)
        (?!(?:\w*siz|seiz|priz)(?:ing|eable)\b)
        \w{2,}(?:iz(?:e|es|ed|er|ers|ing|ation|ations|able)|yz(?:e|ed|es|ing))
      | (?:behavi|col|fav|flav|hon|harb|hum|lab|neighb|rum|vap)or(?:s|ed|ing|ite|ites|able|al|ally)?
      | (?:cent|theat|fib|calib)er(?:s|ed|ing)? | (?:kilo|centi|milli)?meters
      | catalog(?:s|ed|ing)? | dialog(?:s|ed)? (?!\s?box) | analog
      | (?:cancel|label|model|travel|signal|level|total|channel)(?:ed|ing|er|ers)
      | defense | offense | licenses? | gray | enrollment | fulfillment | installment | skillful | aging
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Names that are written as their owners write them.
PROPER = r"(?-i:\bMIT License\b|\bLICENSE\b)"


def sections(text: str) -> dict[str, str]:
    """The glossary's terms, each a heading of the third level, with what stands below them."""
    parts = re.split(r"^### +(.+)$", text, flags=re.MULTILINE)
    return {
        term.strip(): re.split(r"^## ", body, flags=re.MULTILINE)[0]
        for term, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def without_avoid(text: str) -> list[str]:
    """The terms that do not say which words to avoid."""
    return [
        term for term, body in sections(text).items() if not re.search(r"^\W*\*+Avoid:?\*+:? *\S", body, re.MULTILINE)
    ]


def test_every_term_says_what_to_avoid() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    assert len(sections(text)) >= 10, "docs/glossary.md has hardly any terms; a term is a heading like '### holding'."
    assert not without_avoid(text), "These terms have no line '*Avoid:* …': " + ", ".join(without_avoid(text))


def test_a_term_without_its_line_is_found() -> None:
    text = "# Glossary\n\n### holding\nAn interest.\n\n*Avoid:* tenant.\n\n### share\nA part of the whole.\n"
    assert without_avoid(text) == ["share"]


FOUND = """organization prioritized summarize analyze color behavior favorite center catalog modeling canceled labeled
license gray customizable"""
LET_THROUGH = """organisation size sizes resized downsizing sizing sizeable prize seized citizen horizon colour labour
modelling cancelled labelled levelled controlled catalogue licence licensed grey `color` <color> [x](color.md) level
total parameters Color.py LICENSE"""


# -------------------------------------------------------------------------------------------------------- spelling


def prose(text: str, kind: str) -> str:
    """A file's text with code, tags, addresses and proper names blanked out, line by line in place."""
    if kind == ".html":
        patterns = [r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<(script|style)\b.*?</\1>", r"<[^>]*>"]
    else:
        patterns = [r"^```.*?^```", r"`[^`\n]*`", r"\]\([^)]*\)", r"<[^>\n]*>"]
    for pattern in [*patterns, r"\bhttps?://\S+", r"\b[\w./-]+\.(?:py|md|toml|csv|html|css|js)\b", PROPER]:
        flags = re.DOTALL | re.MULTILINE | re.IGNORECASE
        text = re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=flags)
    return text


def american(text: str, kind: str) -> Iterator[tuple[int, str]]:
    """American spellings in a text: line and word. The glossary's own lists of words to avoid are left out."""
    for number, line in enumerate(prose(text, kind).splitlines(), start=1):
        if not re.match(r"\W*\*+Avoid", line):
            yield from ((number, match[0]) for match in AMERICAN.finditer(line))


def read_by_people() -> list[Path]:
    """Our templates and pages of documentation."""
    templates = [path for path in PACKAGE.rglob("templates/**/*.html") if "vendor" not in path.parts]
    return [*sorted(templates), *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def test_spelling_is_british() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {word}"
        for path in read_by_people()
        for line, word in american(path.read_text(encoding="utf-8"), path.suffix)
    ]
    assert not found, "American spelling:\n" + "\n".join(found)


@pytest.mark.parametrize("word", FOUND.split())
def test_an_american_spelling_is_found(word: str) -> None:
    assert [found for _, found in american(f"The {word} of it.", ".md")] == [word]


@pytest.mark.parametrize("word", LET_THROUGH.split())
def test_a_british_spelling_is_let_through(word: str) -> None:
    assert not list(american(f"The {word} of it.", ".md")), f"{word} was taken for American."


def test_markup_is_not_prose() -> None:
    page = '<p style="color: red">{% tag "center" %}Colour {{ item.color }}</p>\n<style>\n a { color: red }\n</style>\n'
    assert not list(american(page, ".html"))
    assert list(american("<p>\nColor</p>", ".html")) == [(2, "Color")]
