"""A project to the bytes of an MS Project XML file."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from severalty.formats.mspdi.encoding import Encoder
from severalty.formats.mspdi.project import Project

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_mspdi(project: Project) -> bytes:
    """The file of a project, UTF-8; what was kept aside when it was read goes back where it stood."""
    root = Element("Project", ({"xmlns": project.namespace} if project.namespace else {}) | dict(project.marks))
    Encoder(project.namespace).fill(root, project)
    return DECLARATION + tostring(root, encoding="unicode").replace("\r", "&#13;").encode()
