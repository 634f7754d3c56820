"""The Word template used when the council has not given its own, built in code and the same every time."""

import io
import zipfile
from collections.abc import Mapping
from functools import cache

from severalty.formats.word_numbering import bullets
from severalty.formats.word_xml import INK, NAMESPACES, RULE, TINT, Look, paragraph, runs

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"styles": "styles", "settings": "settings", "footer": "footer1", "numbering": "numbering"}
_GREY = "505A5F"


@cache
def default_template() -> bytes:
    """The default template as a .docx: A4, plain headings, a title block, ‘Page X of Y’ in the footer.

    A council can download it, change its styles, header and footer, and give it back as its own.
    """
    return pack(
        {
            "[Content_Types].xml": _content_types().encode(),
            "_rels/.rels": _relations({"officeDocument": "word/document.xml"}).encode(),
            "word/document.xml": _body().encode(),
            "word/_rels/document.xml.rels": _relations({kind: f"{name}.xml" for kind, name in _PARTS.items()}).encode(),
            "word/footer1.xml": _footer().encode(),
            "word/numbering.xml": _numbering().encode(),
            "word/settings.xml": _settings().encode(),
            "word/styles.xml": _styles().encode(),
        }
    )


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files whose bytes depend on nothing but them: no clock, no machine; content types first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=6)
    return out.getvalue()


def _content_types() -> str:
    names = {"document": "document.main", **{name: kind for kind, name in _PARTS.items()}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for name, kind in names.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'


def _body() -> str:
    lines = (
        ("Report Organisation", "{{ organisation }}"),
        ("Title", "{{ title }}"),
        ("Subtitle", "{{ subtitle }}"),
        ("Report Date", "{{ prepared_on }}"),
        ("Normal", "{{ content }}"),
    )
    text = "".join(paragraph(runs(text), Look(style=_style_id(name))) for name, text in lines)
    return (
        f'{_HEAD}<w:document {NAMESPACES}><w:body>{text}<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1247" w:bottom="1247" w:left="1247" '
        'w:header="680" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _footer() -> str:
    line = runs("{{ organisation }}") + runs("\u2003\u2003{{ title }}\u2003\u2003Page ")
    line += _field("PAGE") + runs(" of ") + _field("NUMPAGES")
    return f"{_HEAD}<w:ftr {NAMESPACES}>{paragraph(line, Look(style='Footer'))}</w:ftr>"


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _numbering() -> str:
    link = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    return f"{_HEAD}<w:numbering {NAMESPACES}>{bullets(1)}{link}</w:numbering>"


def _settings() -> str:
    mode = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return (
        f'{_HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:compat>{mode}</w:compat><w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>'
    )


def _styles() -> str:
    return (
        f"{_HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/><w:sz w:val="22"/>'
        '<w:szCs w:val="22"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        f"</w:docDefaults>{_paragraph_styles()}{_table_styles()}</w:styles>"
    )


def _paragraph_styles() -> str:
    heading = "<w:keepNext/><w:keepLines/>"
    styles = [_style("Normal", "", "", default=True)]
    sizes = ((32, 400, 140), (26, 300, 100), (23, 240, 80), (22, 200, 60))
    for level, (size, before, after) in enumerate(sizes, start=1):
        look = f'{heading}<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'
        styles.append(_style(f"heading {level}", f'{look}<w:outlineLvl w:val="{level - 1}"/>', _ink(size, bold=True)))
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="10" w:color="{INK}"/></w:pBdr>'
    hair = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{RULE}"/></w:pBdr>'
    edges = [f'<w:{side} w:val="single" w:sz="4" w:space="6" w:color="{TINT}"/>' for side in ("top", "bottom")]
    bar = f'<w:pBdr>{edges[0]}<w:left w:val="single" w:sz="36" w:space="10" w:color="{INK}"/>{edges[1]}</w:pBdr>'
    tint = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
    styles += [
        _style("Title", _space(60, 60), _ink(52, bold=True)),
        _style("Subtitle", _space(0, 100), _ink(28, colour=_GREY)),
        _style("Report Organisation", _space(0, 60), _ink(22, bold=True)),
        _style("Report Date", rule + _space(0, 320), _ink(22, colour=_GREY)),
        _style("List Bullet", f'<w:numPr><w:numId w:val="1"/></w:numPr>{_space(0, 80)}', ""),
        _style("caption", "<w:keepNext/><w:keepLines/>" + _space(240, 100), _ink(20, bold=True)),
        _style("header", _space(0, 0), _ink(17, colour=_GREY)),
        _style("footer", hair + _space(0, 0), _ink(17, colour=_GREY)),
        _style("Report Note", "<w:keepLines/>" + bar + tint + _space(160, 200) + '<w:ind w:left="283"/>', ""),
        _style("Report Table Text", _space(50, 50), '<w:sz w:val="19"/><w:szCs w:val="19"/>'),
        _style("Report Table Note", _space(80, 200), _ink(17, colour=_GREY)),
    ]
    return "".join(styles)


def _table_styles() -> str:
    line = f'w:val="single" w:space="0" w:color="{RULE}"'
    strong = f'w:val="single" w:space="0" w:color="{INK}"'
    margins = "".join(f'<w:{side} w:w="85" w:type="dxa"/>' for side in ("left", "right"))
    normal = '<w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{normal}</w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f'<w:top {strong} w:sz="8"/><w:bottom {strong} w:sz="8"/><w:insideH {line} w:sz="4"/></w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        + _condition("firstRow", f'<w:bottom {strong} w:sz="8"/>', shaded=True)
        + _condition("lastRow", f'<w:top {strong} w:sz="8"/>', shaded=False)
        + _condition("firstCol", "", shaded=True)
        + "</w:style>"
    )


def _condition(kind: str, borders: str, *, shaded: bool) -> str:
    lines = f"<w:tcBorders>{borders}</w:tcBorders>" if borders else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>' if shaded else ""
    return f'<w:tblStylePr w:type="{kind}"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>{lines}{fill}</w:tcPr></w:tblStylePr>'


def _style(name: str, look: str, letters: str, *, default: bool = False) -> str:
    kind = ' w:default="1"' if default else ' w:customStyle="1"' if name.startswith("Report") else ""
    based = "" if default else '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{_style_id(name)}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/><w:pPr>{look}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _style_id(name: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in name.split())


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="252" w:lineRule="auto"/>'


def _ink(half_points: int, *, bold: bool = False, colour: str = INK) -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    return f'{weight}<w:color w:val="{colour}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
