"""How sure a plan is, for its page and for papers: curve, bands by workstream, chances, drivers, merges, mitigation.

Slots of a simulation become days by a function that is handed in; what is not defined is told, never turned into a day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from severalty.engine.dates import day
from severalty.engine.evidence import Evidence, show_pounds
from severalty.engine.transition.confidence.results import (
    Band,
    Chance,
    Confidence,
    Driver,
    Joint,
    Merge,
    Simulated,
    SinglePath,
)
from severalty.formats.documents import Block, Bullets, Paragraph, Table, TableColumn
from severalty.web.columns import Column
from severalty.web.curves import Curve, SpreadRow, Upright, confidence_curve, spread_rows
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

DayOf = Callable[[float | None], date | None]
MOST_DRIVERS = 20
PART_OF_CHANCES = 10
"""Rows of the table of chances that stand at once, the least sure first; the others are a link away."""
_PERCENTS = (10, 50, 80, 90)


@dataclass(frozen=True)
class Told:
    """A simulation as it is told: results, how a slot becomes a day, and names of undefined work by key."""

    found: Confidence
    day_of: DayOf
    names: Callable[[str], str]
    known: Evidence = Evidence.REPORTED
    at_weekends: bool = False

    def on(self, slot: float | None) -> date | None:
        """The day by which something has ended that ends at a slot."""
        return self.day_of(slot)

    def at(self, band: Band, percent: int) -> date | None:
        """The day of a percentile of a band; none where it is not defined."""
        return self.on(band.at(percent)) if band.defined else None


def per_cent(share: float) -> str:
    """`71%`; what is not quite nothing or everything says so."""
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 < share < 1 else f"{100 * share:.0f}%"


def headline(told: Told) -> str:
    """The first sentence: the chance of the fixed end, the range, and how sure the plan's own end is."""
    found, parts = told.found, []
    chance = found.fixed_end
    if chance is not None:
        parts.append(chance_words(told, chance, "the fixed end"))
    p50, p80 = told.at(found.whole, 50), told.at(found.whole, 80)
    if p50 and p80:
        parts.append(f"Everything has ended by {day(p50)} in half of the draws, and by {day(p80)} in 80 of 100.")
    elif found.undefined:
        many = len(found.undefined)
        parts.append(f"No date can be given for the end: {many} {'piece' if many == 1 else 'pieces'} of work "
                     f"{'is' if many == 1 else 'are'} not defined.")  # fmt: skip
    if found.whole.defined:
        parts.append(own_end_words(found.single_path, told.on))
    return " ".join(filter(None, parts))


def own_end_words(one: SinglePath | None, day_of: DayOf) -> str:
    """`The plan itself ends on 29 April 2027, the P18 date.`; where no plan has dates, or it ends when likely durations
    do, that end. Nothing where there is none."""
    end = day_of(one.plan_end) if one is not None else None
    if one is None or end is None:
        return ""
    whose = "By likely durations alone it" if _is_likely(one) else "The plan itself"
    return f"{whose} ends on {day(end)}, {_rank(one.percentile)}."


def _is_likely(one: SinglePath) -> bool:
    return one.plan_end == one.likely_end


def _rank(share: float) -> str:
    """`the P18 date`; what no draw or each draw keeps has no rank."""
    if not share:
        return "sooner than any draw"
    if share == 1:
        return "no sooner than any draw"
    return f"the P{min(99, max(1, round(100 * share)))} date"


def chance_words(told: Told, chance: Chance, what: str) -> str:
    """`The chance to meet the fixed end, 31 December 2027, is 71% (give or take 1%).`"""
    on = told.on(chance.slot)
    when = f", {day(on)}," if on else ""
    if chance.chance is not None:
        points = f"{200 * (chance.error or 0.0):.0f}"
        error = f" (give or take {points} point{'' if points == '1' else 's'})" if chance.error else ""
        return f"The chance to meet {what}{when} is {per_cent(chance.chance)}{error}."
    most = "" if chance.at_most is None else f"; it is {per_cent(chance.at_most)} at most"
    return f"The chance to meet {what}{when} cannot be told while work is undefined{most}."


def curve_picture(told: Told, ident: str = "confidence") -> SafeString:
    """The cumulative curve before and after mitigation, with P50, P80, the plan's date and the fixed end marked."""
    found = told.found
    if not found.whole.defined:
        return SafeString("")
    curves = [Curve("As things stand", _points(told, found))]
    if found.after is not None:
        curves.append(Curve("Once risks are mitigated", _points(told, found.after)))
    marks = [("P50", told.at(found.whole, 50), 0.5), ("P80", told.at(found.whole, 80), 0.8)]
    if found.single_path is not None:
        own = "The end by likely durations" if _is_likely(found.single_path) else "The plan’s own end"
        marks.append((own, told.on(found.single_path.plan_end), found.single_path.percentile))
    if found.fixed_end is not None:
        marks.append(("Fixed end", told.on(found.fixed_end.slot), found.fixed_end.chance or 0.0))
    uprights = [Upright(label, on, share) for label, on, share in marks if on is not None]
    return confidence_curve(
        curves, uprights, title="By which day how likely everything has ended", description=headline(told), ident=ident
    )


def _points(told: Told, found: Simulated) -> tuple[tuple[date, float], ...]:
    days: dict[date, float] = {}
    for one in found.curve:
        on = told.day_of(one.slot)
        if on is not None:
            days[on] = max(days.get(on, 0.0), one.share)
    return tuple(sorted(days.items()))


def bands_of(told: Told) -> tuple[Band, ...]:
    """The whole first, then the workstreams."""
    return (told.found.whole, *told.found.workstreams)


def spread_picture(told: Told, ident: str = "spread") -> SafeString:
    """Each workstream from P10 to P90."""
    rows = [
        SpreadRow(name_of(told, band), band_words(told, band), *(told.at(band, one) for one in _PERCENTS))
        for band in bands_of(told)
    ]
    words = "; ".join(f"{row.label}: {row.words}" for row in rows)
    return spread_rows(rows, title="From P10 to P90, by workstream", description=words, ident=ident)


def name_of(told: Told, band: Band) -> str:
    """What a band is of: everything, a workstream, or the decisions, which stand in none."""
    if band is told.found.whole:
        return "Everything"
    return band.name or (told.names(band.key) if band.key else "Decisions")


def band_words(told: Told, band: Band) -> str:
    """`between 3 March and 9 June 2027 in 8 of 10 draws`, or what it hangs on."""
    first, last = told.at(band, 10), told.at(band, 90)
    if first and last:
        return f"{day(first)} to {day(last)} in 80 of 100 draws"
    return not_defined(told, band)


def not_defined(told: Told, band: Band) -> str:
    """Why there is no date."""
    names = [told.names(one) for one in band.undefined]
    if not names:
        return (
            f"in {per_cent(band.lost)} of the draws it never ends: no meeting is known that late, or a team has no room"
        )
    rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"not defined; it hangs on {', '.join(names[:3])}{rest}"


def weekend_words(told: Told) -> str:
    """That a Friday may stand for the weekend after it, where any of the plan is done at weekends; else nothing."""
    if not told.at_weekends or not any(told.at(one, 90) for one in bands_of(told)):
        return ""
    return (
        "Where one of these dates is the last working day before a weekend, what ends then may be work of that "
        "weekend: it is over by the Sunday."
    )


def bands_sheet(told: Told) -> Sheet:
    """The percentiles of everything and of each workstream; what is not defined says so in place of a day."""

    def percentile(percent: int) -> Column:
        return Column(f"p{percent}", f"P{percent}", value=lambda one: _day(told.at(one, percent)))

    columns = (
        Column("name", "Workstream", value=lambda one: name_of(told, one)),
        *(percentile(one) for one in _PERCENTS),
        Column("words", "Defined", "tag", value=_defined),
        Column("hangs", "Why there is no date", value=lambda one: "" if told.at(one, 90) else not_defined(told, one)),
    )  # fmt: skip
    return Sheet("By which day it has ended", columns, bands_of(told), ident="bands")


def _defined(band: Band) -> Tag:
    if not band.defined:
        return Tag("not defined", "warn")
    return Tag("ends never in some draws", "bad") if band.lost else Tag("defined", "good")


def _day(on: date | None) -> str:
    return str(day(on)) if on else "–"


def chances_sheet(told: Told, money: bool) -> Sheet:
    """The chance of the fixed end, of each day that binds and, for who may see money, of the budget."""
    found, rows = told.found, []
    if found.fixed_end is not None:
        rows.append(("The fixed end", found.fixed_end))
    open_days = sorted((one for one in found.deadlines if not _is_sure(one)), key=lambda one: one.chance or 0.0)
    if found.in_budget is not None and money:
        rows.append(("Within the budget", found.in_budget))
    rows += [(one.name, one) for one in open_days]
    columns = (
        Column("what", "What", value=lambda one: one[0]),
        Column("on", "Day", value=lambda one: _day(told.on(one[1].slot)) if one[1] is not found.in_budget else ""),
        Column("chance", "Chance", value=lambda one: _chance(one[1])),
        Column("error", "Give or take", value=lambda one: f"{200 * one[1].error:.1f} points" if one[1].error else ""),
    )
    sure = len(found.deadlines) - len(open_days)
    days = "day that binds is" if sure == 1 else "days that bind are"
    more = f" ({sure} more {days} kept in every draw)" if sure else ""
    return Sheet(f"Chances, the least sure days first{more}", columns, rows, ident="chances", part=PART_OF_CHANCES)


def _is_sure(one: Chance) -> bool:
    return one.chance is not None and one.chance >= 1


def _chance(one: Chance) -> str:
    if one.chance is not None:
        return per_cent(one.chance)
    return f"not known; {per_cent(one.at_most)} at most" if one.at_most is not None else "not known"


def joint_words(joint: Joint) -> str:
    """What the chance of date and budget together says that the two alone do not."""
    alone = f"In time in {per_cent(joint.in_time)} of the draws, within the budget in {per_cent(joint.in_budget)}"
    both = f"{alone}, both in {per_cent(joint.both)}."
    if joint.both <= joint.if_independent + 0.01:
        return both
    other = per_cent(joint.if_independent)
    return f"{both} Were the two independent it would be {other}: what is late tends to cost more, so they go together."


def drivers_sheet(told: Told, urls: Callable[[str], str]) -> Sheet:
    """What the end hangs on: criticality, sensitivity, cruciality, strongest first."""

    def share(value: float | None) -> str:
        return "" if value is None else f"{100 * value:.0f}%"

    columns = (
        Column("name", "Package", value=lambda one: one.name or told.names(one.key), url=lambda one: urls(one.key)),
        Column("criticality", "Criticality", value=lambda one: share(one.criticality)),
        Column("sensitivity", "Sensitivity", value=lambda one: _figure(one.sensitivity)),
        Column("cruciality", "Cruciality", value=lambda one: _figure(one.cruciality)),
    )
    rows: Sequence[Driver] = [one for one in told.found.drivers if one.criticality > 0][:MOST_DRIVERS]
    return Sheet("What the end hangs on", columns, rows, ident="drivers")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def merges_sheet(told: Told) -> Sheet:
    """Where ways join, and how much later that makes the joint than the latest of them looks by itself."""
    columns = (
        Column("where", "Where ways join", value=lambda one: told.names(one.activity) if one.activity else "The end"),
        Column("ways", "Ways", value=lambda one: ", ".join(told.names(way) for way in one.ways)),
        Column("largest", "Latest P50 of one way", value=lambda one: _day(told.on(one.largest_p50))),
        Column("joined", "P50 where they join", value=lambda one: _day(told.on(one.joined_p50))),
        Column("bias", "Later by", value=lambda one: _working(round(one.bias))),
        Column("all", "All ways in by their P50", value=lambda one: per_cent(one.all_by_own_p50)),
    )
    rows: Sequence[Merge] = [one for one in told.found.merges if one.bias >= 0.5]
    return Sheet("Where ways join", columns, rows, ident="merges")


def _working(days: int) -> str:
    return f"{days} working {'day' if days == 1 else 'days'}"


def path_words(told: Told) -> str:
    """What a look along one path alone promises, and how much later the simulation is."""
    one = told.found.single_path
    if one is None or not told.found.whole.defined:
        return ""
    p80 = told.on(one.p80)
    late = round(one.late_p80)
    if p80 is None or late <= 0:
        return ""
    return (
        f"A look along the critical path alone would promise {day(p80)} with 80 per cent; with all ways that join, the "
        f"people that work waits for and the risks, it is {_working(late)} later."
    )


def mitigated_sheet(told: Told) -> Sheet | None:
    """Before and after mitigation side by side; nothing where no risk has a mitigation."""
    after = told.found.after
    if after is None:
        return None
    pairs = list(zip(bands_of(told), (after.whole, *after.workstreams), strict=True))
    columns = (
        Column("name", "Workstream", value=lambda one: name_of(told, one[0])),
        Column("p50", "P50 as things stand", value=lambda one: _day(told.at(one[0], 50))),
        Column("p50_after", "P50 mitigated", value=lambda one: _day(told.at(one[1], 50))),
        Column("p80", "P80 as things stand", value=lambda one: _day(told.at(one[0], 80))),
        Column("p80_after", "P80 mitigated", value=lambda one: _day(told.at(one[1], 80))),
        Column("gain", "Sooner by", value=lambda one: _gain(told, *one)),
    )
    return Sheet("Before and after mitigation", columns, pairs, ident="mitigated")


def _gain(told: Told, before: Band, after: Band) -> str:
    first, last = told.at(before, 80), told.at(after, 80)
    if first is None or last is None:
        return "not known"
    days = (first - last).days
    words = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
    return words if days > 0 else f"{words} later" if days else "no change"


def cost_sheet(told: Told) -> Sheet | None:
    """What it all costs, by percentile, and with every mitigation done and paid for; nothing where nothing costs."""
    cost, after = told.found.cost, told.found.after.cost if told.found.after else None
    if not cost.percentiles or not (cost.mean or (after and after.mean)):
        return None
    columns = [
        Column("percent", "Percentile", value=lambda one: f"P{one.percent}"),
        Column("value", "Cost at most", "pounds", value=lambda one: _pence(one.value), evidence=lambda _: told.known),
    ]
    if after is not None:
        columns.append(
            Column("value_after", "Mitigated, with its actions", "pounds",
                   value=lambda one: _pence(after.at(one.percent)), evidence=lambda _: told.known)
        )  # fmt: skip
    return Sheet("What it costs", tuple(columns), cost.percentiles, ident="cost")


def _pence(value: float | None) -> int | None:
    return None if value is None else round(value)


def confidence_sheets(told: Told, urls: Callable[[str], str], money: bool) -> list[Sheet]:
    """The tables of the page, in its order; those of money for who may see it."""
    found = [
        bands_sheet(told), chances_sheet(told, money), mitigated_sheet(told), drivers_sheet(told, urls),
        merges_sheet(told), cost_sheet(told) if money else None,
    ]  # fmt: skip
    return [one for one in found if one is not None and one.rows]


def confidence_blocks(told: Told) -> list[Block]:
    """How sure the plan is, for a paper: sentences, the bands as a table, and what is not defined."""
    heads = (TableColumn("Workstream", width_share=2), *(TableColumn(f"P{one}") for one in _PERCENTS),
             TableColumn("What it hangs on", width_share=3))  # fmt: skip
    rows = tuple(
        (
            name_of(told, band), *(_day(told.at(band, one)) for one in _PERCENTS),
            "–" if told.at(band, 90) else not_defined(told, band),
        )
        for band in bands_of(told)
    )  # fmt: skip
    blocks: list[Block] = [Paragraph(headline(told), numbered=True), Table("By which day it has ended", heads, rows)]
    if weekend_words(told):
        blocks.append(Paragraph(weekend_words(told)))
    if told.found.joint is not None:
        blocks.append(Paragraph(joint_words(told.found.joint), numbered=True))
    if told.found.cost.at(80) is not None:
        cost = show_pounds(round(told.found.cost.at(80) or 0), told.known)
        blocks.append(Paragraph(f"It costs at most {cost} in 80 of 100 draws.", numbered=True))
    if told.found.undefined:
        blocks.append(Bullets(tuple(f"Not defined: {told.names(one)}" for one in told.found.undefined)))
    return blocks
