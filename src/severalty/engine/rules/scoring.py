"""Rules of comparing options: weights, totals, gates, and what the evidence carries."""

from severalty.engine.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
