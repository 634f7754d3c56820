"""Rules on chance: spreads, draws, risks that act on a plan, and how sure its end is."""

from dataclasses import dataclass

import numpy as np

from severalty.engine import draws
from severalty.engine.effects import correlation, quantiles, sampling
from severalty.engine.effects.correlation import Correlations, Mended
from severalty.engine.effects.quantiles import SpreadFigures
from severalty.engine.effects.sampling import Samples, SamplesWanted
from severalty.engine.effects.spreads import Spread
from severalty.engine.rules.rule import Rule
from severalty.engine.transition.confidence import (
    confidence,
    hanging,
    linking,
    merging,
    narrowing,
    network,
    order,
    paths,
    placing,
    plain,
    reading,
    running,
)
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.kernels import links, resources
from severalty.engine.transition.confidence.narrowing import Better, Narrowing
from severalty.engine.transition.confidence.network import Network
from severalty.engine.transition.confidence.results import Confidence, Engine


@dataclass(frozen=True)
class ConfidenceQuestion:
    """A network, and how often it is drawn; the same seed gives the same answer."""

    network: Network
    draws: int = 10_000
    seed: int = 0


@dataclass(frozen=True)
class NarrowingQuestion:
    """A network, and estimates that would become better, each by itself."""

    network: Network
    better: tuple[Better, ...]
    draws: int = 2_000
    seed: int = 0


@dataclass(frozen=True)
class Narrowings:
    """What each would bring, in the order of the question."""

    narrowings: tuple[Narrowing, ...]


@dataclass(frozen=True)
class OneRun:
    """A network, and a duration in slots for each of its activities."""

    network: Network
    durations: tuple[float, ...]


def _one_run(question: OneRun) -> plain.PlainRun:
    if len(question.durations) != len(question.network.activities):
        raise ValueError(
            f"{len(question.durations)} durations are given for {len(question.network.activities)} activities; "
            "give one for each."
        )
    ready = running.Ready(question.network, Inputs(question.network, 0))
    durations = np.array(question.durations, dtype=np.float32)
    if ready.engine is Engine.RESOURCES:
        return plain.run_resources(question.network, ready.order, running.whole(durations))
    lengths = running.whole(durations).astype(np.float32) if question.network.whole else durations
    return plain.run_links(question.network, ready.order, lengths)


_PACKAGES = [
    {"key": "identity", "workstream": "shared", "duration": {"low": 10, "likely": 15, "high": 30, "shape": "PERT"}},
    {"key": "network", "workstream": "shared", "duration": {"low": 12, "likely": 14, "high": 26}},
    {"key": "cut-over", "workstream": "shared", "duration": {"likely": 2, "shape": "fixed"}},
]
_LINKS = [{"before": 0, "after": 2}, {"before": 1, "after": 2}]

RULES: tuple[Rule, ...] = (
    Rule(
        name="draws",
        summary="Seeded draws of named streams, above 0 and below 1; the same seed and name give the same figures.",
        takes=draws.DrawsWanted,
        gives=draws.Drawn,
        run=draws.drawn,
        of=(draws.drawn, draws.streams_of, draws.uniforms),
        example={"seed": 1, "names": ["duration:identity"], "count": 3},
    ),
    Rule(
        name="schedule-distribution",
        summary="Limits, mean, deviation and percentiles of a spread, in closed form.",
        takes=Spread,
        gives=SpreadFigures,
        run=quantiles.figures_of,
        of=(quantiles.figures_of, quantiles.limits_of, quantiles.quantile, quantiles.mean_of, quantiles.deviation_of),
        example={"low": 10, "likely": 15, "high": 30},
        source="Standard results: triangular, PERT with the weight 4, lognormal from P50 and P80",
    ),
    Rule(
        name="schedule-draws",
        summary="Draws of one spread, as a simulation makes them.",
        takes=SamplesWanted,
        gives=Samples,
        run=sampling.samples_of,
        of=(sampling.samples_of, sampling.sampler_of, sampling.sampled, quantiles.beta_family, quantiles.table_rows),
        example={"spread": {"low": 10, "likely": 15, "high": 30, "shape": "PERT"}, "name": "duration:identity",
                 "count": 3},
    ),
    Rule(
        name="correlations-mended",
        summary="The nearest set of correlations that can be all at once.",
        takes=Correlations,
        gives=Mended,
        run=correlation.mended,
        of=(correlation.mended, correlation.nearest, correlation.normal_correlation, correlation.mixing,
            correlation.shared_and_own),
        example={"rows": [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]},
        source="Higham 2002, Computing the nearest correlation matrix",
    ),
    Rule(
        name="merge-bias",
        summary="The chance that several independent ways have all come in, and the chance each needs for that.",
        takes=merging.Ways,
        gives=merging.AllWays,
        run=merging.all_of,
        of=(merging.all_of,),
        example={"count": 3, "each": 0.5},
        source="Product rule for independent events",
    ),
    Rule(
        name="network-run",
        summary="Starts and ends of a network's activities for given durations, and what the end hangs on.",
        takes=OneRun,
        gives=plain.PlainRun,
        run=_one_run,
        of=(plain.run_links, plain.run_resources, order.order_of, running.whole, linking.earliest, linking.closings),
        example={"network": {"activities": _PACKAGES, "links": _LINKS}, "durations": [15, 14, 2]},
    ),
    Rule(
        name="confidence",
        summary="How sure the end of a network is: bands, chances, cost, and what the end hangs on.",
        takes=ConfidenceQuestion,
        gives=Confidence,
        run=lambda question: confidence.confidence_of(question.network, draws=question.draws, seed=question.seed),
        of=(
            confidence.confidence_of, network.digest_of, hanging.hanging_on, running.drawn_outcomes, running.once,
            running.standard_error, linking.link_arrays, linking.offsets, linking.pairs, placing.resource_arrays,
            links.room_of, links.forward, links.backward, links.drawn_lengths, links.waited, links.moved, links.worked,
            links.told, resources.resource_room, resources.simulate_resources, resources.place_all, resources.find_room,
            resources.look_on, resources.not_in_vain, resources.keep_vain, resources.share_hands,
            resources.occupy, resources.let_in, resources.mark_back, paths.joins, paths.merges, paths.single_path,
            reading.band, reading.chance, reading.curve, reading.drivers, reading.joint, reading.percentile,
        ),
        example={"network": {"activities": _PACKAGES, "links": _LINKS, "fixed_end": 24}, "draws": 500, "seed": 1},
        source="Standard measures of schedule risk analysis",
    ),
    Rule(
        name="confidence-narrowing",
        summary="How much the band of the end narrows when estimates become better, on the same draws.",
        takes=NarrowingQuestion,
        gives=Narrowings,
        run=lambda question: Narrowings(
            narrowing.narrowings_of(question.network, question.better, draws=question.draws, seed=question.seed)
        ),
        of=(narrowing.narrowings_of, narrowing.narrower),
        example={"network": {"activities": _PACKAGES, "links": _LINKS}, "draws": 500,
                 "better": [{"key": "settle the scope", "activities": [0], "factor": 0.5}]},
    ),
)  # fmt: skip
