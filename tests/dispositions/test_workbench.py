"""The workbench: what stands on it, for whom, and that its sums are those of its rows."""

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
