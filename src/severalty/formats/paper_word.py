"""A paper as a Word document in the council's own template, which carries its JSON along."""

from severalty.formats.paper_face import document_of
from severalty.formats.paper_withheld import marking, rendition_bytes
from severalty.formats.papers import PaperContent, Rendition, rendition_of
from severalty.formats.word import write_word


def paper_word(paper: PaperContent | Rendition, template: bytes | None = None) -> bytes:
    """The paper as .docx; the same bytes for the same paper and template.

    Raises TemplateError when the template cannot be used, ValueError when the paper cannot be frozen or a picture
    does not say how large it is.
    """
    rendition = rendition_of(paper)
    kept = marking(rendition.content) if rendition.parts else ""
    return write_word(document_of(rendition), template, rendition_bytes(rendition), kept)
