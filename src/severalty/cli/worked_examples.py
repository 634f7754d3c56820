"""Where the worked examples are, and where their database is kept; no Django."""

import hashlib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import severalty
from severalty.cli.exits import WrongInput

PACKAGE = Path(severalty.__file__).resolve().parent


@dataclass(frozen=True)
class SignIn:
    """A made-up person of a worked example: the case, who they are, and the role for which organisation."""

    case: str
    email: str
    name: str
    organisation: str
    role: str


def cases_folder() -> Path:
    """The folder of the worked examples: inside an installed package, or beside it in a checkout."""
    for folder in (PACKAGE / "cases", PACKAGE.parent.parent / "cases"):
        if folder.is_dir():
            return folder
    raise WrongInput(f"The worked examples are not beside {PACKAGE}; install Severalty again, or run it in a checkout.")


def case_folders() -> list[Path]:
    """The worked examples, by name."""
    return sorted(path.parent for path in cases_folder().glob("*/case.toml"))


def digest() -> str:
    """The fingerprint of all files of the worked examples, by which a change of them is seen."""
    found = hashlib.sha256(severalty.__version__.encode() if hasattr(severalty, "__version__") else b"")
    for folder in case_folders():
        for path in sorted(folder.iterdir()):
            if path.suffix in (".csv", ".toml"):
                found.update(f"{folder.name}/{path.name}".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def demo_folder(given: str | None) -> Path:
    """The folder for the demonstration's database: as given, as SEVERALTY_DATA says, or .severalty/demo here."""
    root = PACKAGE.parent.parent
    checkout = root if (root / "pyproject.toml").is_file() else Path.cwd()
    return Path(given or os.environ.get("SEVERALTY_DATA") or checkout / ".severalty" / "demo").expanduser().resolve()


def sign_ins() -> list[SignIn]:
    """The made-up people of all worked examples, in the order of their files."""
    found = []
    for folder in case_folders():
        about: dict[str, Any] = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
        found += [SignIn(case=about["key"], **one) for one in about.get("sign_ins", [])]
    return found
