"""Invented estates of any size, as folders that the importer reads; the same size always gives the same rows."""

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

PARTNERS = ("northby", "southwick")
RECORDERS = ("shared", *PARTNERS)
SEED = 20_261_122
EMAIL = "lead@northby.example"
PASSWORD = "the-measure-of-things"  # noqa: S105 - of a database that lives for the length of a measurement
ABOUT = """\
key = "{key}"
name = "An invented estate of {size} things"
illustrative = true
public = false
"""
RENEWALS = ("expires", "extends by choice", "renews unless stopped", "")
CLASSES = ("application", "infrastructure", "network", "identity", "telephony")


def write_estate(folder: Path, key: str, size: int) -> Path:
    """Write a case of `size` items: a tenth services, a fifth contracts, the rest what stands beneath them."""
    chance = random.Random(SEED)  # noqa: S311 - rows to measure with, no secrets
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(ABOUT.format(key=key, size=f"{size:,}"), encoding="utf-8")
    _write_parties(folder)
    services, contracts, suppliers = size // 10, size // 5, max(1, size // 50)
    beneath = size * 28 // 100
    _write(folder, "suppliers", "key,name,audience,recorded_by",
           ([f"SU-{n}", f"Supplier {n}", "public", "shared"] for n in range(suppliers)))  # fmt: skip
    _write(folder, "services", "key,name,provider,users,essential,audience,recorded_by",
           ([f"SE-{n}", f"Service {_words(chance)} {n}", "shared", chance.randrange(5, 9000), "yes", *_sight(chance)]
            for n in range(services)))  # fmt: skip
    _write(folder, "configuration_items", "key,name,item_class,service,product,support_ends,audience,recorded_by",
           ([f"CI-{n}", f"System {_words(chance)} {n}", chance.choice(CLASSES), "", f"Product {n % 400}", "2027-07",
             "partners", "shared"] for n in range(beneath)))  # fmt: skip
    write_contracts(folder, contracts, suppliers, chance)
    _write(folder, "dependencies", "depends,relation,on,audience,recorded_by",
           _dependencies(chance, beneath, size - services - contracts - suppliers - beneath))  # fmt: skip
    _write(folder, "holdings", "item,organisation,weight,basis,counted_on,recorded_by",
           _holdings(services, contracts))  # fmt: skip
    return folder


def write_contracts(folder: Path, count: int, suppliers: int, chance: random.Random) -> None:
    """Write contracts with terms, money and dates to the day."""
    _write(
        folder, "contracts",
        "key,name,description,supplier,holder,shared,starts,ends,extensions,renewal,notice,annual_charge,assignable,"
        "audience,recorded_by,evidence,source",
        (_contract(chance, n, suppliers) for n in range(count)),
    )  # fmt: skip


def _contract(chance: random.Random, number: int, suppliers: int) -> Sequence[object]:
    starts = date(2019, 4, 1) + timedelta(days=chance.randrange(2000))
    ends = starts + timedelta(days=365 * chance.randrange(2, 8))
    return [
        f"C-{number}", f"Contract {_words(chance)} {number}", "Invented, to measure with.", f"SU-{number % suppliers}",
        "shared", chance.choice(("yes", "no", "")), starts.isoformat(), ends.isoformat(), "12 months; 12 months",
        chance.choice(RENEWALS), chance.choice(("3 months", "6 months", "")),
        f"{chance.randrange(100_000, 90_000_000) / 100:.2f}", chance.choice(("yes", "with consent", "no", "")),
        *_sight(chance), "illustrative", "Invented",
    ]  # fmt: skip


def _sight(chance: random.Random) -> tuple[str, str]:
    """Audience and recorder: most for the partners, a fifth private to one of them, a few for everyone."""
    kind = chance.random()
    if kind < 0.2:
        return "holders", PARTNERS[kind < 0.1]
    return ("public" if kind > 0.9 else "partners"), "shared"


def _holdings(services: int, contracts: int) -> Iterable[Sequence[object]]:
    """A share for each partner in every service and contract."""
    chance = random.Random(SEED + 1)  # noqa: S311
    for kind, count in (("services:SE", services), ("contracts:C", contracts)):
        for number in range(count):
            for partner in PARTNERS:
                yield [f"{kind}-{number}", partner, chance.randrange(1, 5000), "users", "2026-03-31", "shared"]


def _dependencies(chance: random.Random, things: int, count: int) -> Iterable[Sequence[object]]:
    """What rests on what: each thing on others further down, and every thousandth also the other way round."""
    made: set[tuple[int, int]] = set()
    while len(made) < count:
        first, second = sorted(chance.sample(range(things), 2))
        made.add((first, second))
        if len(made) % 1000 == 0:
            made.add((second, first))
    for first, second in sorted(made)[:count]:
        yield [f"CI-{first}", "runs on", f"CI-{second}", "partners", "shared"]


def _words(chance: random.Random) -> str:
    return f"{chance.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}{chance.randrange(1000)}"


def _write_parties(folder: Path) -> None:
    _write(folder, "organisations", "key,name,kind",
           [("northby", "Northby (invented)", "council"), ("southwick", "Southwick (invented)", "council"),
            ("shared", "Shared service (invented)", "shared service")])  # fmt: skip
    _write(folder, "partnerships", "key,name,starts", [("together", "Together (invented)", "2014-04-01")])
    _write(folder, "memberships", "partnership,organisation,standing,starts",
           [("together", "northby", "partner", "2014-04-01"), ("together", "southwick", "partner", "2014-04-01"),
            ("together", "shared", "shared service", "2014-04-01")])  # fmt: skip


def _write(folder: Path, table: str, heads: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads.split(","))
        writer.writerows(rows)
