"""`severalty pack verify`: whether a partner pack is as it was signed."""

import json
from argparse import Namespace
from pathlib import Path

from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.formats.pack import LIMITS
from severalty.formats.pack_verify import PackVerdict, verify_pack
from severalty.formats.problems import Unreadable


def read_pack(name: str) -> bytes:
    """The file, which is not read to its end where it is far too large. Raises WrongInput."""
    try:
        with Path(name).expanduser().open("rb") as stream:
            return stream.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise WrongInput(f"{name}: cannot be read ({error.strerror}); check the name of the file.") from error


def verdict_on(name: str, data: bytes, key: str = "") -> PackVerdict:
    """What is found of a pack. Raises WrongInput where it is none."""
    try:
        return verify_pack(data, name, key)
    except Unreadable as error:
        raise WrongInput(f"{name}: {error}") from error


def lines_of(verdict: PackVerdict) -> list[str]:
    """A verdict for a terminal."""
    lines = [verdict.sentence, *(f"  {label}: {value}" for label, value in verdict.facts)]
    more = [f"- and {verdict.more:,} more"] if verdict.more else []
    return [*lines, *(f"- {fault}" for fault in verdict.faults), *more]


def run_verify(args: Namespace) -> int:
    """Check a pack; no database."""
    verdict = verdict_on(args.file, read_pack(args.file), args.key)
    print(json.dumps(verdict.as_dict(), ensure_ascii=False) if args.json else "\n".join(lines_of(verdict)))
    return DONE if verdict.unchanged else TRUTHFUL_NO
