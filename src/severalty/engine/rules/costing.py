"""Rules of the money of options: discounting, prices, cost tables, benefits and envelopes."""

from severalty.engine.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
