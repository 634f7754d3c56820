"""What the commands that run and keep an installation take; the work is loaded only when one is called."""

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from importlib import import_module
from typing import Any

SETTINGS = "severalty.project.settings"
PORT = 8000
DEMO = "severalty.cli.demo"
KEEP = "severalty.cli.keep"
SERVE = "severalty.cli.serve"
WORKER = "Example: severalty worker"
RESTORE = """\
Example: severalty restore /backups/today.zip
SQLite and PostgreSQL read each other's files."""


def with_django(module: str, name: str) -> Callable[[Any], int]:
    """A command that is loaded after Django is ready, so that commands without a database start at once."""

    def run(args: Any) -> int:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        import_module("django").setup()
        return int(getattr(import_module(module), name)(args))

    return run


def on_tables(module: str, name: str) -> Callable[[Any], int]:
    """A command that reads the database as it is: where that cannot be, it says so in words."""

    def run(args: Any) -> int:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        import_module("django").setup()
        return int(import_module("severalty.cli.database").on_database(getattr(import_module(module), name), args))

    return run


def add_installation(subparsers: Any) -> None:
    """Add the commands that run an installation and keep its data."""
    _add_serve(subparsers)
    _add_demo(subparsers)
    _add_keep(subparsers)
    _add_audit(subparsers)
    worker = _command(subparsers, "worker", "do the work that waits in the background; serve starts one", WORKER)
    worker.add_argument("--parent", type=int, default=0, metavar="PID", help="end when this process has ended")
    worker.set_defaults(run=with_django(SERVE, "work"))
    migrate = _command(subparsers, "migrate", "bring the database up to date; serve does it by itself",
                       "Example: severalty migrate")  # fmt: skip
    migrate.set_defaults(run=with_django(SERVE, "migrate"))
    manage = _command(subparsers, "manage", "any command of Django's own", "Example: severalty manage dbshell")
    manage.set_defaults(run=with_django(SERVE, "manage"))


def _command(subparsers: Any, name: str, words: str, epilog: str) -> ArgumentParser:
    sentence = f"{words[0].upper()}{words[1:]}."
    parser: ArgumentParser = subparsers.add_parser(name, help=words, description=sentence, epilog=epilog)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535, such as 8080")
    return int(text)


def _add_where(parser: ArgumentParser, port: int | None) -> None:
    parser.add_argument("--port", type=_port, default=port, metavar="N", help=f"listen on this port ({PORT})")
    parser.add_argument("--host", default="127.0.0.1", metavar="NAME", help="listen on this address (127.0.0.1)")
    parser.add_argument("--data-dir", metavar="DIR", help="keep the data there, instead of where SEVERALTY_DATA says")


def _add_serve(subparsers: Any) -> None:
    serve = _command(
        subparsers, "serve", "start this installation: the pages and one worker, until Ctrl-C",
        "Example: severalty serve --port 8080\nTo be reached from elsewhere, name the host in SEVERALTY_HOSTS and put "
        "a server with HTTPS in front.",
    )  # fmt: skip
    _add_where(serve, PORT)
    serve.set_defaults(run=_serve)


def _add_demo(subparsers: Any) -> None:
    demo = _command(
        subparsers, "demo", "start with the worked examples, in a database of their own",
        "Example: severalty demo --port 8080\nThe data is in .severalty/demo here; SEVERALTY_DATABASE_URL is not used.",
    )  # fmt: skip
    _add_where(demo, None)
    demo.add_argument("--fresh", action="store_true", help="begin again: what was changed in the demonstration is lost")
    demo.set_defaults(run=_demo)


def _add_keep(subparsers: Any) -> None:
    backup = _command(subparsers, "backup", "save everything in one file; it may run while people work",
                      "Examples: severalty backup\n          severalty backup /backups/today.zip")  # fmt: skip
    backup.add_argument("file", nargs="?", metavar="FILE", help="where to; else into backups in the data folder")
    restore = _command(subparsers, "restore", "bring back everything from a file that backup made", RESTORE)
    restore.add_argument("file", metavar="FILE", help="a file that severalty backup made")
    restore.add_argument("--replace", action="store_true", help="throw away what the database holds now")
    for parser, run in ((backup, on_tables(KEEP, "run_backup")), (restore, with_django(KEEP, "run_restore"))):
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.set_defaults(run=run)


def _add_audit(subparsers: Any) -> None:
    audit = _command(subparsers, "audit", "check the audit trail", "Example: severalty audit verify --json")
    below = audit.add_subparsers(dest="what", metavar="verify")
    verify = _command(below, "verify", "check that no row of the audit trail was altered, moved or removed",
                      "Example: severalty audit verify\nThe status is 3 if a row does not hold.")  # fmt: skip
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=on_tables(KEEP, "run_verify"))


def _serve(args: Namespace) -> int:
    if args.data_dir:
        os.environ["SEVERALTY_DATA"] = args.data_dir
    return with_django(SERVE, "serve")(args)


def _demo(args: Namespace) -> int:
    folder = import_module("severalty.cli.worked_examples").demo_folder(args.data_dir)
    os.environ["SEVERALTY_DATA"], os.environ["SEVERALTY_DATABASE_URL"] = str(folder), ""
    return with_django(DEMO, "demo")(args)
