"""Changes in the words of pages, papers and the command: a sentence, the money, and what is listed one by one."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from severalty.engine.decisions.changes import Act, Change, FundTotal, Told
from severalty.engine.evidence import show_money
from severalty.web.changes import ADDED

MOST_OF_A_KIND = 6
MOST_ONE_BY_ONE = 30
WORDS = {
    "decisions": "Decisions", "money": "Money", "options": "Options", "contracts": "Contracts", "estate": "Estate",
    "dispositions": "What becomes of shared things",
}  # fmt: skip
SUMS = {"contracts": "Annual charges", "money": "Charges", "dispositions": "One-off costs"}


def heading_of(topic: str) -> str:
    """A topic as a heading; one that a later stage brings is its own word."""
    return WORDS.get(topic, topic.capitalize())


def lead_of(told: Sequence[Told], since_words: str, until: date) -> str:
    """The whole in one sentence."""
    if not told:
        return f"Nothing changed since {since_words}."
    counts = [f"{len(one.changes):,} in {heading_of(one.topic).lower()}" for one in told]
    total = sum(len(one.changes) for one in told)
    changes = "1 change" if total == 1 else f"{total:,} changes"
    return f"{changes} since {since_words}: {', '.join(counts)}."


def sentences_of(group: Told) -> tuple[str, ...]:
    """The money of a topic, and what was added in numbers too large to be read one by one."""
    many = _added_together(group.changes)
    added = [f"{count:,} × {what}" for what, count in many.items()]
    money = [total_words(group.topic, one) for one in group.totals]
    return (*money, *([f"Added together and not listed one by one: {', '.join(added)}."] if added else []))


def total_words(topic: str, total: FundTotal) -> str:
    """`Charges, revenue: £52,000 became £48,500, £3,500 less, in 3 changes; of 2 more an amount is not known.`"""
    unknown = f"; of {total.unknown:,} more an amount is not known" if total.unknown else ""
    sums = SUMS.get(topic, "Amounts")
    if not total.count:
        return f"{sums}, {total.fund.value}: of {total.unknown:,} an amount is not known."
    changes = "1 change" if total.count == 1 else f"{total.count:,} changes"
    if not total.before:
        return f"{sums}, {total.fund.value}: {show_money(total.after, total.evidence)} more, in {changes}{unknown}."
    before, after = (show_money(pence, total.evidence) for pence in (total.before, total.after))
    more = f"{show_money(abs(total.difference), total.evidence)} {'more' if total.difference > 0 else 'less'}"
    more = more if total.difference else "as much as before"
    return f"{sums}, {total.fund.value}: {before} became {after}, {more}, in {changes}{unknown}."


def listed(group: Told) -> list[Change]:
    """The changes of a topic that are read one by one: all but what was added in large numbers."""
    many = _added_together(group.changes)
    return [one for one in group.changes if not (_is_bare(one) and one.what in many)]


def _is_bare(one: Change) -> bool:
    return one.act is Act.ADDED and one.sentence.startswith(ADDED)


def _added_together(changes: Sequence[Change]) -> dict[str, int]:
    counted = Counter(one.what for one in changes if _is_bare(one))
    most = MOST_OF_A_KIND if counted.total() <= MOST_ONE_BY_ONE else 0
    return {what: count for what, count in sorted(counted.items()) if count > most}
