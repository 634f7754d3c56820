"""`./sev bench`: measure, print tables and write one JSON file with every figure. Nothing fails by being slow."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import confidence, meetings, registers, splits
from bench import scheduling as instances
from bench.browser import Browser, serving
from bench.choices import Size, invented, plain, timed
from bench.invented import write_estate

HERE = Path(__file__).resolve().parents[1]
GOAL_MS = 200
PEER, SUMS = "django-import-export", "numpy"
LARGE = Size(options=20, factors=40, scorers=12, years=30, lines=3)
CLOSE = 1e-5  # totals are handed out with six decimals
PAGES = ("/estate/{case}/matrix/", "/estate/{case}/register/contracts/")
MORE_PAGES = ("/estate/{case}/", "/estate/{case}/runway/", "/estate/{case}/map/", "/estate/{case}/completeness/",
              "/estate/{case}/search/?q=system")  # fmt: skip
REQUESTS, WARM_UP = 200, 20
SMALL, BIG = 500, 50_000
ROWS = 10_000


def main() -> int:
    """Choose the measurements, take them in a scratch folder, and write them down."""
    parser = argparse.ArgumentParser(prog="./sev bench", description="Measure Severalty. Takes about ten minutes.")
    parser.add_argument(
        "--only",
        choices=(
            "imports",
            "pages",
            "shares",
            "appraisals",
            "dispositions",
            "decisions",
            "splits",
            "scheduling",
            "confidence",
        ),
        help="one of the measurements",
    )
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how often each is taken (3)")
    parser.add_argument("--data", type=Path, default=HERE.parent / "shared" / "data", metavar="DIR",
                        help="real files, where there are any (../shared/data)")  # fmt: skip
    parser.add_argument("--json", type=Path, default=HERE / "build" / "bench.json", metavar="FILE",
                        help="where every figure is written (build/bench.json)")  # fmt: skip
    parser.add_argument("--seconds", type=float, metavar="N", help="how long a planner may take (60)")
    parser.add_argument("--sample", type=int, metavar="N", help="only the first N cases of a set")
    args = parser.parse_args()
    measures: dict[str, Callable[[Path, argparse.Namespace], dict[str, Any]]] = {
        "imports": imports, "pages": pages, "shares": shares, "appraisals": appraisals,
        "dispositions": dispositions, "decisions": decisions, "splits": split_plans,
        "scheduling": scheduling, "confidence": confidences,
    }  # fmt: skip
    found: dict[str, Any] = {"python": platform.python_version(), "processors": os.cpu_count(), "runs": args.runs}
    with tempfile.TemporaryDirectory(prefix="severalty-bench-") as scratch:
        for name, measure in measures.items():
            if args.only in (None, name):
                found[name] = measure(Path(scratch), args)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"\nEvery figure: {args.json}")
    return 0


def inside(data: Path, task: str, *arguments: object) -> Any:
    """Run one task inside a scratch installation."""
    data.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "SEVERALTY_DATA": str(data), "SEVERALTY_DATABASE_URL": ""}
    command = [sys.executable, "-m", "bench.inside", task, *map(str, arguments)]
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{task} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def imports(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Ten thousand contracts: preview and import, here and with a Django site that uses a well-known library."""
    rows = write_estate(scratch / "rows", "imports", 5 * ROWS)
    parties = scratch / "parties"
    parties.mkdir()
    for name in ("case.toml", "organisations.csv", "partnerships.csv", "memberships.csv", "suppliers.csv"):
        (parties / name).write_bytes((rows / name).read_bytes())
    own, peer = [], {"plain": [], "bulk": []}  # type: ignore[var-annotated]
    python, version = _peer_environment(scratch / "peer", PEER, "django>=5.2,<5.3")
    for run in range(args.runs):
        inside(scratch / f"import-{run}", "load", parties)
        own.append(inside(scratch / f"import-{run}", "bring-in", rows))
        for way, times in peer.items() if python else ():
            times.append(_peer(python, scratch / f"{way}-{run}.sqlite3", rows, way))
    table = [("Severalty, with audit trail and audiences", own)]
    table += [(f"{PEER} {version}, {way}", runs) for way, runs in peer.items() if runs]
    print(f"\nImporting {ROWS:,} contracts, seconds (median of {args.runs})\n")
    show(("", "preview", "import", "rows"), [
        (name, f"{_median(runs, 'preview'):.2f}", f"{_median(runs, 'apply'):.2f}", f"{runs[0]['rows']:,}")
        for name, runs in table
    ])  # fmt: skip
    print(f"The same file compared again, nothing changed: {_median(own, 'preview_unchanged'):.2f} s")
    if not python:
        print(f"{PEER} could not be installed here, so there is nothing to compare with. {version}")
    return {"severalty": own, "peer": {"name": PEER, "version": version, **peer}, "real": _real(scratch, args)}


def _peer(python: Path | None, database: Path, rows: Path, way: str) -> Any:
    command = [str(python), str(HERE / "bench" / "peer.py"), str(database), str(rows), way]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{PEER} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _peer_environment(folder: Path, peer: str, *others: str) -> tuple[Path | None, str]:
    """An environment with the peer in it, and its version; none with the reason where it cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *others, peer]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "pip gave no reason."
    asked = [str(python), "-c", f"from importlib.metadata import version; print(version({peer!r}))"]
    return python, subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def confidences(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Networks drawn ten thousand times."""
    return confidence.measure(scratch, args.runs, _peer_environment, show)


def _real(scratch: Path, args: argparse.Namespace) -> Any:
    path = args.data / "contracts" / "contracts_finder_lancashire.csv.gz"
    if not path.is_file():
        print(f"Real notices: {path} is not there, so they were left out.")
        return None
    runs = [inside(scratch / "real", "notices", path) for _ in range(args.runs)]
    contracts, seconds = runs[0]["contracts"], _median(runs, "seconds")
    print(f"Real notices of Contracts Finder: {contracts:,} contracts read in {seconds:.2f} s")
    return runs


def pages(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Pages of a signed-in partner with much on record: 95th percentile through the real server, and SQL queries."""
    found: dict[str, Any] = {"loading": {}, "queries": {}, "times": {}}
    for size in (SMALL, BIG):
        folder = write_estate(scratch / f"estate-{size}", f"estate-{size}", size)
        data = scratch / f"pages-{size}"
        found["loading"][size] = inside(data, "load", folder)
        found["queries"][size] = inside(data, "count", f"estate-{size}", *PAGES, *MORE_PAGES)
    with serving(scratch / f"pages-{BIG}") as port:
        browser = Browser(port)
        browser.sign_in()
        for page in PAGES:
            runs = [_times(browser, page.format(case=f"estate-{BIG}"), REQUESTS) for _ in range(args.runs)]
            found["times"][page] = [_summary(times) for times in runs]
        for page in MORE_PAGES:
            found["times"][page] = [_summary(_times(browser, page.format(case=f"estate-{BIG}"), 5))]
    print(f"\nPages with {BIG:,} things on record, milliseconds ({REQUESTS} requests, median of {args.runs}; "
          "pages in brackets: 5 requests)\n")  # fmt: skip
    show(("", "median", "95th", f"of the {GOAL_MS} ms goal", f"queries at {SMALL}", f"queries at {BIG:,}"), [
        _page_row(page, runs, found["queries"]) for page, runs in found["times"].items()
    ])  # fmt: skip
    seconds = found["loading"][BIG]["seconds"]
    print(f"They were imported in {seconds:.0f} s, with a share of each partner in every service and contract.")
    return found


def _times(browser: Browser, path: str, requests: int) -> list[float]:
    for _ in range(min(WARM_UP, requests)):
        _answered(browser, path)
    return [_answered(browser, path) for _ in range(requests)]


def _answered(browser: Browser, path: str) -> float:
    began = time.perf_counter()
    status, text = browser.get(path)
    if status != 200:
        raise SystemExit(f"{path} answered {status}:\n{text[:500]}")
    return (time.perf_counter() - began) * 1000


def _summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"median_ms": statistics.median(times), "p95_ms": ordered[max(0, -(-95 * len(ordered) // 100) - 1)]}


def _page_row(page: str, runs: list[dict[str, float]], queries: Any) -> tuple[str, ...]:
    late = _median(runs, "p95_ms")
    name = page.replace("/estate/{case}/", "/").strip("/") or "overview"
    return (
        name if page in PAGES else f"({name})", f"{_median(runs, 'median_ms'):.0f}", f"{late:.0f}",
        f"{late / GOAL_MS:.2f}", str(queries[SMALL][page]["queries"]), str(queries[BIG][page]["queries"]),
    )  # fmt: skip


def shares(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Amounts shared by counts, against rounded percentages as spreadsheets have them."""
    runs = [inside(scratch / "shares", "share") for _ in range(args.runs)]
    first = runs[0]
    micros = _median(runs, "seconds") / first["amounts"] * 1e6
    print(f"\nSharing {first['amounts']:,} amounts between two to seven partners\n")
    rows = [("Severalty, by counts", f"{first['wrong']:,}", "0", "0")]
    rows += [
        (f"spreadsheet, {way}", f"{lost['amounts_astray']:,}", f"{lost['pence_astray']:,}", f"{lost['worst_pence']:,}")
        for way, lost in first["spreadsheet"].items()
    ]
    show(("", "amounts whose parts do not add up", "pence astray", "worst, pence"), rows)
    print(f"One amount takes {micros:.0f} microseconds (median of {args.runs}).")
    return {"runs": runs}


def appraisals(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """The demonstration's appraisal and a large invented one, the latter's sums beside those of NumPy."""
    read = [
        inside(scratch / f"appraise-{run}", "appraise", HERE / "cases" / "demonstration") for run in range(args.runs)
    ]
    question = invented(LARGE)
    own = [timed(question) for _ in range(args.runs)]
    given = scratch / "appraisal.json"
    given.write_text(json.dumps(plain(question)), encoding="utf-8")
    python, version = _peer_environment(scratch / "sums", SUMS)
    peer = [_sums(python, given) for _ in range(args.runs)] if python else []
    print(f"\nWorking an appraisal out, seconds (median of {args.runs})\n")
    rows = [(f"demonstration: {read[0]['options']} options", "", f"{_median(read, 'seconds'):.3f}")]
    rows.append((f"{LARGE.options} options, {LARGE.factors} factors, {LARGE.scorers} scorers, {LARGE.years} years",
                 f"{_median(own, 'totals_seconds'):.3f}", f"{_median(own, 'seconds'):.3f}"))  # fmt: skip
    if peer:
        rows.append((f"the sums alone with {SUMS} {version}", f"{_median(peer, 'totals_seconds'):.6f}",
                     f"{_median(peer, 'seconds'):.6f}"))  # fmt: skip
    show(("", "weighted totals", "all"), rows)
    print(f"The demonstration is read from its tables in {_median(read, 'read_seconds'):.3f} s before that.")
    if peer:
        _hold_together(own, peer)
    else:
        print(f"{SUMS} could not be installed here, so there is nothing to compare with. {version}")
    return {"demonstration": read, "large": own, "peer": {"name": SUMS, "version": version, "runs": peer}}


def dispositions(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Registers of 78 to 20,000 contracts with their totals, beside what adds the same rows up elsewhere."""
    found, rows = registers.measure(scratch, args, inside, _peer_environment)
    print(f"\nThe register of dispositions with its totals, seconds (median of {args.runs})\n")
    show(("", "seconds", "Severalty's totals, times that"), rows)
    print(f"Totals by disposition, council, month of notice and consent are the same to the penny. Spreadsheet: "
          f"{found['spreadsheet']}.")  # fmt: skip
    return found


def decisions(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """When two councils and their joint committee can decide: evaluations a second, beside a plain scan of meetings."""
    found = meetings.measure(args)
    index, scan = _median(found["runs"], "index"), _median(found["runs"], "scan")
    print(f"\nThe lattice of {found['meetings']} meetings, evaluations a second (median of {args.runs})\n")
    show(("", "a second", "times the scan"), [
        ("From the index", f"{index:,.0f}", f"{index / scan:,.0f}"),
        ("Plain scan of the meetings", f"{scan:,.0f}", "1"),
    ])  # fmt: skip
    built = _median(found["runs"], "index_seconds")
    print(f"Both come to the same days. The index is worked out once, in {1000 * built:.0f} ms.")
    return found


def split_plans(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Generated council splits, planned here and by a plain model of CP-SAT with two workers."""
    found, rows = splits.measure(args)
    print("\nCouncil splits: 100 for each weighted day late, 1 for each day until all is done\n")
    show(splits.HEADS, rows)
    for what, figure in found["judged"].items():
        print(f"{what}: {figure}")
    return found


def scheduling(scratch: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Instances from the literature, beside OR-Tools' and PyJobShop's own models, TaskJuggler and a priority rule."""
    found, rows = instances.measure(scratch, args, _peer_environment)
    print(f"\nScheduling instances, at most {found['seconds']:g} seconds each on two cores\n")
    show(("", "mean gap to the best known, %", "proved", "seconds"), rows)
    for way, version in found["peers"].items():
        if not version[:1].isdigit():
            print(f"{way} could not be installed here. {version}")
    return found


def _sums(python: Path, given: Path) -> Any:
    command = [str(python), str(HERE / "bench" / "peer_totals.py"), str(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{SUMS} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _hold_together(own: list[dict[str, Any]], peer: list[dict[str, Any]]) -> None:
    """Say how far the two lie apart and how much longer the one takes; refuse to go on where the sums differ."""
    totals = max(abs(one - other) for one, other in zip(own[0]["totals"], peer[0]["totals"], strict=True))
    pence = max(abs(one - other) for one, other in zip(own[0]["npc_pence"], peer[0]["npc_pence"], strict=True))
    if totals > CLOSE or pence > 1:
        raise SystemExit(f"The sums differ: by {totals} in a weighted total, by {pence} pence in a net present cost.")
    ratios = [_median(own, name) / _median(peer, name) for name in ("totals_seconds", "seconds")]
    print(f"Both come to the same, within {totals:.7f} of a score and {pence:.2f} pence. Severalty takes "
          f"{ratios[0]:,.0f} times as long for the totals, in exact fractions with every sheet and reason beside them, "
          f"and {ratios[1]:,.0f} times as long for all, with ranges, checks and the verdict.")  # fmt: skip


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return float(statistics.median(run[name] for run in runs))


def show(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table: the first column to the left, figures to the right."""
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    for row in [heads, *rows]:
        print("  ".join(text.rjust(width) if place else text.ljust(width)
                        for place, (text, width) in enumerate(zip(row, widths, strict=True))))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
