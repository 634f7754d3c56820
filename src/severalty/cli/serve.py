"""`severalty serve` and `worker`: the pages, the background, and each other's end."""

import contextlib
import http.client
import multiprocessing
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from severalty.cli.exits import DONE, OUR_FAULT, WrongInput
from severalty.cli.tables import bring_up_to_date
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import STALE, reap
from severalty.tenancy.queries import needs_first_administrator

EVERY, START = 1.0, 10.0
THREADS = 4


def manage(arguments: list[str]) -> int:
    """Pass everything on to Django."""
    execute_from_command_line(["severalty manage", *arguments])
    return DONE


def migrate(args: Namespace) -> int:
    """Bring the database up to date."""
    bring_up_to_date()
    print("The database is up to date.", file=sys.stderr)
    return DONE


def serve(args: Namespace) -> int:
    """Serve the pages and keep a worker alive until told to stop."""
    check_port(args.host, args.port)
    bring_up_to_date()
    first = _first_run_path()
    words = "Nobody administers this installation yet. Open this address, once:"
    return run_server(args.host, args.port, [words, f"  {{address}}{first}"] if first else [])


def run_server(host: str, port: int, lines: list[str]) -> int:
    """Serve on a port; once it answers, print the address and some lines, in which `{address}` stands for it."""
    address = f"http://{'localhost' if host in ('127.0.0.1', '::1', '0.0.0.0') else host}:{port}"  # noqa: S104
    connection.close()
    multiprocessing.set_start_method("spawn", force=True)  # a fork would take half of our threads along
    server = Granian(
        "severalty.cli.pages:application", address=host, port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=THREADS, websockets=False, log_level=LogLevels.warning, respawn_failed_workers=True,
    )  # fmt: skip
    over, answers = threading.Event(), threading.Event()
    telling = threading.Thread(target=_announce, args=(host, port, address, lines, over, answers), daemon=True)
    telling.start()
    with _worker_kept_alive(over, answers):
        server.serve()
    return DONE


def check_port(host: str, port: int) -> None:
    """Raise WrongInput where the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")
            door.bind((host, port))
    except OSError as error:
        why = error.strerror or str(error)
        raise WrongInput(f"Port {port} of {host} cannot be used ({why}). Try another: --port {port + 1}") from error


def _announce(host: str, port: int, address: str, lines: list[str], over: threading.Event,
              answers: threading.Event) -> None:  # fmt: skip
    here = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    while not over.wait(0.1):
        with contextlib.suppress(OSError, http.client.HTTPException):
            asking = http.client.HTTPConnection(here, port, timeout=5)
            asking.request("GET", "/health/", headers={"Host": "localhost"})
            asking.getresponse().read()
            break
    else:
        return
    answers.set()
    print(f"\nSeveralty is at {address}/   (Ctrl-C stops it)", flush=True)
    for line in lines:
        print(line.format(address=address), flush=True)


def _first_run_path() -> str:
    """The path of the page that makes the first administrator; empty if there is one."""
    if not needs_first_administrator(operator_for()):
        settings.FIRST_RUN_FILE.unlink(missing_ok=True)
        return ""
    if not settings.FIRST_RUN_FILE.exists():
        write_secret(settings.FIRST_RUN_FILE, secrets.token_urlsafe(24))
    return f"/first-run/{settings.FIRST_RUN_FILE.read_text().strip()}/"


def write_secret(path: Any, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.replace(path)


@contextlib.contextmanager
def _worker_kept_alive(over: threading.Event, answers: threading.Event) -> Iterator[None]:
    """Keep one worker running beside this process, once the pages answer; start another whenever it ends."""
    watcher = threading.Thread(target=_watch, args=(over, answers), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join(timeout=15)


def _watch(over: threading.Event, answers: threading.Event) -> None:
    answers.wait(START)  # the pages come first: people wait for them
    command = [sys.executable, "-m", "severalty.cli.main", "worker", "--parent", str(os.getpid())]
    while not over.is_set():
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - ourselves
        while not over.wait(0.2) and process.poll() is None:
            pass
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
        else:
            over.wait(EVERY)  # a worker that cannot start is not started a hundred times a second


class Labour(Worker):
    """The queue's worker; when it is told to stop, the job in hand goes back into the queue."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Leave the job in hand at once; a second signal changes nothing."""
        if self.running:
            self.running = False
            raise SystemExit(DONE)


def work(args: Namespace) -> int:
    """Do the work that waits until told to stop, or until the parent has ended."""
    labour = Labour(
        queue_names=["default"], excluded_queue_names=[], interval=0.5, batch=False, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id=f"{socket.gethostname()[:40]}-{os.getpid()}",
    )  # fmt: skip
    with _only_worker() as alone:
        threading.Thread(target=_look_after, args=(args.parent, alone), daemon=True).start()
        labour.configure_signals()
        with contextlib.suppress(SystemExit):
            labour.run()
    return DONE


@contextlib.contextmanager
def _only_worker() -> Iterator[bool]:
    """Whether this is the only worker on the database, so that whatever is in hand was left by a dead one."""
    if connection.vendor != "sqlite" or os.name == "nt":
        yield False
        return
    fcntl: Any = import_module("fcntl")  # does not exist on Windows
    with settings.WORKER_LOCK.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _look_after(parent: int, alone: bool) -> None:
    """Queue again what dead workers left, and end when the parent has ended."""
    turn, older_than = 0, timedelta(0) if alone else STALE
    while True:
        if turn % 5 == 0:
            close_old_connections()
            with contextlib.suppress(DatabaseError):
                reap(by=operator_for(), at=datetime.now(UTC), older_than=older_than)
                older_than = STALE
        turn += 1
        time.sleep(EVERY)
        if parent and os.name != "nt" and os.getppid() != parent:
            os._exit(OUR_FAULT)
