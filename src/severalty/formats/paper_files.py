"""A paper in each form that it leaves in: Word, PDF, and the JSON that its digest is taken of, with that digest."""

from collections.abc import Mapping
from types import MappingProxyType

from severalty.formats.paper_pdf import paper_pdf
from severalty.formats.paper_withheld import rendition_json
from severalty.formats.paper_word import paper_word
from severalty.formats.papers import PaperContent, Rendition, rendition_of

PAPER_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
        "json": "application/json",
    }
)


def paper_file_of(paper: PaperContent | Rendition, form: str, template: bytes | None = None) -> bytes:
    """The paper in one of PAPER_TYPES; the same bytes each time. A template is for Word alone.

    Raises TemplateError where the template cannot be used.
    """
    if form == "docx":
        return paper_word(paper, template)
    return paper_pdf(paper) if form == "pdf" else rendition_json(rendition_of(paper))
