"""The command: it helps, it suggests, it ends with the right status, and it never shows a traceback."""

import subprocess
import sys

import pytest

from severalty.cli.exits import DONE, OUR_FAULT, TRUTHFUL_NO, WRONG_INPUT
from severalty.cli.main import build, main

pytestmark = pytest.mark.engine_only


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["srve"], "did you mean serve?"),
        (["aporton"], "did you mean apportion?"),
        (["serve", "--prot", "8080"], "did you mean --port?"),
        (["serve", "--port=many"], "not a port"),
        (["audit", "verfy"], "did you mean verify?"),
        (["audit"], "A command is missing"),
        (["restore"], "FILE"),
    ],
)
def test_a_slip_is_answered_with_the_right_word(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == WRONG_INPUT
    said = capsys.readouterr()
    assert words in said.err
    assert not said.out, "A mistake was told on standard output."


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == WRONG_INPUT
    assert "examples:" in capsys.readouterr().err
    assert main(["--help"]) == DONE


@pytest.mark.parametrize("name", [name for name in build().words() if name != "manage"])
def test_every_command_helps_by_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == DONE
    assert f"severalty {name}" in capsys.readouterr().out.partition("\n\n")[2], f"severalty {name} has no example."


def test_our_own_fault_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr("severalty.cli.main._run", fail)
    assert main(["serve"]) == OUR_FAULT
    said = capsys.readouterr().err
    assert "the roof fell in" in said
    assert "Traceback" not in said
    monkeypatch.setenv("SEVERALTY_DEBUG", "yes")
    with pytest.raises(RuntimeError):
        main(["serve"])


def test_rules_on_files_need_no_django() -> None:
    code = "import sys, severalty.cli.main; sys.exit('django' in sys.modules)"
    assert subprocess.call([sys.executable, "-c", code]) == 0, "The command loads Django before it is needed."


def test_the_statuses_are_what_the_help_says() -> None:
    assert (DONE, OUR_FAULT, WRONG_INPUT, TRUTHFUL_NO) == (0, 1, 2, 3)
