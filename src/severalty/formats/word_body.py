"""The text of a report as Word paragraphs, tables and pictures, in the styles that the template has."""

from collections.abc import Iterable
from typing import Any

from docx.document import Document as WordFile

from severalty.formats.documents import (
    Block,
    Bullets,
    Document,
    Note,
    Paragraph,
    Picture,
    Section,
    SectionLabels,
    Table,
    number_document,
)
from severalty.formats.word_media import picture_run
from severalty.formats.word_numbering import STEP, add_lists
from severalty.formats.word_pages import Pages
from severalty.formats.word_xml import Grid, Look, caption_field, fragment, paragraph, qualified, runs, table

_FACT_LABEL_SHARE = 0.34
_TALLEST_PICTURE = 0.7  # of the page
_TINY = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'


class Body:
    """Writes the report into a template: before the paragraph `place`, or at the end when there is none."""

    def __init__(self, word: WordFile, place: Any | None) -> None:
        self.part: Any = word.part
        self.body: Any = word.element.body
        self.place = place
        self.styles = {str(style.name).lower(): str(style.style_id) for style in word.styles}
        self.lists = add_lists(self.part)
        self.pages = Pages(self.body, place)
        self.last: Any | None = None
        self.span: list[Any] = []
        self.figures = 0
        self.indent = 0

    def title(self, document: Document) -> None:
        """Placeholders for the title and what stands under it, for a template that has no place for them."""
        style = self._style("title")
        self._add(paragraph(runs("{{ title }}", bold=not style), Look(style=style)))
        if document.subtitle:
            self._add(paragraph(runs("{{ subtitle }}"), Look(style=self._style("subtitle"))))
        fields = {"organisation": document.organisation, "prepared_on": document.prepared_on}
        line = " · ".join(f"{{{{ {name} }}}}" for name, text in fields.items() if text)
        if line:
            self._add(paragraph(runs(line), Look()))

    def report(self, document: Document) -> None:
        """The summary and every section; `span` is then the first and last element written for them."""
        self.span = []
        self.indent = STEP if document.numbered else 0
        if document.summary_facts:
            self._facts(document)
        for section, labels in zip(document.sections, number_document(document), strict=True):
            self._section(section, labels)

    def note(self, text: str) -> None:
        """A statement set apart from the text."""
        style = self._style("report note")
        look = Look(style=style) if style else Look(bar=True, indent=(283, 0), before=160, after=160)
        self._add(paragraph(runs(text), look))

    def finish(self) -> None:
        """Turn the page back, and close with a paragraph, which Word wants after a table."""
        if self.last is not None and self.last.tag == qualified("tbl"):
            self._add(_TINY)
        if not self.pages.landscape:
            return
        at_end = self.place is None or self.place.getnext() is self.pages.section
        if at_end and self.pages.section.getparent() is self.body:
            self.pages.stay_landscape()
        else:
            self._turn()

    def _section(self, section: Section, labels: SectionLabels) -> None:
        self._face(section.blocks[0] if section.blocks else None)
        self._heading(section, numbered=bool(labels.heading))
        for block, label in zip(section.blocks, labels.blocks, strict=True):
            self._block(block, label)

    def _heading(self, section: Section, *, numbered: bool) -> None:
        style = self._style(f"heading {section.level}")
        # The template's own numbering of headings is kept, unless it would count beside that of the paragraphs.
        silent = (0, 0) if self.indent else None
        look = Look(
            style=style,
            keep_next=True,
            number=(self.lists.outline, 0) if numbered else silent,
            before=None if style else 240,
            indent=(STEP, STEP) if numbered else None,
            outline=None if style else section.level - 1,
        )
        self._add(paragraph(runs(section.heading, bold=style is None), look))

    def _block(self, block: Block, label: str) -> None:
        self._face(block)
        match block:
            case Paragraph():
                self._paragraph(block)
            case Bullets():
                self._bullets(block.items)
            case Table():
                self._table(block, int(label.split()[1]))
            case Picture():
                self._picture(block, int(label.split()[1]))
            case Note():
                self.note(block.text)

    def _paragraph(self, block: Paragraph) -> None:
        before = 200 if self._after_table() else None
        if block.numbered:
            look = Look(number=(self.lists.outline, 1), indent=(STEP, STEP), before=before)
        else:
            look = Look(indent=(self.indent, 0) if self.indent else None, before=before)
        self._add(paragraph(runs(block.text), look))

    def _bullets(self, items: Iterable[str]) -> None:
        left = self.indent + 357
        style = self._style("list bullet")
        for item in items:
            look = Look(style=style, number=(self.lists.bullets, 0), after=80, indent=(left, 357))
            if style and not self.indent:
                look = Look(style=style)
            self._add(paragraph(runs(item), look))

    def _facts(self, document: Document) -> None:
        wide = self.pages.room()[0]
        label = int(wide * _FACT_LABEL_SHARE)
        grid = Grid(
            widths=(label, wide - label),
            aligns=("left", "left"),
            header=(),
            rows=document.summary_facts,
            total_row=False,
            title="Summary",
            description=f"{len(document.summary_facts)} facts about this report; the first column names each.",
        )
        self._grid(grid)

    def _table(self, block: Table, number: int) -> None:
        self._caption("Table", number, block.caption, keep_next=True)
        wide = self.pages.room()[0]
        labels = [column.label for column in block.columns]
        grid = Grid(
            widths=[int(wide * share) for share in block.shares],
            aligns=[column.align for column in block.columns],
            header=labels,
            rows=block.rows,
            total_row=block.total_row and bool(block.rows),
            title=block.caption,
            description=f"{len(block.rows)} rows under the columns {', '.join(labels)}.",
        )
        self._grid(grid)
        if block.notes:
            style = self._style("report table note")
            self._add(paragraph(runs(block.notes), Look(style=style, before=None if style else 80)))

    def _grid(self, grid: Grid) -> None:
        style = self._style("report table") or self._style("table grid")
        self._add(table(grid, style, self._style("report table text")))

    def _picture(self, block: Picture, number: int) -> None:
        wide, high = self.pages.room()
        run = picture_run(self.part, block, number, (wide, int(high * _TALLEST_PICTURE)))
        before = 200 if self._after_table() else None
        self._caption("Figure", number, block.caption, keep_next=True)
        self._add(paragraph(run, Look(before=before)))

    def _caption(self, word: str, number: int, text: str, *, keep_next: bool) -> None:
        style = self._style("caption")
        before = None if style and not self._after_table() else 240
        self._add(paragraph(caption_field(word, number, text), Look(style=style, keep_next=keep_next, before=before)))

    def _face(self, block: Block | None) -> None:
        """Turn the page when the next block needs it the other way."""
        wanted = isinstance(block, Table) and block.wide
        if self.pages.may_turn and wanted != self.pages.landscape:
            self._turn()

    def _turn(self) -> None:
        """The end of a section is kept in a paragraph: the last one, or a tiny one after a table."""
        if self.last is None or self.last.tag != qualified("p"):
            self._add(_TINY)
        ending = self.pages.turn()
        holder: Any = self.last
        holder.get_or_add_pPr().append(ending)
        self.last = None

    def _after_table(self) -> bool:
        return self.last is not None and self.last.tag == qualified("tbl")

    def _style(self, name: str) -> str | None:
        return self.styles.get(name)

    def _add(self, xml: str) -> None:
        element = fragment(xml)
        if self.place is not None:
            self.place.addprevious(element)
        elif self.pages.section.getparent() is self.body:
            self.pages.section.addprevious(element)
        else:
            self.body.append(element)
        self.last = element
        self.span = [*self.span[:1], element]
