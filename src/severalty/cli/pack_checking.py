"""`severalty pack verify` and `pack rebuild`: whether a pack is as it was made, and its paper made anew."""

import json
from argparse import Namespace
from pathlib import Path

from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.cli.files import write_file
from severalty.formats.decision_pack import LIMITS as DECISION_LIMITS
from severalty.formats.decision_rebuild import rebuild
from severalty.formats.decision_verify import DecisionVerdict, is_decision_pack, verify_decision
from severalty.formats.limits import Limits
from severalty.formats.pack import LIMITS
from severalty.formats.pack_verify import PackVerdict, verify_pack
from severalty.formats.problems import Unreadable


def read_pack(name: str, limits: Limits = LIMITS) -> bytes:
    """The file, which is not read to its end where it is far too large. Raises WrongInput."""
    try:
        with Path(name).expanduser().open("rb") as stream:
            return stream.read(limits.file_bytes + 1)
    except OSError as error:
        raise WrongInput(f"{name}: cannot be read ({error.strerror}); check the name of the file.") from error


def verdict_on(name: str, data: bytes, key: str = "") -> PackVerdict:
    """What is found of a pack. Raises WrongInput where it is none."""
    try:
        return verify_pack(data, name, key)
    except Unreadable as error:
        raise WrongInput(f"{name}: {error}") from error


def decision_on(name: str, data: bytes, digest: str = "") -> DecisionVerdict:
    """What is found of a decision pack. Raises WrongInput where it cannot be read."""
    try:
        return verify_decision(data, name, digest)
    except Unreadable as error:
        raise WrongInput(f"{name}: {error}") from error


def lines_of(verdict: PackVerdict | DecisionVerdict) -> list[str]:
    """A verdict for a terminal."""
    lines = [verdict.sentence, *(f"  {label}: {value}" for label, value in verdict.facts)]
    more = [f"- and {verdict.more:,} more"] if verdict.more else []
    return [*lines, *(f"- {fault}" for fault in verdict.faults), *more]


def run_verify(args: Namespace) -> int:
    """Check a pack of either kind; no database."""
    data = read_pack(args.file, DECISION_LIMITS)
    decision = is_decision_pack(data)
    if decision and args.key:
        raise WrongInput(f"{args.file}: a decision pack is not signed; give --digest, as it was published.")
    if not decision and args.digest:
        raise WrongInput(f"{args.file}: --digest is for decision packs; give --key, as its sender told you.")
    verdict = decision_on(args.file, data, args.digest) if decision else verdict_on(args.file, data, args.key)
    print(json.dumps(verdict.as_dict(), ensure_ascii=False) if args.json else "\n".join(lines_of(verdict)))
    return DONE if verdict.unchanged else TRUTHFUL_NO


def run_rebuild(args: Namespace) -> int:
    """Make the files of a decision pack's paper anew; no database."""
    data = read_pack(args.file, DECISION_LIMITS)
    try:
        found = rebuild(data, args.file)
    except Unreadable as error:
        raise WrongInput(f"{args.file}: {error}") from error
    folder = Path(args.folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongInput(f"{folder}: cannot be made ({error.strerror}); choose another folder.") from error
    for name, made in found.files.items():
        write_file(folder / name, made)
    if args.json:
        print(json.dumps(found.as_dict() | {"folder": str(folder)}, ensure_ascii=False))
    else:
        print(found.sentence)
        print(f"  Made with: {found.made_with}\n  Made again with: {found.rebuilt_with}")
        print("\n".join(f"  {folder / name}: {_same(same)}" for name, same in found.same.items()))
    return DONE if found.holds else TRUTHFUL_NO


def _same(same: bool) -> str:
    return "the same bytes" if same else "other bytes than in the pack"
