"""ArchiMate models in the exchange format to configuration items, services and dependencies."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from severalty.formats.configuration import (
    DependencyKind,
    Gathered,
    ImportedDependency,
    ImportedItem,
    ImportedService,
    ItemClass,
    Unmapped,
)
from severalty.formats.limits import MEGABYTE
from severalty.formats.problems import Problem, unreadable

MOST_BYTES = 20 * MEGABYTE
EXPECTED = "an ArchiMate model in the exchange format (.xml)"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
CLASSES: dict[str, ItemClass] = {
    "ApplicationComponent": "application",
    "ApplicationCollaboration": "application",
    "Node": "infrastructure",
    "Device": "infrastructure",
    "SystemSoftware": "infrastructure",
    "TechnologyCollaboration": "infrastructure",
    "Facility": "infrastructure",
    "CommunicationNetwork": "network",
    "Network": "network",
    "Path": "network",
    "CommunicationPath": "network",
    "DataObject": "data store",
}
SERVICES = frozenset({"BusinessService", "ApplicationService", "TechnologyService", "InfrastructureService"})
BY_NAME: tuple[tuple[re.Pattern[str], ItemClass], ...] = (
    (re.compile(r"\b(active directory|entra|ldap|identity|single sign-on|sso)\b", re.IGNORECASE), "identity"),
    (re.compile(r"\b(telephon\w*|voip|pbx|contact cent\w+|call cent\w+)\b", re.IGNORECASE), "telephony"),
    (re.compile(r"\b(laptops?|desktops?|pcs?|tablets?|smartphones?|workstations?)\b", re.IGNORECASE), "device fleet"),
    (re.compile(r"\b(dbms|database|sql server|postgres\w*|oracle)\b", re.IGNORECASE), "data store"),
    (re.compile(r"\b(firewall|router|switch|lan|wan|vpn|wi-?fi)\b", re.IGNORECASE), "network"),
)
UNDERLYING = frozenset({"infrastructure", "network", "data store", "device fleet", "telephony"})


def gather_model(data: bytes, title: str) -> Gathered:
    """Gather a model; what has no place here is listed in `unmapped`. Raises Unreadable for unsafe or broken XML."""
    root = _root(data, title)
    gathered = Gathered()
    types: dict[str, str] = {}
    for element in _children(root, "elements", "element"):
        _gather_element(element, types, gathered)
    if not types:
        raise unreadable(title, "XML without ArchiMate elements", EXPECTED, "export the model in the exchange format")
    for relation in _children(root, "relationships", "relationship"):
        _gather_relation(relation, types, gathered)
    return gathered


def _root(data: bytes, title: str) -> Element:
    if len(data) > MOST_BYTES:
        raise unreadable(title, f"{len(data):,} bytes of XML", f"at most {MOST_BYTES:,}", "export a part of the model")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise unreadable(title, "a document type or entities", "plain XML without them", "export it again") from fault
    except (ParseError, LookupError, ValueError) as fault:
        raise unreadable(title, f"broken XML ({fault})", EXPECTED, "export the model again") from fault
    return root


def _children(root: Element, group: str, tag: str) -> list[Element]:
    parents = [child for child in root if _local(child.tag) == group]
    return [child for parent in parents for child in parent.iter() if _local(child.tag) == tag]


def _gather_element(element: Element, types: dict[str, str], gathered: Gathered) -> None:
    key, kind = element.get("identifier", ""), _local(element.get(TYPE, "")).rsplit(":", 1)[-1]
    name, description = _said(element, "name") or _said(element, "label"), _said(element, "documentation")
    place = f'element "{key}"'
    if not key or key in types:
        gathered.problems.append(
            Problem("", None, place, "an identifier that is missing or used twice", "one identifier each",
                    "export the model again")
        )  # fmt: skip
        return
    types[key] = kind
    if not name:
        gathered.problems.append(Problem("", None, place, f"a {kind} without a name", "a name", "name it in the model"))
    elif kind in SERVICES:
        gathered.services[key] = ImportedService(key, name, description, kind, place)
    elif kind in CLASSES:
        gathered.items[key] = ImportedItem(key, name, class_of(kind, name), description, kind, place)
    else:
        gathered.unmapped.append(Unmapped(name, kind, place, "no such class here"))


def class_of(kind: str, name: str) -> ItemClass:
    """The class of an element: by its type, for technology refined by what its name says."""
    if CLASSES[kind] in ("application", "infrastructure"):
        narrower = BY_NAME if CLASSES[kind] == "infrastructure" else BY_NAME[:2]
        return next((item_class for pattern, item_class in narrower if pattern.search(name)), CLASSES[kind])
    return CLASSES[kind]


def _gather_relation(relation: Element, types: dict[str, str], gathered: Gathered) -> None:
    source, target = relation.get("source", ""), relation.get("target", "")
    kind = _local(relation.get(TYPE, "")).rsplit(":", 1)[-1].removesuffix("Relationship")
    place = f'relationship "{relation.get("identifier", "")}"'
    known = gathered.items.keys() | gathered.services.keys()
    title = f"{_name(source, gathered)} to {_name(target, gathered)}"
    if source not in types or target not in types:
        ends = [end for end in (source, target) if end not in types]
        gathered.unmapped.append(Unmapped(title, kind, place, f"it joins {', '.join(ends)}, which is no element"))
    elif source not in known or target not in known:
        gathered.unmapped.append(Unmapped(title, kind, place, "one of its ends was not taken over"))
    else:
        dependency = _dependency(kind, source, target, gathered, place)
        if dependency is None or source == target:
            gathered.unmapped.append(Unmapped(title, kind, place, "no such dependency here"))
        else:
            gathered.depend(dependency)


def _dependency(kind: str, source: str, target: str, gathered: Gathered, place: str) -> ImportedDependency | None:
    """What depends on what: the served on the server, the realised on what realises it, a reader on the data."""
    said = f"{kind} in the model"
    if kind in ("Serving", "UsedBy"):
        return ImportedDependency(target, _serving_kind(source, gathered), source, said, place)
    if kind in ("Realization", "Assignment"):
        return ImportedDependency(target, "runs on", source, said, place)
    if kind in ("Access", "Flow"):
        return ImportedDependency(source, "exchanges data with", target, said, place)
    return None


def _serving_kind(source: str, gathered: Gathered) -> DependencyKind:
    item = gathered.items.get(source)
    if item is None:
        service = gathered.services[source]
        return "runs on" if service.source_type.startswith(("Technology", "Infra")) else "exchanges data with"
    if item.item_class == "identity":
        return "authenticates with"
    return "runs on" if item.item_class in UNDERLYING else "exchanges data with"


def _name(key: str, gathered: Gathered) -> str:
    found = gathered.items.get(key) or gathered.services.get(key)
    return found.name if found else key


def _said(element: Element, tag: str) -> str:
    texts = [" ".join("".join(child.itertext()).split()) for child in element if _local(child.tag) == tag]
    return next((text for text in texts if text), "")


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
