"""What the cast may do: one standing delegation of each organisation, under which its head of ICT does every act."""

from typing import Any

from severalty.decisions.models import Body, Delegation
from severalty.decisions.queries.authority import Resting
from severalty.engine.dates import read_date
from severalty.engine.decisions.bodies import BodyKind
from severalty.engine.decisions.delegations import Act
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import Item
from tests.conftest import Cast

HEAD = "Head of ICT"


def standing(cast: Cast, who: str = "north", **values: Any) -> str:
    """The standing delegation of an organisation, made where there is none yet; its reference."""
    owner = getattr(cast, who)
    found = Item.objects.filter(case=cast.case, table="delegations", key=f"all-{who}", recorded_by=owner).first()
    if found is not None:
        return str(found.pk)
    council = owner if owner.kind == "council" else None
    giver = cast.item(owner, f"cabinet-{who}", Audience.PARTNERS, table="bodies", name=f"Cabinet of {owner.name}")
    body = Body.objects.create(item=giver, kind=BodyKind.EXECUTIVE, organisation=council, formal="yes")
    item = cast.item(owner, f"all-{who}", Audience.PARTNERS, table="delegations", name=f"All acts of {owner.name}")
    terms = {
        "organisation": council, "body": body, "holder": HEAD, "acts": "; ".join(act.value for act in Act),
        "starts": read_date("2000-01-01"),
    }  # fmt: skip
    Delegation.objects.create(item=item, **(terms | values))
    return str(item.pk)


def resting(cast: Cast, who: str = "north") -> Resting:
    """What an act of an organisation rests on: its standing delegation."""
    return Resting(rests_on=standing(cast, who), officer=HEAD)


def boxes(cast: Cast, who: str = "north") -> dict[str, str]:
    """The same, as a form sends it."""
    empty = dict.fromkeys(("officer", "consulted", "amount", "overridden_by", "override"), "")
    return {f"authority_{name}": text for name, text in (empty | {"rests_on": standing(cast, who)}).items()}
