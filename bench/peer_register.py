"""What others make of a register: `peer_register.py WAY ROWS FOLDER OFFICE`, in an environment of its own.

`pandas` groups, `sheet` writes a workbook of formulas with openpyxl and has LibreOffice work it out. Both are given one
row for each contract and council with the whole yearly charge and the councils' weights: the shares they work out
themselves. What is proposed, whether consent is outstanding and the month of notice stand in the rows, as somebody
would have typed them: neither judges a contract. Prints one line of JSON; amounts are whole pence.
"""

import csv
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BY = ("route", "council", "notice_month", "consent_outstanding")


def with_pandas(rows: Path, folder: Path, office: str) -> dict[str, Any]:
    """Group by each of the four."""
    import pandas as pd  # noqa: PLC0415 - only one of the two is installed

    frame = pd.read_csv(rows, keep_default_na=False, dtype=str)
    for name in ("annual", "weight", "weights", "one_off", "after"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    began = time.perf_counter()
    product = frame["annual"] * frame["weight"]
    frame["now"], frame["left"] = product // frame["weights"], product % frame["weights"]
    spare = frame["annual"] - frame.groupby("thing")["now"].transform("sum")
    ordered = frame.sort_values(["thing", "left", "weight", "council"], ascending=[True, False, False, True])
    frame["place"] = ordered.groupby("thing").cumcount()
    frame["now"] += (frame["place"] < spare).astype("Int64")
    totals = {}
    for by in BY:
        grouped = frame.groupby(by)
        sums, known = grouped[["one_off", "now", "after"]].sum(), grouped[["one_off", "now", "after"]].count()
        size = grouped.size()
        totals[by] = {
            str(name): [int(size[name]), *(int(sums.loc[name, one]) for one in ("one_off", "now", "after")),
                        *(int(size[name] - known.loc[name, one]) for one in ("one_off", "now", "after"))]
            for name in size.index
        }  # fmt: skip
    return {"seconds": time.perf_counter() - began, "totals": totals}


def with_sheet(rows: Path, folder: Path, office: str) -> dict[str, Any]:
    """A workbook with SUMIFS and COUNTIFS; the time is that of LibreOffice opening, working out and saving it."""
    import openpyxl  # noqa: PLC0415 - only one of the two is installed

    with rows.open(encoding="utf-8", newline="") as file:
        held = list(csv.DictReader(file))
    book = openpyxl.Workbook()
    sheet, last = book.active, len(held) + 1
    sheet.title = "rows"
    sheet.append([*BY, "annual", "weight", "weights", "one_off", "after", "now", "thing"])
    before: dict[str, int] = {}
    # Of two councils whose shares both end in half a penny, the larger has it; so it is rounded down for the smaller.
    rounded = "=IF(AND(2*MOD(E{0}*F{0},G{0})=G{0},2*F{0}<G{0}),INT(E{0}*F{0}/G{0}),ROUND(E{0}*F{0}/G{0},0))"
    for place, row in enumerate(held, start=2):
        first = before.setdefault(row["thing"], place)
        share = rounded.format(place) if first == place else f"=E{place}-J{first}"
        numbers = [
            int(row[name]) if row[name] else None for name in ("annual", "weight", "weights", "one_off", "after")
        ]
        sheet.append([*(row[by] or "none" for by in BY), *numbers, share, row["thing"]])
    sums = book.create_sheet("totals")
    for place, by in enumerate(BY):
        keys = f"rows!${'ABCD'[place]}$2:${'ABCD'[place]}${last}"
        for name in sorted({row[by] or "none" for row in held}):
            line = sums.max_row + 1
            amounts = [f"rows!${column}$2:${column}${last}" for column in "HJI"]
            sums.append([
                by, name, f"=COUNTIFS({keys},B{line})", *(f"=SUMIFS({one},{keys},B{line})" for one in amounts),
                *(f"=SUMPRODUCT(({keys}=B{line})*ISBLANK({one}))" for one in amounts),
            ])  # fmt: skip
    path, out = folder / "register.xlsx", folder / "worked"
    book.save(path)
    began = time.perf_counter()
    subprocess.run([office, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)], check=True,
                   capture_output=True)  # fmt: skip
    seconds = time.perf_counter() - began
    totals: dict[str, dict[str, list[int]]] = {by: {} for by in BY}
    for by, name, *figures in openpyxl.load_workbook(out / "register.xlsx", data_only=True)["totals"].values:
        if by:
            totals[by]["" if name == "none" else name] = [int(one) for one in figures]
    return {"seconds": seconds, "totals": totals}


if __name__ == "__main__":
    way, rows, folder, office = sys.argv[1:]
    work = with_pandas if way == "pandas" else with_sheet
    print(json.dumps(work(Path(rows), Path(folder), office)))
