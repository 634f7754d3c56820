"""Registers of dispositions: worked out here, and the same rows added up as a spreadsheet or pandas adds them up."""

import json
import shutil
import statistics
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.contracts import write_register

HERE = Path(__file__).resolve().parents[1]
SIZES = (78, 2_000, 20_000)
PANDAS, SHEETS = "pandas", "openpyxl"
Inside = Callable[..., Any]
Environment = Callable[..., tuple[Path | None, str]]


def measure(
    scratch: Path, args: Namespace, inside: Inside, environment: Environment
) -> tuple[Any, list[tuple[str, ...]]]:
    """Every size: the register with its totals, and the same by others, which must come to the same pennies.

    A folder `dispositions/SIZE` below `--data` is read where there is one; else one is invented. Returns every figure
    and the rows of the table to print.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    pandas, pandas_version = environment(scratch / PANDAS, PANDAS)
    sheets, _ = environment(scratch / SHEETS, SHEETS) if office else (None, "")
    found: dict[str, Any] = {"pandas": pandas_version, "spreadsheet": office or "not installed", "sizes": {}}
    table = []
    for size in SIZES:
        given = args.data / "dispositions" / str(size)
        folder = given if given.is_dir() else write_register(scratch / f"register-{size}", size)
        rows = scratch / f"rows-{size}.csv"
        own = inside(scratch / f"register-data-{size}", "register", folder, rows, args.runs)
        others = {
            name: [_other(python, way, rows, scratch, office) for _ in range(args.runs)]
            for name, python, way in (
                (f"{PANDAS} {pandas_version}", pandas, "pandas"),
                ("spreadsheet", sheets, "sheet"),
            )
            if python is not None
        }
        for name, runs in others.items():
            differing = differences(own["totals"], runs[0]["totals"])
            if differing:
                raise SystemExit(f"{size:,} contracts: the totals of {name} differ in {differing[:3]}.")
        found["sizes"][size] = {"severalty": own, "others": others}
        table += _lines(size, own, others)
    return found, table


def _other(python: Path, way: str, rows: Path, scratch: Path, office: str | None) -> Any:
    command = [str(python), str(HERE / "bench" / "peer_register.py"), way, str(rows), str(scratch), office or ""]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{way} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def differences(own: Any, other: Any) -> list[str]:
    """The totals that are not the same: by what, of which name, which figure."""
    keys = {(by, name) for totals in (own, other) for by, named in totals.items() for name in named}
    return [
        f"{by} {name or 'none'}: {own.get(by, {}).get(name)} and {other.get(by, {}).get(name)}"
        for by, name in sorted(keys)
        if own.get(by, {}).get(name) != other.get(by, {}).get(name)
    ]


def _lines(size: int, own: dict[str, Any], others: dict[str, list[dict[str, Any]]]) -> list[tuple[str, ...]]:
    whole, rule, totals = (statistics.median(own[name]) for name in ("page_seconds", "rule_seconds", "totals_seconds"))
    lines: list[tuple[str, ...]] = [
        (f"{size:,} contracts, {own['rows']:,} rows: read from the tables, judged and totalled", f"{whole:.3f}", ""),
        ("  the rule alone: every row judged, then totalled", f"{rule:.3f}", ""),
        ("  the totals alone, of rows that are judged", f"{totals:.4f}", ""),
    ]
    for name, runs in others.items():
        seconds = statistics.median(run["seconds"] for run in runs)
        lines.append((f"  {name}: shares and totals alone, of rows that are judged", f"{seconds:.4f}",
                      f"{totals / seconds:.2f}"))  # fmt: skip
    return lines


if __name__ == "__main__":
    sys.exit("Write ./sev bench --only dispositions.")
