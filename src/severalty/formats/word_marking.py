"""A line at the head of every page of a Word document: that it is not for publication, and why."""

from typing import Any

from docx.document import Document as WordFile

from severalty.formats.word_xml import clean, fragment, qualified


def mark_pages(word: WordFile, line: str) -> None:
    """Put a line at the top of each header that a page may have; headers that follow others are marked with those."""
    evenly = word.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(word.sections):
        headers = [section.header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [section.even_page_header] if evenly else []
        for header in headers:
            if header.is_linked_to_previous and number:
                continue
            header.is_linked_to_previous = False
            root: Any = header._element
            root.insert(0, _line(line))


def _line(text: str) -> Any:
    paragraph = fragment('<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve"/></w:r></w:p>')
    next(paragraph.iter(qualified("t"))).text = clean(text)
    return paragraph
