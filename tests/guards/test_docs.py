"""What the documentation says is so: links lead somewhere, commands are understood, shown output is what is printed."""

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from severalty.cli.main import build, main
from severalty.engine.evidence import Evidence
from severalty.project.environment import VARIABLES
from severalty.tenancy.permissions import Role
from tests.guards.source import ROOT

pytestmark = pytest.mark.engine_only

DOCS = ROOT / "docs"
OWN = ("src", "tests", "docs", "cases", "requirements", "assets", "bench", "changelog.d")
# Paths of files that a page tells one to make, or gives as the form of a name.
TO_BE_MADE = {"src/severalty/engine/estate/days_left.py", "changelog.d/12.feature.md"}
TEXTS = {".py", ".md", ".toml", ".txt", ".csv", ".html", ".scss", ".css", ".json", ".yml", ".yaml", ""}
NOT_OURS = {".git", ".venv", "node_modules", "build", "dist", "__pycache__", "static", "vendor"}


@cache
def pages() -> tuple[Path, ...]:
    """Every page of documentation."""
    return (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")))


def name_of(page: Path) -> str:
    """A page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


each_page = pytest.mark.parametrize("page", pages(), ids=name_of)


def blocks(text: str, *languages: str) -> Iterator[str]:
    """The fenced blocks in these languages."""
    for language, body in re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        if language in languages:
            yield body


def outside_blocks(text: str) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def inline(text: str) -> list[str]:
    """What stands between backticks within a line."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", outside_blocks(text))


def anchors(text: str) -> set[str]:
    """The names of a page's headings, as addresses spell them."""
    heads = re.findall(r"^#+ +(.+?) *$", outside_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@cache
def anchors_of(page: Path) -> set[str]:
    """The anchors of a page, read once however many links lead there."""
    return anchors(page.read_text(encoding="utf-8"))


# ---------------------------------------------------------------------------------------------------------- links


def broken_links(page: Path, text: str) -> Iterator[str]:
    """The links of a page that lead nowhere within the repository."""
    for target in re.findall(r"\]\(([^)\s]+)\)", outside_blocks(text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        if not _is_there(found, anchor):
            yield target


def _is_there(path: Path, anchor: str) -> bool:
    if not path.exists() or ROOT not in (path, *path.parents):
        return False
    return not anchor or path.suffix != ".md" or anchor in anchors_of(path)


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    found = list(broken_links(page, page.read_text(encoding="utf-8")))
    assert not found, f"{name_of(page)} links to what is not there: {', '.join(found)}"


def test_a_broken_link_is_found() -> None:
    text = "[a](tour.md) [b](nowhere.md) [c](tour.md#the-command) [d](tour.md#nothing) [e](https://example.org)"
    assert list(broken_links(DOCS / "x.md", text)) == ["nowhere.md", "tour.md#nothing"]


@each_page
def test_every_path_is_there(page: Path) -> None:
    named = {text.rstrip("/") for text in inline(page.read_text(encoding="utf-8"))}
    paths = {text for text in named if re.fullmatch(rf"(?:{'|'.join(map(re.escape, OWN))})(?:/[\w.-]+)*", text)}
    missing = sorted(path for path in paths - TO_BE_MADE if not (ROOT / path).exists())
    assert not missing, f"{name_of(page)} names files that are not there: {', '.join(missing)}"


def test_what_is_to_be_made_is_not_there_yet() -> None:
    there = [path for path in TO_BE_MADE if (ROOT / path).exists()]
    assert not there, f"TO_BE_MADE excuses files that exist: {', '.join(there)}"


def test_every_page_can_be_reached() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in pages()
        for target in re.findall(r"\]\(([^):\s]+)\)", page.read_text(encoding="utf-8"))
    }
    lost = [name_of(page) for page in pages() if page.parent != ROOT and page not in linked]
    assert not lost, f"No page links to: {', '.join(lost)}"


def test_decisions_are_numbered_without_gaps() -> None:
    found = [(path.name[:4], path.read_text(encoding="utf-8")) for path in sorted((DOCS / "adr").glob("[0-9]*.md"))]
    assert [number for number, _ in found] == [f"{place:04}" for place in range(1, len(found) + 1)]
    for number, text in found:
        assert text.startswith(f"# {int(number)}. "), f"Decision {number} begins with another number."
        heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert heads == ["Context", "Decision", "Consequences"], f"Decision {number} has other parts: {heads}"


# ------------------------------------------------------------------------------------------------------- commands


@cache
def runner() -> ModuleType:
    """The runner `./sev` as a module."""
    loader = SourceFileLoader("sev", str(ROOT / "sev"))
    spec = spec_from_loader("sev", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def commands(text: str) -> list[str]:
    """Every command of ours on a page: in blocks for a shell, and in the text; those with a gap in them left out."""
    lines = [line.removeprefix("$ ") for block in blocks(text, "sh", "console", "") for line in block.splitlines()]
    parts = [part.strip() for line in [*lines, *inline(text)] for part in line.partition("#")[0].split(" | ")]
    ours = [part for part in parts if re.match(r"(\./sev|severalty)( +[a-z-]|$)", part)]
    return [part for part in ours if "…" not in part and "RULE" not in part]


def fault_of(command: str) -> str:
    """What is wrong with a command, or nothing; it is read and not run."""
    program, *words = shlex.split(command)
    if program == "./sev" and words[:1] not in (["run"], ["demo"]):
        return "" if not words or words[0] in runner().COMMANDS else f"./sev has no command {words[0]}"
    words = words[1:] if words[:1] == ["run"] else words
    try:
        build().parse_args(words[:1] if words[:1] == ["manage"] else words)
    except SystemExit as ended:
        return "" if ended.code == 0 else "severalty does not take that"
    return ""


@each_page
def test_every_command_is_understood(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {command: fault for command in commands(page.read_text(encoding="utf-8")) if (fault := fault_of(command))}
    assert not found, f"{name_of(page)}: {found}\n{capsys.readouterr().err}"


def test_a_command_that_does_not_exist_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    text = "```sh\n./sev demo --fresh\n./sev dance\nseveralty apportion --amont 3\n```\nand `severalty fly`."
    found = [command for command in commands(text) if fault_of(command)]
    assert found == ["./sev dance", "severalty apportion --amont 3", "severalty fly"], capsys.readouterr().err


def sessions() -> Iterator[tuple[str, str, str]]:
    """Every command that a page shows with its output: the page, the command, the output."""
    for page in pages():
        for block in blocks(page.read_text(encoding="utf-8"), "console"):
            for command, output in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                yield name_of(page), command, output


def test_shown_output_is_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    shown = list(sessions())
    assert shown, "No page shows a command with its output."
    for page, command, output in shown:
        assert main(shlex.split(command)[1:]) == 0, f"{page}: {command} fails."
        assert capsys.readouterr().out == output, f"{page}: {command} prints something else."


def test_the_readme_has_the_two_commands() -> None:
    found = [block.strip() for block in blocks((ROOT / "README.md").read_text(encoding="utf-8"), "sh")]
    assert found[:2] == ["./sev demo", "./sev test"], (
        "The README begins with other commands than ./sev demo, ./sev test."
    )


def test_the_rule_that_is_added_as_an_example_works() -> None:
    code, *_ = blocks((DOCS / "add-a-rule.md").read_text(encoding="utf-8"), "python")
    made: dict[str, Any] = {"__name__": "days_left"}
    exec(compile(code, "add-a-rule.md", "exec"), made)  # noqa: S102 - our own page
    until = made["Until"](last_day=made["date"](2026, 11, 28), on=made["date"](2026, 11, 22))
    assert made["days_left"](until).days == 6


# ---------------------------------------------------------------------------------------------------------- tables


def table_rows(page: Path, head: str) -> list[list[str]]:
    """The rows of the table on a page whose heading row begins with this cell."""
    lines = page.read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return rows


def test_the_environment_is_documented() -> None:
    documented = [tuple(row) for row in table_rows(DOCS / "installation.md", "variable")]
    assert documented == [(one.name, one.default, one.meaning) for one in VARIABLES]


def test_no_other_variable_is_read_or_named() -> None:
    known = {one.name for one in VARIABLES} | {"SEVERALTY_TEST_DATABASE_URL"}
    files = [*pages(), *(ROOT / "src").rglob("*.py"), ROOT / "sev", ROOT / ".ci" / "run"]
    named = {word for path in files for word in re.findall(r"\bSEVERALTY_[A-Z_]+\b", path.read_text(encoding="utf-8"))}
    assert not named - known, f"Not in project/environment.py: {', '.join(sorted(named - known))}"


def test_every_role_is_documented() -> None:
    assert [row[0] for row in table_rows(DOCS / "security-model.md", "role")] == [role.value for role in Role]


def test_every_class_of_evidence_is_documented() -> None:
    assert [row[0] for row in table_rows(DOCS / "workbook.md", "word")] == [one.value for one in Evidence]


def test_every_worked_example_has_its_sentence() -> None:
    documented = sorted(row[0] for row in table_rows(ROOT / "README.md", "case"))
    assert documented == sorted(path.parent.name for path in (ROOT / "cases").glob("*/case.toml"))


# ------------------------------------------------------------------------------------------------------------- text


@cache
def our_files() -> tuple[Path, ...]:
    """Every file of text in the repository but what others made."""
    return tuple(_our_files())


def _our_files() -> Iterator[Path]:
    for path in [*ROOT.iterdir(), *(ROOT / ".ci").iterdir()]:
        if path.name in NOT_OURS or (path.is_dir() and path.name.startswith(".")):
            continue
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file() and file.suffix in TEXTS and not NOT_OURS & set(file.relative_to(ROOT).parts):
                yield file


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in our_files():
        if path.suffix == ".py" and "migrations" not in path.parts:
            words = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
            if not re.search(r"[.?!]$", words):
                silent.append(name_of(path))
    assert not silent, "These modules do not begin with one line in a docstring: " + ", ".join(silent)


LOCAL = "work|root|home/[a-z]+|Users/[A-Za-z]+"
OF_ONE_MACHINE = re.compile(
    rf"(?<![\w./<>-])/(?:{LOCAL})/\w | (?:index-url|find-links)[ =]+\S*// | https?://(?:10|192\.168|172\.\d+)\.",
    re.VERBOSE,
)


def test_nothing_names_the_machine_it_was_written_on() -> None:
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in our_files()
        if path != Path(__file__).resolve()
        for match in OF_ONE_MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", ["see /root/x", "--index-url https://some.host/simple", "http://10.0.0.3/pypi"])
def test_a_name_of_one_machine_is_found(text: str) -> None:
    assert OF_ONE_MACHINE.search(text)
