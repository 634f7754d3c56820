"""`severalty paper verify`: whether a paper is as it was built."""

import json
from argparse import Namespace
from pathlib import Path

from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.formats.paper_json import LIMITS
from severalty.formats.paper_verify import verify_paper
from severalty.formats.problems import Unreadable


def run_verify(args: Namespace) -> int:
    """Check a paper; no database."""
    try:
        with Path(args.file).open("rb") as stream:
            data = stream.read(LIMITS.file_bytes + 1)
        verdict = verify_paper(data, args.file, args.digest.replace(" ", "").lower() or None)
    except OSError as error:
        raise WrongInput(f"{args.file}: cannot be read ({error.strerror}); check the name of the file.") from error
    except Unreadable as error:
        raise WrongInput(f"{args.file}: {error}") from error
    if args.json:
        print(json.dumps(verdict.as_dict(), ensure_ascii=False))
    else:
        print(verdict.sentence)
        print("\n".join(f"  {label}: {value}" for label, value in verdict.facts))
        print("\n".join(f"- {one}" for one in verdict.differences), end="\n" if verdict.differences else "")
    return DONE if verdict.unchanged else TRUTHFUL_NO
