"""The letters that the fonts of the PDF hold, and how a text is written that has others."""

import re
from functools import cache

from severalty.formats.word_xml import clean

LONGEST_WORD = 24  # letters, after which a word may be broken where it stands
BREAK = "\u200b"

# What Libertinus Serif, New Computer Modern and DejaVu Sans Mono hold between them, upright and bold, by code.
_HELD = """
20-7E A0-34E 350-377 37A-37F 384-38A 38C 38E-3A1 3A3-4FF 510-513 51A-51D 531-58A 58D-58F 591-5C7 5D0-5EA 5EF-5F5 5F7
606-607 609-60A 60C 615 61B 61F 621-63A 640-655 65A 660-66D 674 679-67B 67E-680 683-684 686-687 691 698 6A4 6A9 6AF
6BE 6CC 6F0-6F9 E3F E81-E82 E84 E87-E88 E8A E8D E94-E97 E99-E9F EA1-EA3 EA5 EA7 EAA-EAB EAD-EB9 EBB-EBC EC8-ECD
10D0-10FF 13A0-13F5 13F8-13FD 1AB0-1ACE 1D00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F7D
1F80-1FB4 1FB6-1FC4 1FC6-1FD3 1FD6-1FDB 1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2000-2027 2029 202F-2037 2039-2040 2042
2044-204B 204F 2052 2054 205F 2070-2071 2074-208E 2090-209C 20A0-20C0 20D0-20F0 2100-2103 2105-2106 2109 210C-210F
2111 2113 2115-2117 2119-211A 211C-211E 2120 2122 2124 2126-2127 212A-212B 212E 2135-2139 2148 214F-2151 2153-2184
2189 2190-2220 2222-222D 2234-223D 2241-226B 226D-228B 228D-22A5 22B2-22B5 22B8 22C2-22C6 22CD-22D1 22DA-22E9 22EF
2300-2306 2308-2315 2318-2319 231C-2322 2325-232B 2335-237A 237D 2380-2383 2388-238B 2395 239B-23AE 23CE-23CF 23D3
2422-2423 2460-262F 2638-268B 2690-269C 26A0-26A5 26AD-26AE 26B0-26B2 2701-2704 2706-2709 270C-2727 2729-274B 274D
274F-2752 2756 2758-275E 2761-277F 2794 2798-27AF 27B1-27BE 27C2 27C5-27C6 27DC 27E0 27E6-27EB 27F5-27F7 2800-28FF
2987-2988 2997-2998 29EB 29FA-29FB 2A00 2A2F 2A6A-2A6B 2B05-2B0D 2B12-2B1A 2C60-2C71 2C74-2C77 2C79-2C7A 2C7C-2CF3
2CF9-2CFF 2E17-2E18 2E1F 2E22-2E25 2E2E 301A-301B A46A-A46B A640-A641 A648-A649 A656-A657 A708-A716 A71B-A727 A72D
A730 A735 A789-A78E A790-A791 A7AA A7F8-A7F9 AB66 AB70-ABBF FB00-FB06 FB13-FB17 FB1D-FB4F FB52-FB81 FB8A-FB95
FB9E-FB9F FBAA-FBAD FBE8-FBE9 FBFC-FBFF FE20-FE2F FE66 FE70-FE74 FE76-FEFC FFF9-FFFD 10140-1018E 102E0-102FB
1D106-1D107 1D55A 1D703 1F12F
"""
_STEERING = range(0x202A, 0x202F), range(0x2066, 0x206A)
_PLAIN = frozenset("–—‘’“”•…€−\u200b")


def printable(text: str, longest: int = LONGEST_WORD) -> str:
    """The text as the PDF can show it: a letter that no font holds is written as its code, `[U+1F600]`.

    Control characters are left out, as in Word. Marks that turn the direction of writing are written as their code,
    since they could show a text in another order than it has. A word of more than `longest` letters may be broken.
    """
    cleaned = clean(text)
    shown = cleaned if cleaned.isascii() else "".join(_shown(letter) for letter in cleaned)
    return re.sub(rf"\S{{{longest + 1},}}", lambda word: _breakable(word.group(), longest), shown)


def plainest(text: str) -> str:
    """The text in letters of western Europe, all others as their codes: for marks that no font can put together."""
    return "".join(letter if ord(letter) < 0x250 or letter in _PLAIN else _code(letter) for letter in text)


def _shown(letter: str) -> str:
    return letter if letter in "\n\t" or ord(letter) in _held() else _code(letter)


def _code(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"


def _breakable(word: str, longest: int) -> str:
    return BREAK.join(word[at : at + longest] for at in range(0, len(word), longest))


@cache
def _held() -> frozenset[int]:
    held: set[int] = set()
    for span in _HELD.split():
        first, _, last = span.partition("-")
        held.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(held.difference(*_STEERING))
