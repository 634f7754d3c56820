"""A paper for the tests, with one of everything."""

import struct
import zlib
from dataclasses import replace

from severalty.engine.evidence import Evidence
from severalty.formats.documents import Bullets, Note, Paragraph, Picture, Section, Table, TableColumn
from severalty.formats.papers import Figures, PaperContent

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 240" font-family="Arial"><title>Costs</title>'
    b'<rect x="10" y="20" width="300" height="60" fill="#1f5fa8"/><text x="20" y="110" font-size="20">Keep</text></svg>'
)
WIDE = Table("Cost by year", tuple(TableColumn(f"{year}/{year - 1999}") for year in range(2024, 2032)),
             (tuple(f"{year},000" for year in range(8)),))  # fmt: skip


def png(width: int = 40, height: int = 20) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    lines = zlib.compress((b"\x00" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def paper(*blocks: object, pence: int = 5_200_000, **changes: object) -> PaperContent:
    """A committee paper of two invented councils; `blocks` are added to its reasons."""
    figures = Figures()
    keep = figures.money("Cost of keeping", pence, Evidence.REPORTED, "S3 9.1", ("cost_lines:keep",))
    split = figures.money("Cost of dividing", 6_100_000, Evidence.ESTIMATED, "", ("cost_lines:split",))
    people = figures.count("People", 78, Evidence.REPORTED, "S1 2.1")
    money = Table(
        "Cost of each option",
        (TableColumn("Option", width_share=2), TableColumn("Cost", "right")),
        (("Keep", keep), ("Divide", split), ("Nothing more", "")),
        total_row=True,
        notes="Before inflation.",
    )
    sections = (
        Section(
            "Recommendations", 1, (Paragraph("Keep the service together.", numbered=True), Bullets(("One", "Two")))
        ),
        Section(
            "Financial implications",
            1,
            (
                Paragraph(f"It employs {people} people.", numbered=True),
                money,
                Picture(SVG, "Keeping costs less.", "Costs", stand_in=png()),
                WIDE,
                Paragraph("The money is in the budget.", numbered=True),
                *blocks,
            ),  # type: ignore[arg-type]
        ),
        Section("Detail", 2, (Paragraph("More of it."), Note("Nothing is decided yet."))),
    )
    content = PaperContent(
        kind="committee",
        title="Future of the shared service",
        case="northmere",
        case_name="Northmere and Southmere",
        organisation="north",
        organisation_name="Northmere Borough Council",
        prepared_on="2026-11-26",
        facts=(("Report to", "Cabinet"), ("Key decision", "Yes")),
        sections=sections,
        figures=tuple(figures.found),
        inputs=(("Records", "a1b2c3"),),
        software="Severalty 0.1.0",
    )
    return replace(content, **changes)  # type: ignore[arg-type]
