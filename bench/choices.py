"""An invented appraisal of any size as records, and how long it takes to work it out; the same every time."""

import random
import time
from dataclasses import dataclass
from typing import Any

from severalty.engine.appraisal.appraise import Question, appraise
from severalty.engine.appraisal.lines import CostAmount, CostLine, Prices
from severalty.engine.appraisal.matrix import Scoring
from severalty.engine.appraisal.options import Appraisal, Factor, Option, Rates, Score, ScoreSheet
from severalty.engine.appraisal.scoring import weigh
from severalty.engine.evidence import Evidence
from severalty.formats.rates import discount_schedules

SEED, FIRST, TOP, BRANCH = 20_261_122, 2026, 100, 5
COUNCILS = ("northby", "southwick", "eastham", "westlea")


@dataclass(frozen=True)
class Size:
    """How much there is to compare."""

    options: int
    factors: int
    scorers: int
    years: int
    lines: int


def invented(size: Size) -> Question:
    """Every scorer scores every option on every factor; every option has lines with a range in every year."""
    chance = random.Random(SEED)  # noqa: S311 - figures to measure with, no secrets
    about: dict[str, Any] = {"appraisal": "it", "evidence": Evidence.ILLUSTRATIVE, "source": "Invented"}
    options = tuple(Option(key=f"o{n}", name=f"Option {n}", place=n, **about) for n in range(size.options))
    branches = [Factor(key=f"b{n}", name=f"Branch {n}", swing=chance.randrange(10, 101), place=n, **about)
                for n in range(-(-size.factors // BRANCH))]  # fmt: skip
    leaves = [Factor(key=f"f{n}", name=f"Factor {n}", swing=chance.randrange(10, 101), place=n,
                     part_of=f"b{n // BRANCH}", **about) for n in range(size.factors)]  # fmt: skip
    sheets = tuple(ScoreSheet(key=f"s{n}", name=f"Sheet {n}", organisation=COUNCILS[n % len(COUNCILS)], **about)
                   for n in range(size.scorers))  # fmt: skip
    scores = tuple(
        Score(sheet=sheet.key, option=option.key, factor=factor.key, score=chance.randrange(TOP + 1), reason="Invented",
              evidence=Evidence.ILLUSTRATIVE)
        for sheet in sheets for option in options for factor in leaves
    )  # fmt: skip
    lines = tuple(CostLine(key=f"{option.key}-{n}", name=f"Line {n}", option=option.key, prices=Prices.REAL, **about)
                  for option in options for n in range(size.lines))  # fmt: skip
    amounts = tuple(_amount(chance, line.key, FIRST + t) for line in lines for t in range(size.years))
    return Question(
        appraisal=Appraisal(key="it", name="Invented", first_year=FIRST, years=size.years, price_year=FIRST),
        options=options, factors=(*branches, *leaves), sheets=sheets, scores=scores, lines=lines, amounts=amounts,
        schedule=discount_schedules()[Rates.STANDARD],
    )  # fmt: skip


def _amount(chance: random.Random, line: str, year: int) -> CostAmount:
    pence = chance.randrange(1_000_000, 500_000_000)
    return CostAmount(cost_line=line, year=year, amount=pence, low=pence * 9 // 10, high=pence * 12 // 10)


def plain(question: Question) -> dict[str, Any]:
    """The same figures as lists of numbers, for whoever works them out in another way."""
    leaves = [one for one in question.factors if one.part_of]
    swings = {one.key: one.swing for one in question.factors}
    place = {(one.sheet, one.option, one.factor): one.score for one in question.scores}
    held = {(one.cost_line, one.year): one.amount for one in question.amounts}
    years = range(FIRST, FIRST + (question.appraisal.years or 0))
    return {
        "branch_swings": [one.swing for one in question.factors if not one.part_of],
        "swings": [swings[one.key] for one in leaves],
        "branches": [int(one.part_of[1:]) for one in leaves],
        "scores": [[[place[s.key, o.key, f.key] for f in leaves] for o in question.options] for s in question.sheets],
        "amounts": [
            [[held[line.key, year] for year in years] for line in question.lines if line.option == option.key]
            for option in question.options
        ],
        "bands": [[band.first, band.last, band.rate] for band in question.schedule.bands],
    }


def timed(question: Question) -> dict[str, Any]:
    """Seconds for the weighted totals alone and for the appraisal as a whole, and what they come to."""
    scoring = Scoring(options=question.options, factors=question.factors, sheets=question.sheets,
                      scores=question.scores)  # fmt: skip
    began = time.perf_counter()
    totals = weigh(scoring).totals
    weighed = time.perf_counter()
    found = appraise(question)
    done = time.perf_counter()
    return {
        "totals_seconds": weighed - began, "seconds": done - weighed, "totals": [one.total for one in totals],
        "npc_pence": [one.npc_pence for one in found.standings], "verdict": found.conclusion.value,
    }  # fmt: skip
