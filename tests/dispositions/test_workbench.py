"""The workbench: what stands on it, for whom, and that its sums are those of its rows."""

from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import Holding
from tests.dispositions.conftest import Hands, address


def test_the_page_opens(hands: Hands) -> None:
    ref = hands.contract("C-1")
    hands.propose(ref)
    client = hands.cast.client_of("north")
    for url in (
        address("workbench"),
        address("decide", ref, "north"),
        address("answers"),
        f"/estate/thornton/item/{ref}/",
        "/estate/thornton/",
    ):
        page = client.get(url)
        assert page.status_code == 200, url


def test_a_search_tells_nothing_of_what_becomes_of_a_hidden_thing(hands: Hands) -> None:
    """A disposition for the partners to see, of a thing that they do not, was found by its name."""
    ref = hands.contract("C-1", "north", Audience.HOLDERS)
    Holding.objects.filter(item=ref, organisation=hands.cast.south).delete()
    made = hands.propose(ref, audience=Audience.PARTNERS)
    for who, found in (("north", True), ("south", False)):
        client = hands.cast.client_of(who)
        for page in ("search/?q=Contract", "completeness/", "", f"item/{made.pk}/"):
            said = client.get(f"/estate/thornton/{page}").content.decode()
            assert ("Contract C-1" in said) is found or page == "", (who, page)
