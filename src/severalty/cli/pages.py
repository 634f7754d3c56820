"""What the server's process loads: the site, and a watch that ends it with the process that started it."""

import os
import threading
import time

from severalty.project.wsgi import application as site

EVERY = 1.0
application = site


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(1)


if os.name != "nt":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
