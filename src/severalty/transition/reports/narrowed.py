"""How much each step to planning confidence narrows a band of dates, simulated. Only what simulates loads it."""

from collections.abc import Callable, Sequence

from severalty.engine.effects.events import RiskEvent
from severalty.engine.transition.confidence.hanging import hanging_on
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.narrowing import Better, kept_of, narrowings_of
from severalty.engine.transition.confidence.network import Network
from severalty.engine.transition.confidence.running import Ready
from severalty.engine.transition.network_of import network_of
from severalty.engine.transition.packages import Maturity, WorkPackage
from severalty.engine.transition.path import is_undefined
from severalty.engine.transition.progress import ConfidenceStep
from severalty.engine.transition.record import PlanRecord

DRAWS, SEED = 1_000, 1


def narrowed(
    record: PlanRecord, steps: Sequence[ConfidenceStep], risks: Sequence[RiskEvent] = (), draws: int = DRAWS,
    seed: int = SEED, look: Callable[[], bool] | None = None,
) -> dict[str, int | None]:  # fmt: skip
    """By the key of a step that makes an estimate better, the working days by which the band of its workstream narrows.

    The band is that of the last end, P10 to P90, of what is defined in the workstream of the package; before and after
    are of the same draws. None where the package, or what it hangs on, is undefined, or the band has no end because a
    team never has room: no number is made up. What `look` raises between draws ends the work. Raises PlanError and
    NetworkError.
    """
    packages = {one.key: one for one in record.packages}
    asked = [(one, packages[one.package]) for one in steps if one.done_on is None and one.package in packages]
    parts = {step.key: kept_of(package.maturity, step.moves_to) for step, package in asked}
    found: dict[str, int | None] = {step.key: None for step, package in asked if _unsaid(step, package)}
    asked = [(step, package) for step, package in asked if step.key not in found and parts[step.key] is not None]
    if not asked:
        return found
    network = network_of(record, record.previous, risks)
    defined = _defined(network)
    places = {network.activities[place].key: place for place in defined}
    better = []
    for step, package in asked:
        place, part = places.get(package.key), parts[step.key]
        if place is None or part is None:
            found[step.key] = None
            continue
        until = tuple(one for one in defined if network.activities[one].workstream == package.workstream)
        better.append(Better(step.key, (place,), part, until))
    narrowings = narrowings_of(network, better, draws=draws, seed=seed, look=look)
    return found | {one.key: None if one.narrower is None else round(one.narrower) for one in narrowings}


def _unsaid(step: ConfidenceStep, package: WorkPackage) -> bool:
    """Whether a step would move an estimate on that is none yet."""
    return step.moves_to is not Maturity.UNKNOWN and is_undefined(package)


def _defined(network: Network) -> tuple[int, ...]:
    """The activities that hang on no undefined work."""
    ready = Ready(network, Inputs(network, SEED))
    return tuple(place for place, on in enumerate(hanging_on(network, ready.order)) if not on)
