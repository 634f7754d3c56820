"""What the server's process loads: the site, and a watch that ends it with the process that started it."""

import gc
import os
import threading
import time

from severalty.project.wsgi import application as site

EVERY = 1.0
MADE = 20_000
application = site


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(1)


def _collect_seldom() -> None:
    """Leave out of each search for garbage what lives as long as the process, and search less often: a page of a large
    case makes some hundred thousand objects, and a fifth of its time went into looking at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE, 20, 20)


_collect_seldom()
if os.name != "nt":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
