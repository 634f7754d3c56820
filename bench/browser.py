"""A signed-in person who asks a running installation for pages, over HTTP as a browser does."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.invented import EMAIL, PASSWORD

PATIENCE = 60


@contextmanager
def serving(data: Path) -> Iterator[int]:
    """A server on a spare port of this machine, as `severalty serve` starts it; gives the port."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])
    command = [sys.executable, "-m", "severalty.cli.main", "serve", "--port", str(port), "--data-dir", str(data)]
    with (data / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "SEVERALTY_DATABASE_URL": ""})
    try:
        _wait_for(server, port, data)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(server: "subprocess.Popen[bytes]", port: int, data: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/health/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The server did not start:\n{(data / 'serve.log').read_text(encoding='utf-8')[-2000:]}")


class Browser:
    """One connection that is kept open, and the cookies of one person."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask("GET", path)

    def sign_in(self) -> None:
        """Sign in through the form, as everybody does."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/sign-in/")[1])
        form = {"csrfmiddlewaretoken": token[1] if token else "", "email": EMAIL, "password": PASSWORD, "next": "/"}
        status, text = self._ask("POST", "/sign-in/", urlencode(form))
        if status != 302:
            raise SystemExit(f"Signing in was refused with status {status}:\n{text[:500]}")

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        heads = {"Host": "localhost", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            heads["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, heads)
        answer = self.line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text
