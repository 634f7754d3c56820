"""The catalogue of every rule of the engine, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from severalty.engine.rules import (
    appraisal,
    appraising,
    approving,
    authorising,
    basics,
    changing,
    contracting,
    corresponding,
    costing,
    deciding,
    dispositions,
    drawing,
    estate,
    exempting,
    gating,
    leaving,
    loading,
    noticing,
    planning,
    procuring,
    progressing,
    publishing,
    risking,
    routing,
    scoring,
    sequencing,
    splitting,
    weighing,
)
from severalty.engine.rules.rule import Rule

__all__ = ["RULES", "Rule"]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for rule in sorted(
            (
                *basics.RULES,
                *estate.RULES,
                *appraisal.RULES,
                *scoring.RULES,
                *costing.RULES,
                *appraising.RULES,
                *approving.RULES,
                *changing.RULES,
                *authorising.RULES,
                *contracting.RULES,
                *corresponding.RULES,
                *deciding.RULES,
                *dispositions.RULES,
                *drawing.RULES,
                *gating.RULES,
                *exempting.RULES,
                *leaving.RULES,
                *loading.RULES,
                *noticing.RULES,
                *planning.RULES,
                *procuring.RULES,
                *progressing.RULES,
                *publishing.RULES,
                *risking.RULES,
                *routing.RULES,
                *sequencing.RULES,
                *splitting.RULES,
                *weighing.RULES,
            ),
            key=lambda rule: rule.name,
        )
    }
)
