"""A case of any number of contracts with what becomes of each for two councils; the same size gives the same rows."""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

SEED = 20_261_126
COUNCILS = ("northby", "southwick")
ABOUT = """\
key = "register"
name = "An invented register of {size} contracts"
illustrative = true
public = false
"""
ROUTES = ("", "re-procure", "novate", "split", "let expire", "consolidate", "terminate")
CONSENTS = ("unknown", "not needed", "to ask", "asked", "given")
RENEWALS = ("expires", "extends by choice", "renews unless stopped", "")


def write_register(folder: Path, size: int) -> Path:
    """So many contracts of two councils, most of them with something proposed for each of the two."""
    chance = random.Random(SEED)  # noqa: S311 - rows to measure with, no secrets
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(ABOUT.format(size=f"{size:,}"), encoding="utf-8")
    _write(folder, "organisations", "key,name,kind", [
        ("northby", "Northby (invented)", "council"), ("southwick", "Southwick (invented)", "council"),
        ("shared", "Shared service (invented)", "shared service"),
    ])  # fmt: skip
    _write(folder, "partnerships", "key,name", [("together", "Together (invented)")])
    _write(folder, "memberships", "partnership,organisation,standing", [
        ("together", "northby", "partner"), ("together", "southwick", "partner"),
        ("together", "shared", "shared service"),
    ])  # fmt: skip
    _write(folder, "contracts", "key,name,holder,shared,starts,ends,renewal,notice,annual_charge,assignable,audience,"
           "recorded_by,evidence,source", (_contract(chance, number) for number in range(size)))  # fmt: skip
    _write(folder, "holdings", "item,organisation,weight,basis,recorded_by",
           ((f"contracts:C-{number}", council, chance.randrange(1, 5000), "users", "shared")
            for number in range(size) for council in COUNCILS))  # fmt: skip
    _write(folder, "dispositions", "key,name,thing,council,route,one_off_cost,annual_cost,consent,audience,recorded_by,"
           "evidence,source", _dispositions(chance, size))  # fmt: skip
    return folder


def _contract(chance: random.Random, number: int) -> Sequence[object]:
    starts = date(2019, 4, 1) + timedelta(days=chance.randrange(2000))
    ends = date(2027, 1, 31) + timedelta(days=chance.randrange(900))
    return (
        f"C-{number}", f"Contract {number}", "shared", "yes", starts, ends, chance.choice(RENEWALS),
        chance.choice(("3 months", "6 months", "")), _pounds(chance.randrange(100_000, 90_000_000)),
        chance.choice(("yes", "with consent", "no", "")), "partners", "shared", "illustrative", "Invented",
    )  # fmt: skip


def _dispositions(chance: random.Random, size: int) -> Iterator[Sequence[object]]:
    for number in range(size):
        for council in COUNCILS:
            route = chance.choice(ROUTES)
            costs = [chance.choice(("", _pounds(chance.randrange(most)))) for most in (9_000_000, 50_000_000)]
            consent = chance.choice(CONSENTS)
            if route:
                key = f"C-{number} for {council}"
                yield (key, key, f"C-{number}", council, route, *costs, consent, "partners", council, "illustrative",
                       "Invented")  # fmt: skip


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


def _write(folder: Path, table: str, heads: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads.split(","))
        writer.writerows(rows)
