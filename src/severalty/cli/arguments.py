"""What several commands ask for in the same words."""

from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from typing import Any

CASE = "the key of a case on record, a worked example such as melton, or a folder of tables"


def add_case(parser: ArgumentParser) -> None:
    """Which case."""
    parser.add_argument("case", metavar="CASE", help=CASE)


def add_organisation(parser: ArgumentParser, words: str = "as it may see it") -> None:
    """For whom."""
    parser.add_argument("--as", dest="organisation", default="", metavar="ORGANISATION", help=words)


def add_json(parser: ArgumentParser, words: str = "print JSON") -> None:
    """For machines."""
    parser.add_argument("--json", action="store_true", help=words)


def add_made_file(parser: ArgumentParser, words: str) -> None:
    """Where a file goes that a command makes, and whether JSON is printed about it."""
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=words)
    add_json(parser, "print JSON about the file")


def add_check(
    below: Any, thing: str, *, file: str, description: str, example: str, told: tuple[str, str, str], module: str
) -> ArgumentParser:
    """Add `verify`, which needs no database: `told` is the option, its value and words for what was told elsewhere."""
    verify: ArgumentParser = below.add_parser(
        "verify",
        help=f"say whether a {thing} is as it was made",
        description=description,
        epilog=f"Example: severalty {thing} verify {example}\nThe status is 3 if it was altered.",
    )
    verify.add_argument("file", metavar="FILE", help=file)
    option, value, words = told
    verify.add_argument(option, default="", metavar=value, help=words)
    add_json(verify)
    verify.set_defaults(run=later(module, "run_verify"))
    return verify


def later(module: str, name: str) -> Callable[[Any], int]:
    """A command whose module is loaded only when it is called, so that other commands start at once."""
    return lambda args: int(getattr(import_module(module), name)(args))
