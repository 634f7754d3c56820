"""What all partners see, for papers that go to all of them: rows of tables, and rows of the register."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from severalty.dispositions.queries.workbench import JOINT, Bench, Place
from severalty.engine.dispositions.register import RegisterRow, register_of
from severalty.engine.estate.parties import Audience
from severalty.estate.queries import bank_holidays
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding
from severalty.tenancy.models import Case, Item


def jointly(viewer: Viewer, case: Case, binding: Binding) -> QuerySet[Any]:
    """The rows of a table that the viewer and all partners see."""
    return binding.rows_for(viewer, case).filter(item__audience__in=JOINT)


def joint_rows(bench: Bench) -> list[tuple[Place, RegisterRow]]:
    """The rows of the register that all partners see, in the order of the workbench. Two queries more at most.

    A thing that is shown to some by name counts where every council for which anything is decided is among them.
    """
    named = _shown_to_all(bench)
    kept = bench.kept
    again = _without_private(bench, named & kept)
    found = []
    for place in bench.places:
        ref = place.subject.ref
        row = place.joint if ref not in named else place.row if ref not in kept else again.get((ref, place.council.key))
        if row is not None:
            found.append((place, row))
    return found


def _shown_to_all(bench: Bench) -> set[str]:
    """The things shown by name to every council."""
    refs = [one.ref for one in bench.subjects.values() if one.audience == Audience.NAMED]
    wanted = {one.pk for one in bench.councils}
    seen: dict[str, set[int]] = {}
    pairs = Item.shared_with.through.objects.filter(item__in=refs).values_list("item_id", "organisation_id")
    for ref, organisation in pairs if refs else ():
        seen.setdefault(ref, set()).add(organisation)
    for ref in refs:
        seen.setdefault(ref, set()).add(bench.subjects[ref].recorder.pk)
    return {ref for ref, organisations in seen.items() if wanted <= organisations}


def _without_private(bench: Bench, refs: Collection[str]) -> dict[tuple[str, str], RegisterRow]:
    """The rows of these things as they are without what one council keeps to itself."""
    places = [one for one in bench.places if one.subject.ref in refs]
    things = [bench.subjects[ref].thing(joint=True) for ref in refs]
    proposals = [one.record for place in places for one in place.proposals if one.is_joint]
    answers = [one for place in places for one in place.answers]
    if not things:
        return {}
    register = register_of(
        things, proposals, answers, bench.on, bank_holidays(), agreement=bench.agreement, names=bench.names
    )
    return {(row.thing, row.council): row for row in register.rows}
