"""A paper as a Word document in the council's own template, which carries its JSON along."""

from severalty.formats.paper_face import document_of
from severalty.formats.paper_json import paper_bytes
from severalty.formats.papers import PaperContent
from severalty.formats.word import write_word


def paper_word(content: PaperContent, template: bytes | None = None) -> bytes:
    """The paper as .docx; the same bytes for the same paper and template.

    Raises TemplateError when the template cannot be used, ValueError when the paper cannot be frozen or a picture
    does not say how large it is.
    """
    return write_word(document_of(content), template, paper_bytes(content))
