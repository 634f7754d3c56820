"""`severalty paper build` on a case: a paper from what is on record, or one that is frozen, as a file."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from severalty.cli.exits import DONE, WrongInput
from severalty.cli.files import write_file
from severalty.cli.on_record import case_asked, day_asked
from severalty.decisions.queries.papers import (
    SeveralPapers,
    draft_of,
    frozen_of,
    paper_of_kind,
    papers_for,
    versions_of,
)
from severalty.decisions.reports.writing import content_of
from severalty.formats.paper_files import PAPER_TYPES, paper_file_of
from severalty.formats.paper_json import Unprintable, digest_of, read_paper
from severalty.formats.papers import PaperContent
from severalty.formats.word_check import TemplateError
from severalty.tenancy.access import Viewer, standing_for


def run_build(args: Namespace) -> int:
    """Build a paper from a case."""
    path, form = _form_of(args)
    case, viewer = case_asked(args)
    row = row_asked(args, case, viewer)
    if not args.organisation:  # what one council keeps to itself must not get into a paper of another
        viewer = standing_for(row.item.recorded_by, datetime.now(UTC).date())
    try:
        content, version = _content(args, case, viewer, row)
        write_file(path, paper_file_of(content, form, template_asked(args.template)))
    except TemplateError as error:
        raise WrongInput(f"{args.template}: {error}") from error
    except Unprintable as error:
        raise WrongInput(f"{row.item.key}: {error} Shorten its passages.") from error
    found = {
        "file": str(path), "case": case.key, "paper": row.item.key, "kind": row.kind, "title": content.title,
        "digest": digest_of(content), "figures": len(content.figures), "frozen": version,
    }  # fmt: skip
    what = f"It is version {version}, as it was frozen." if version else "It is a draft; its page freezes it."
    count = len(content.figures)
    words = f"{content.title} is in {path}, with {count:,} {'figure' if count == 1 else 'figures'}. {what}"
    print(json.dumps(found, ensure_ascii=False) if args.json else f"{words} SHA-256 {found['digest']}")
    return DONE


def _form_of(args: Namespace) -> tuple[Path, str]:
    path = Path(args.output).expanduser()
    form = path.suffix.removeprefix(".").lower()
    if form not in PAPER_TYPES:
        raise WrongInput(f"{path}: choose a name that ends in .docx, .pdf or .json.")
    if args.template and form != "docx":
        raise WrongInput(
            f"--template {args.template}: a template is for Word alone, and {path} ends in .{form}; "
            "choose a name that ends in .docx, or leave --template out."
        )
    if args.frozen is not None and args.on:
        raise WrongInput("--on and --frozen: a frozen paper keeps its day; leave one of them out.")
    return path, form


def row_asked(args: Namespace, case: Any, viewer: Viewer) -> Any:
    """The paper that was asked for. Raises WrongInput where nothing tells which, or there is none."""
    try:
        row = paper_of_kind(viewer, case, args.kind, args.paper)
    except SeveralPapers as several:
        raise WrongInput(
            f"Several {args.kind} papers of the case {case.key} may be meant; "
            f"say which with --paper: {', '.join(several.choices)}."
        ) from several
    if row is None:
        known = ", ".join(f"{one.item.key} ({one.kind})" for one in papers_for(viewer, case)) or "none"
        raise WrongInput(f"The case {case.key} has no such {args.kind} paper; there are: {known}.")
    return row


def _content(args: Namespace, case: Any, viewer: Viewer, row: Any) -> tuple[PaperContent, int | None]:
    """What the paper says, and the number of the frozen version that it is, if it is one; else it is a draft."""
    versions = versions_of(viewer, case, row.pk)
    if args.frozen is not None:
        return _frozen(args, case, viewer, versions)
    content = content_of(viewer, case, draft_of(viewer, case, row), day_asked(args.on), is_draft=False)
    same = next((one for one in versions if one.digest == digest_of(content)), None)
    return (content, same.number) if same else (replace(content, draft=True), None)


def _frozen(args: Namespace, case: Any, viewer: Viewer, versions: list[Any]) -> tuple[PaperContent, int]:
    chosen = next((one for one in versions if args.frozen in (0, one.number)), None)
    if chosen is None:
        numbers = ", ".join(str(one.number) for one in reversed(versions))
        there = f"there are the versions {numbers}." if numbers else "none is frozen yet; freeze it on its page first."
        raise WrongInput(f"--frozen: there is no such version to be seen of this paper; {there}")
    return read_paper(frozen_of(viewer, case, chosen.pk).body.encode()), chosen.number


def template_asked(name: str) -> bytes | None:
    """The Word template that was named, if one was."""
    if not name:
        return None
    try:
        return Path(name).expanduser().read_bytes()
    except OSError as error:
        raise WrongInput(f"{name}: cannot be read ({error.strerror}); check the name of the file.") from error
