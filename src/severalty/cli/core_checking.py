"""`severalty core verify`: whether a common core is as it was frozen."""

import json
from argparse import Namespace
from pathlib import Path

from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.formats.core_json import MOST_BYTES, CoreVerdict, verify_core
from severalty.formats.problems import Unreadable


def run_verify(args: Namespace) -> int:
    """Check a core; no database."""
    published = args.digest.replace(" ", "").lower()
    try:
        with Path(args.file).expanduser().open("rb") as stream:
            verdict = verify_core(stream.read(MOST_BYTES + 1), args.file, published)
    except OSError as error:
        raise WrongInput(f"{args.file}: cannot be read ({error.strerror}); check the name of the file.") from error
    except Unreadable as error:
        raise WrongInput(f"{args.file}: {error}") from error
    told = {
        "unchanged": verdict.holds, "digest": verdict.digest, "stated": verdict.stated, "published": bool(published),
        "core": f"{verdict.content.core}@{verdict.content.keeper}", "version": verdict.content.number,
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False) if args.json else "\n".join(_lines(verdict, bool(published))))
    return DONE if verdict.holds else TRUTHFUL_NO


def _lines(verdict: CoreVerdict, published: bool) -> list[str]:
    whose = "the digest that was published" if published else "the digest that it states itself"
    content = verdict.content
    if verdict.holds:
        told = f"This core is as it was frozen: it fits {whose}."
    elif verdict.stated:
        told = f"This core is not as it was frozen: it does not fit {whose}."
    else:
        told = "This core states no digest: compare it with the one that was published."
    lines = [told, f"  Core: {content.name}, version {content.number}, frozen on {content.frozen_on}",
             f"  Digest of what it says: {verdict.digest}"]  # fmt: skip
    return lines if verdict.holds or not verdict.stated else [*lines, f"  Expected: {verdict.stated}"]
