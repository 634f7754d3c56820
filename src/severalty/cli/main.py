"""The `severalty` command: what it is asked to do, and how it ends."""

import difflib
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import Any, NoReturn

from severalty.cli.calculate import add_apportion, add_calculate
from severalty.cli.changed import add_changed
from severalty.cli.cores import add_cores
from severalty.cli.dispositions import add_dispositions
from severalty.cli.exits import OUR_FAULT, WRONG_INPUT, WrongInput
from severalty.cli.files import add_files
from severalty.cli.installation import add_installation
from severalty.cli.notice import add_notice
from severalty.cli.packs import add_packs
from severalty.cli.papers import add_papers
from severalty.cli.plan import add_plan
from severalty.cli.planned import add_confidence, add_whatif
from severalty.cli.risks import add_risks

INTERRUPTED = 130
EXAMPLES = """\
examples:
  severalty demo                              try it with the worked examples
  severalty serve --port 8080                 start your own installation
  severalty backup                            save everything in one file, while it runs
  severalty audit verify                      check that nobody rewrote history
  severalty appraise melton                   compare the options of a case
  severalty paper verify cabinet.docx         check that a paper is unchanged
  severalty dispositions demonstration        what becomes of each shared thing
  severalty risks demonstration               the register of risks, and what is amiss with it
  severalty estate demonstration --on 2027-12-31   who holds what then, and what blocks it
  severalty notice --meeting 2026-04-08 --council melton   every last day before a meeting
  severalty plan j301_1.sm --seconds 10       a short plan for an instance of the literature
  severalty apportion --amount 100.00 --key Hinckley=499 --key Melton=229
  severalty calculate --list                  the rules that run on files, without a database

exit status: 0 done, 1 our fault, 2 wrong input, 3 a truthful no.
Environment variables, such as SEVERALTY_DATA for the data folder, are listed in the documentation.
"""


class Parser(ArgumentParser):
    """A parser that offers the nearest word for a mistyped one, and explains in two lines what it cannot use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        known: dict[str, Any] = {"formatter_class": RawDescriptionHelpFormatter, "allow_abbrev": False}
        super().__init__(*args, **(known | kwargs))

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with status 2."""
        self.exit(WRONG_INPUT, f"{self.prog}: {message[:1].upper()}{message[1:]}\nSee {self.prog} --help.\n")

    def words(self) -> tuple[str, ...]:
        """The commands below this one."""
        return tuple(word for action in self._actions if isinstance(action.choices, dict) for word in action.choices)

    def below(self, word: str) -> "Parser | None":
        """The parser of a command below this one."""
        for action in self._actions:
            if isinstance(action.choices, dict) and isinstance(found := action.choices.get(word), Parser):
                return found
        return None

    def options(self) -> tuple[str, ...]:
        """The options that this command knows."""
        return tuple(self._option_string_actions)


def build() -> Parser:
    """The command with everything below it."""
    parser = Parser(
        prog="severalty", description="Appraise, split, re-source and run a shared council IT service.", epilog=EXAMPLES
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    add_installation(subparsers)
    add_files(subparsers)
    add_papers(subparsers)
    add_packs(subparsers)
    add_cores(subparsers)
    add_dispositions(subparsers)
    add_changed(subparsers)
    add_notice(subparsers)
    add_risks(subparsers)
    add_plan(subparsers)
    add_confidence(subparsers)
    add_whatif(subparsers)
    add_calculate(subparsers)
    add_apportion(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    parser = build()
    if not argv:
        parser.print_help(sys.stderr)
        return WRONG_INPUT
    try:
        return _run(parser, argv)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else OUR_FAULT
    except WrongInput as wrong:
        return _say(str(wrong), WRONG_INPUT)
    except KeyboardInterrupt:
        return _say("Stopped.", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OUR_FAULT
    except Exception as error:
        if os.environ.get("SEVERALTY_DEBUG") == "yes":
            raise
        words = " ".join(str(error).split()) or type(error).__name__
        return _say(f"This failed, and it should not have: {words} (SEVERALTY_DEBUG=yes shows where.)", OUR_FAULT)


def _run(parser: Parser, argv: list[str]) -> int:
    if argv[0] == "manage":  # everything after it is Django's own
        return int(parser.parse_args(argv[:1]).run(argv[1:]))
    _check_words(parser, argv)
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        chosen = _chosen(parser, argv)
        near = _near(unknown[0].partition("=")[0], chosen.options())
        chosen.error(f"there is no use for {unknown[0]!r} here{near}")
    if not hasattr(args, "run"):
        _chosen(parser, argv).error("a command is missing here: " + ", ".join(_chosen(parser, argv).words()))
    return int(args.run(args))


def _check_words(parser: Parser, argv: list[str]) -> None:
    here = parser
    for word in argv:
        if not here.words() or word.startswith("-"):
            return
        below = here.below(word)
        if below is None:
            near = _near(word, here.words()) or f"; there are {', '.join(here.words())}"
            here.error(f"there is no command {word!r}{near}")
        here = below


def _chosen(parser: Parser, argv: list[str]) -> Parser:
    here = parser
    for word in argv:
        here = here.below(word) or here
    return here


def _near(word: str, words: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _say(words: str, status: int) -> int:
    red, plain = ("\033[31m", "\033[0m") if sys.stderr.isatty() and "NO_COLOR" not in os.environ else ("", "")
    print(f"{red}{words}{plain}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
