"""Tags, marks, the frame and the registry of parts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path, resolve

from severalty.engine.dates import month
from severalty.web import parts
from severalty.web.frame import frame
from severalty.web.marks import holder_mark, holder_names


def page(request: HttpRequest, case: str = "") -> HttpResponse:
    return HttpResponse()


tenancy = (
    [path("", page, name="home"), path("in/", page, name="sign-in"), path("out/", page, name="sign-out")],
    "tenancy",
)
estate = ([path("<str:case>/contracts/", page, name="contracts"), path("<str:case>/map/", page, name="map")], "estate")
urlpatterns = [path("", include(tenancy)), path("estate/", include(estate)), path("papers/", page, name="papers")]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.sqlite_enough]

NORTH = SimpleNamespace(name="North & Co", swatch=1)
SOUTH = SimpleNamespace(name="Southshire", swatch=2)
FACTORY = RequestFactory()


def drawn(text: str, **context: object) -> str:
    return Template("{% load furniture %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% money 123450 %}", '<span class="sev-number">£1,234.50</span>'),
        ("{% money 31512345 'estimated' %}", '<span class="sev-number">about £315,000</span>'),
        ("{% money None %}", '<span class="sev-number">not known</span>'),
        ("{{ 5200000|money }}", '<span class="sev-number">£52,000</span>'),
        ("{% share 499 1069 %}", "499 of 1,069 (46.7%)"),
        ("{% share 0 0 %}", "0 of 0"),
        ("{% plural 1 'contract' %}", "1 contract"),
        ("{% plural 1200 'body' 'bodies' %}", "1,200 bodies"),
        ("{{ when|partial_date }}", "about March 2025"),
        ("{{ day|partial_date }}", "14 March 2025"),
        ("{{ time|partial_date }}", "14 March 2025, 09:05"),
        ("{{ nothing|partial_date }}", ""),
        ("{% lock '' %}", ""),
        ("{% swatch None %}", ""),
    ],
)
def test_tags_say(text: str, expected: str) -> None:
    context = {
        "when": month(2025, 3, about=True),
        "day": date(2025, 3, 14),
        "time": datetime(2025, 3, 14, 9, 5, tzinfo=UTC),
        "nothing": None,
    }
    assert drawn(text, **context) == expected


def test_an_invented_amount_says_so_beside_the_figure() -> None:
    assert "illustrative" in drawn("{% money 100 'illustrative' %}")
    assert "illustrative" not in drawn("{% money 100 'reported' %}")
    assert "illustrative" not in drawn("{% money None 'illustrative' %}"), "What is not known is not invented."


def test_evidence_is_a_word_and_not_only_a_colour() -> None:
    assert ">source contradicts itself<" in drawn("{% evidence_tag 'contradicted' %}")
    assert ">unknown<" in drawn("{% evidence_tag 'no such class' %}")


def test_what_is_joint_shows_both_patterns_and_says_joint() -> None:
    html = drawn("{% swatch both %}", both=(NORTH, SOUTH))
    assert html.count("sev-swatch__half") == 2
    assert "North &amp; Co and Southshire" in html
    assert ">joint<" in html
    assert "joint" not in holder_mark(NORTH)
    assert "North" not in drawn("{% swatch one bare=True %}", one=NORTH)
    assert holder_names((NORTH, SOUTH, NORTH)) == "North & Co, Southshire and North & Co"


def test_a_link_keeps_the_other_parameters() -> None:
    request = FACTORY.get("/?q=a b&page=3&tag=1&tag=2")
    assert drawn("{% query_with page=4 q=None %}", request=request) == "?page=4&amp;tag=1&amp;tag=2"
    assert drawn("{% query_with page=4 %}") == "?page=4"


def test_the_lock_has_words() -> None:
    assert "<span>only North sees this</span>" in drawn("{% lock 'only North sees this' %}")


@pytest.fixture
def registry() -> Iterator[None]:
    before = parts.parts()
    parts.forget_all()
    yield
    parts.forget_all()
    for part in before:
        parts.register(part)


@pytest.mark.usefixtures("registry")
def test_the_menu_follows_the_life_cycle_and_leaves_out_what_may_not_be_opened() -> None:
    open_item, closed = parts.NavItem("Papers", "papers"), parts.NavItem("Secrets", "secrets", "see_secrets")
    parts.register(parts.Part("assurance", "Assurance", (closed,)))
    parts.register(parts.Part("decisions", "Decisions", (closed, open_item)))
    parts.register(parts.Part("estate", "Estate", (open_item,)))
    parts.register(parts.Part("elsewhere", "Elsewhere", (open_item,)))
    stranger = SimpleNamespace()
    insider = SimpleNamespace(may=lambda permission, case: permission == "see_secrets" and case == "case")
    assert [stage.label for stage in parts.navigation(stranger, "case")] == ["Estate", "Decisions", "Elsewhere"]
    assert [stage.label for stage in parts.navigation(insider, "case")] == [
        "Estate",
        "Decisions",
        "Assurance",
        "Elsewhere",
    ]
    assert parts.navigation(stranger, "case")[1].items == (open_item,)
    under = parts.NavItem("Parcels", "parcels")
    parts.register(parts.Part("parcels", "Parcels", (under,), under="decisions"))
    decisions = parts.navigation(stranger, "case")[1]
    assert (decisions.items, decisions.spaces) == ((open_item, under), {"decisions", "parcels"})
    assert "Parcels" not in [stage.label for stage in parts.navigation(stranger, "case")]


@pytest.mark.usefixtures("registry")
def test_a_stage_hands_in_its_parts_once() -> None:
    parts.register(parts.Part("estate", "Estate"))
    with pytest.raises(ValueError, match="handed in its parts already"):
        parts.register(parts.Part("estate", "Estate"))


@pytest.mark.usefixtures("registry")
def test_panels_are_found_by_the_kind_of_item() -> None:
    panel = parts.Panel("contract", "Plan", lambda viewer, item: f"{viewer} {item}")
    parts.register(parts.Part("transition", "Transition", panels=(panel,)))
    assert parts.panels_for("contract") == (panel,)
    assert parts.panels_for("post") == ()


@pytest.mark.usefixtures("registry")
def test_the_frame_is_drawn_without_viewer_or_case() -> None:
    request = FACTORY.get("/nowhere/")
    context = frame(request)
    assert not context["frame"].is_signed_in
    html = render_to_string("web/page.html", {**context, "heading": "Not <found>"})
    assert "Not &lt;found&gt;" in html
    assert "illustrative" not in html.lower()


@pytest.mark.usefixtures("registry")
def test_the_frame_shows_case_organisation_and_ribbon() -> None:
    request = FACTORY.get("/nowhere/?q=%22%3E")
    request.viewer = SimpleNamespace(name="Rowan", organisation=NORTH, role="officer", is_anonymous=False)
    request.case = SimpleNamespace(key="x", name="North and South", illustrative=True)
    html = render_to_string("web/page.html", {**frame(request), "heading": "Contracts"})
    for words in ("North and South", "North &amp; Co", "Rowan, officer", "sev-swatch--1", "Illustrative case."):
        assert words in html, f"the frame does not show {words}"
    for forbidden in ("GOV.UK", "style=", "<script>", "onclick"):
        assert forbidden not in html


@pytest.mark.usefixtures("registry")
def test_the_menu_marks_where_one_is_and_leaves_out_pages_not_built() -> None:
    contracts, chart = parts.NavItem("Contracts", "estate:contracts"), parts.NavItem("Map", "estate:map")
    missing, papers = parts.NavItem("Posts", "estate:posts"), parts.NavItem("Papers", "papers")
    parts.register(parts.Part("estate", "Estate", (contracts, chart, missing)))
    parts.register(parts.Part("decisions", "Decisions", (papers,)))
    parts.register(parts.Part("assurance", "Assurance", (missing,)))
    request = FACTORY.get("/estate/north/map/")
    request.case = SimpleNamespace(key="north", name="North", illustrative=False)
    request.resolver_match = resolve(request.path)
    drawn_frame = frame(request)["frame"]
    assert [(link.label, link.url, link.current) for link in drawn_frame.stages] == [
        ("Estate", "/estate/north/contracts/", True),
        ("Decisions", "/papers/", False),
    ]
    assert [(link.label, link.current) for link in drawn_frame.items] == [("Contracts", False), ("Map", True)]
    assert drawn_frame.search_url == ""
