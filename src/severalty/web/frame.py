"""What the frame of every page shows: the case, the viewer, the stages and where one is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from severalty.web.parts import NavStage, navigation

HOME, SEARCH = "tenancy:home", "estate:search"
SIGN_IN, SIGN_OUT, ACT_AS = "tenancy:sign-in", "tenancy:sign-out", "tenancy:act-for"


@dataclass(frozen=True)
class Link:
    """A link of the menu and whether it is where one is."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """Everything the frame needs; each part may be missing and is then not drawn."""

    viewer: Any
    case: Any
    stages: tuple[Link, ...]
    items: tuple[Link, ...]
    home_url: str
    search_url: str
    sign_in_url: str
    sign_out_url: str
    act_as_url: str
    query: str

    @property
    def is_signed_in(self) -> bool:
        """Whether a person is known."""
        return self.viewer is not None and not getattr(self.viewer, "is_anonymous", True)

    @property
    def role(self) -> str:
        """What the viewer is for the organisation, in words."""
        return str(getattr(self.viewer, "role", "") or "")


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` for `web/page.html`; a request without viewer or case gets an emptier frame."""
    viewer, case = getattr(request, "viewer", None), getattr(request, "case", None)
    here = _places(request)
    stages = navigation(viewer, case)
    current = next((stage for stage in stages if stage.spaces & here), None)
    items = _items(current, case, request) if current else ()
    return {
        "frame": Frame(
            viewer=viewer,
            case=case,
            stages=tuple(link for stage in stages if (link := _stage_link(stage, case, stage is current))),
            items=items if len(items) > 1 else (),
            home_url=address(HOME, case) or "/",
            search_url=address(SEARCH, case),
            sign_in_url=address(SIGN_IN, None),
            sign_out_url=address(SIGN_OUT, None),
            act_as_url=address(ACT_AS, None) if len(getattr(viewer, "appointments", None) or ()) > 1 else "",
            query=request.GET.get("q", "")[:200] if _is_search(request) else "",
        )
    }


def address(name: str, case: Any) -> str:
    """The address of a page by its name, in the case if pages of that name have one; empty if there is no such page."""
    attempts: list[dict[str, Any]] = [{}] if case is None else [{"case": case.key}, {}]
    for kwargs in attempts:
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""


def _is_search(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name == SEARCH


def _places(request: HttpRequest) -> set[str]:
    match = request.resolver_match
    return {*match.app_names, *match.namespaces} if match else set()


def _stage_link(stage: NavStage, case: Any, is_current: bool) -> Link | None:
    url = next((url for item in stage.items if (url := address(item.url_name, case))), "")
    return Link(stage.label, url, is_current) if url else None


def _items(stage: NavStage, case: Any, request: HttpRequest) -> tuple[Link, ...]:
    """The entries of a stage; the page of one `/option/x/` lies under the list of all `/options/`."""
    found = [(item, url) for item in stage.items if (url := address(item.url_name, case))]
    here = request.resolver_match.view_name if request.resolver_match else ""
    named = [url for item, url in found if here in item.pages]
    inside = [url for _, url in found if request.path.startswith((url, f"{url.removesuffix('s/')}/"))]
    nearest = max(named or inside, key=len, default="")
    return tuple(Link(item.label, url, url == nearest) for item, url in found)
