"""Every environment variable: its default and its meaning, in one table."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Variable:
    """An environment variable that the product reads."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("SEVERALTY_DATA", "~/.local/share/severalty", "Folder for the database, the secret key and back-ups."),
    Variable("SEVERALTY_DATABASE_URL", "", "Database, such as postgres://…; empty means SQLite in the data folder."),
    Variable("SEVERALTY_SECRET_KEY", "", "Signing key; empty means one is made and kept in the data folder."),
    Variable("SEVERALTY_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that the site answers to, between commas."),
    Variable("SEVERALTY_HTTPS", "no", "yes when served behind HTTPS: cookies are then marked secure."),
    Variable("SEVERALTY_DEBUG", "no", "yes shows tracebacks in the browser; for developers only."),
    Variable("NUMBA_CACHE_DIR", "~/.cache/severalty", "Folder for compiled loops; else one in the data folder."),
)
_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


def value(name: str) -> str:
    """The value of a variable of the table, or its default. Raises KeyError for a name that is not in the table."""
    return os.environ.get(name) or _DEFAULTS[name]


def data_folder() -> Path:
    """The data folder, made if it is not there, readable by its owner alone."""
    folder = Path(value("SEVERALTY_DATA")).expanduser()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep_compiled() -> None:
    """Choose where compiled loops are kept, before anything that compiles is loaded.

    Never beside the program, which may be read-only. The folder is its owner's alone, since what lies in it is run; one
    in the data folder stands in where none can be made in the owner's home.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return
    folder = Path(value("NUMBA_CACHE_DIR")).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        usable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        usable = False
    if not usable:
        folder = data_folder() / "compiled"
        folder.mkdir(exist_ok=True, mode=0o700)
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
