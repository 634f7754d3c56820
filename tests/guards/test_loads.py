"""What a process takes into memory: what pages do not need is not loaded to serve them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SERVED = """
import sys
from severalty.project.wsgi import application
from django.test import Client
from severalty.formats.papers import PaperContent
from severalty.formats.paper_files import paper_file_of

assert Client(HTTP_HOST="localhost").get("/").status_code < 400
heavy = ("typst", "duckdb", "granian", "numba", "ortools", "scipy")
print(" ".join(sorted(name for name in heavy if name in sys.modules)))
paper_file_of(PaperContent("progress", "A", "c", "C", "o", "O", "2026-11-26"), "pdf")
assert "typst" in sys.modules, "This proves nothing: PDFs are made without it."
"""


@pytest.mark.slow
@pytest.mark.engine_only
def test_serving_pages_does_not_load_what_makes_pdfs(tmp_path: Path, migrated: Path) -> None:
    """Every process of the web server held the typesetter, 84 MB on disk, though most never make a PDF."""
    shutil.copyfile(migrated, tmp_path / "severalty.sqlite3")
    environment = {**os.environ, "SEVERALTY_DATA": str(tmp_path), "SEVERALTY_DATABASE_URL": "",
                   "DJANGO_SETTINGS_MODULE": "severalty.project.settings"}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", SERVED], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.strip(), f"Serving a page loads {done.stdout.strip()}."
