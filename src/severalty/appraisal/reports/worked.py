"""An appraisal worked out: everything that pages, papers and the command line show of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from severalty.appraisal.queries.compared import Comparison
from severalty.engine.appraisal.appraise import Appraised, Question, Standing, appraise
from severalty.engine.appraisal.discounting import Schedule
from severalty.engine.appraisal.envelopes import EnvelopeCheck, envelope_checks
from severalty.engine.appraisal.lines import CostAmount
from severalty.engine.appraisal.options import Factor, Gate, Option, Rates, ScoreSheet, SheetKind, Timing
from severalty.engine.appraisal.prices import PriceError
from severalty.engine.appraisal.profiles import BenefitProfiles, benefit_profiles
from severalty.engine.appraisal.sourcing import Services, SourcingReview, review_sourcing
from severalty.engine.appraisal.weights import leaves
from severalty.engine.freeze import digest
from severalty.engine.tables import TABLES
from severalty.formats.criteria import sourcing_criteria
from severalty.formats.rates import discount_schedules

MOST_YEARS = 60
_HANDLE = re.compile(rf"\b(?:{'|'.join(TABLES)}):([^\s@]+)@[\w-]+")


@dataclass(frozen=True)
class WhatIf:
    """What is tried out without writing anything: other rates, timing, inflation, swing points by factor, and per cent
    on the amounts of lines."""

    rates: Rates | None = None
    timing: Timing | None = None
    inflation: str | None = None
    swings: Mapping[str, int] = field(default_factory=dict)
    on_lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_tried(self) -> bool:
        """Whether anything is tried out at all."""
        return self != WhatIf()


@dataclass(frozen=True)
class Worked:
    """A comparison with what follows from it. `digest` is that of everything it was worked out from."""

    comparison: Comparison
    appraised: Appraised
    schedule: Schedule
    benefits: BenefitProfiles | None
    envelopes: tuple[EnvelopeCheck, ...]
    sourcing: SourcingReview
    problems: tuple[str, ...]
    digest: str

    def option(self, handle: str) -> Option:
        """One option."""
        return self.comparison.by_option[handle]

    def standing(self, handle: str) -> Standing:
        """Where one option stands."""
        return next(one for one in self.appraised.standings if one.option == handle)

    @property
    def scored(self) -> tuple[Factor, ...]:
        """The factors that are scored; none where their tree has a fault."""
        try:
            return leaves(self.comparison.factors)
        except ValueError:
            return ()

    @property
    def leader(self) -> str:
        """The name of the option that the verdict speaks for, or nothing."""
        return self.comparison.name_of(self.appraised.leader)


def worked_of(comparison: Comparison, what_if: WhatIf | None = None) -> Worked:
    """Work an appraisal out on the rates that it names, or on what is tried out."""
    tried = _tried(comparison, what_if) if what_if and what_if.is_tried else comparison
    schedule = discount_schedules()[tried.appraisal.rates]
    problems: list[str] = []
    appraised = appraise(_question(tried, schedule))
    appraised = _plain(tried, replace(appraised, cautions=(*tried.strays, *_by_others(tried), *appraised.cautions)))
    return Worked(
        comparison=tried,
        appraised=appraised,
        schedule=schedule,
        benefits=_benefits(tried, problems),
        envelopes=_envelopes(tried, appraised, problems),
        sourcing=review_sourcing(Services(tried.sourcings, sourcing_criteria())),
        problems=(*appraised.problems, *problems),
        digest=digest_of(tried, schedule),
    )


def _by_others(found: Comparison) -> Iterator[str]:
    """What bears on every option and was recorded by somebody else than the appraisal's keeper."""
    keeper = _recorder(found.appraisal.key)
    agreed = [one for one in found.sheets if one.kind is SheetKind.AGREED]
    held: tuple[tuple[str, Sequence[Factor | Gate | ScoreSheet]], ...] = (
        ("Factor", found.factors), ("Gate", found.gates), ("Agreed sheet", agreed),
    )  # fmt: skip
    for what, records in held:
        for one in records:
            if _recorder(one.key) != keeper:
                names = found.council(_recorder(one.key)), found.council(keeper)
                yield f"{what} {one.name} was recorded by {names[0]}, and the appraisal by {names[1]}; it counts."
    yield from _verdicts_of_others(found)


def _verdicts_of_others(found: Comparison) -> Iterator[str]:
    """A sentence for each verdict at a gate that its keeper has not recorded, but somebody else has."""
    kept = {one.key: _recorder(one.key) for one in found.gates}
    said: dict[tuple[str, str], list[str]] = {}
    for one in found.verdicts:
        said.setdefault((one.gate, one.option), []).append(one.recorded_by)
    for (gate, option), recorders in said.items():
        if kept[gate] not in recorders:
            names = " and ".join(found.council(key) for key in sorted(set(recorders)))
            where = f"The verdict on {found.name_of(option)} at {found.name_of(gate)}"
            yield f"{where} was recorded by {names}, and not by {found.council(kept[gate])}; it counts."


def _plain(found: Comparison, appraised: Appraised) -> Appraised:
    """The same, with names where the engine could only say a handle, or the key where no name is known here."""

    def told(sentence: str) -> str:
        return _HANDLE.sub(lambda match: found.name_of(match[0]) or f"“{match[1]}”", sentence)

    return replace(
        appraised,
        problems=tuple(told(one) for one in appraised.problems),
        cautions=tuple(told(one) for one in appraised.cautions),
    )


def _recorder(handle: str) -> str:
    return handle.rpartition("@")[2]


def _question(found: Comparison, schedule: Schedule) -> Question:
    return Question(
        appraisal=found.appraisal,
        options=found.options,
        schedule=schedule,
        gates=found.gates,
        verdicts=found.verdicts,
        factors=found.factors,
        sheets=found.sheets,
        scores=found.scores,
        lines=found.lines,
        amounts=found.amounts,
        cost_keys=found.cost_keys,
        counts=found.counts,
        benefits=found.benefits,
        organisations={key: one.name for key, one in found.organisations.items()},
    )


def _benefits(found: Comparison, problems: list[str]) -> BenefitProfiles | None:
    appraisal = found.appraisal
    if not found.benefits:
        return None
    starts = [one.starts.first for one in found.benefits if one.starts]
    first = appraisal.first_year or min((day.year if day.month > 3 else day.year - 1 for day in starts), default=None)
    try:
        return benefit_profiles(found.benefits, first or 0, min(appraisal.years or 1, MOST_YEARS))
    except PriceError as error:
        problems.append(str(error))
        return None


def _envelopes(found: Comparison, appraised: Appraised, problems: list[str]) -> tuple[EnvelopeCheck, ...]:
    if appraised.costs is None:
        return ()
    try:
        return envelope_checks(appraised.costs, found.envelopes).checks
    except PriceError as error:
        problems.append(str(error))
        return ()


def _tried(found: Comparison, what_if: WhatIf) -> Comparison:
    """The comparison as if the values tried out were on record."""
    appraisal = replace(
        found.appraisal,
        rates=what_if.rates or found.appraisal.rates,
        timing=what_if.timing or found.appraisal.timing,
        inflation=found.appraisal.inflation if what_if.inflation is None else what_if.inflation,
    )
    factors = tuple(
        replace(one, swing=what_if.swings[one.key]) if one.key in what_if.swings else one for one in found.factors
    )
    amounts = tuple(
        _raised(one, what_if.on_lines[one.cost_line]) if one.cost_line in what_if.on_lines else one
        for one in found.amounts
    )
    return replace(found, appraisal=appraisal, factors=factors, amounts=amounts)


def _raised(amount: CostAmount, percent: int) -> CostAmount:
    amounts = (amount.amount, amount.low, amount.high)
    raised, low, high = (None if pence is None else (pence * (100 + percent) + 50) // 100 for pence in amounts)
    return replace(amount, amount=raised, low=low, high=high)


def digest_of(found: Comparison, schedule: Schedule) -> str:
    """The digest of everything that an appraisal is worked out from; the same in every installation."""
    records = {
        one.name: getattr(found, one.name)
        for one in fields(found)
        if one.name not in ("names", "refs", "rows", "organisations", "strays")
    }
    return digest({"records": records, "rates": schedule})
