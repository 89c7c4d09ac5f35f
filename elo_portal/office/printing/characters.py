"""Characters that the bundled fonts can print, and what is printed for the rest.

People paste emoji, Chinese and the signs of office programs. No font of the machine may come to help (the same report
would look different on another machine), and a glyph that is missing breaks PDF/A and PDF/UA. So what cannot be printed
is said otherwise where Unicode knows how, and otherwise a □ stands for it; the attached JSON keeps what was written.
"""

import re
import unicodedata
from functools import lru_cache
from html import escape

# What Source Serif 4 or Source Sans 3 has in all four styles; a test reads the font files and compares.
PRINTABLE_RANGES = """
    0020-007E 00A0-00AC 00AE-0181 0186 018A 018D-0190 0192-0194 0196-0197 019A-019B 019E 01A0-01A1 01AF-01B1 01B7
    01BF-01C3 01CD-01DD 01E2-01E7 01EA-01EB 01EE-01F0 01F4-01F5 01F7-0201 0204-0205 0208-0209 020C-020D 0218-0220
    0222-0223 0226-0227 0237 023A-023E 0241-0245 0248-0249 0250-027B 027D-0285 0287-0292 0294-0295 0298-0299
    029B-029F 02A1-02A8 02B0-02B4 02B7-02B9 02BB-02C1 02C6-02CC 02D0-02DE 02E0-02E4 02ED 0300-030D 030F-0313 0315
    0318-0320 0323-032A 032C 032E-0332 0334 0337-033D 0342-0345 034F 0357-0358 035C 035E-035F 0361 0374-0375 037A
    037E 0384-038A 038C 038E-03A1 03A3-03D1 03D5 03D7 03D9 03DB 03DD 03E1 03F4 03F7-03F8 0400-045F 0462-0463
    0472-0475 0490-0493 0496-049B 04A0-04A3 04AA-04AB 04AE-04B3 04B6-04B7 04BA-04BB 04C0-04C4 04C7-04C8 04CF-04D1
    04D4-04D9 04E2-04E3 04E6-04E9 04EE-04EF 04F2-04F3 04F6-04F7 1D25 1D2C 1D2E 1D30-1D31 1D33-1D3A 1D3C 1D3E-1D43
    1D47-1D4B 1D4D 1D4F-1D52 1D56-1D58 1D5B 1D6F-1D70 1D79 1D7B 1D7F 1D9C 1DA0 1DAC 1DAE 1DB0 1DBB 1DBF 1DCD
    1E02-1E03 1E06-1E07 1E0A-1E11 1E16-1E17 1E1E-1E2B 1E32-1E3B 1E3E-1E49 1E52-1E53 1E56-1E63 1E66-1E67 1E6A-1E6F
    1E72-1E73 1E7E-1E85 1E8E-1E97 1E9E-1EF9 1F00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D
    1F5F-1F7D 1F80-1FB4 1FB6-1FC4 1FC6-1FD3 1FD6-1FDB 1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2002 2007 2009-200A 2010-201E
    2020-2023 2026 202F-2033 2035 2039-203A 203C-203F 2044 2047-204A 2070-2071 2074-208E 20A1 20A3-20A4 20A6-20A7
    20A9 20AB-20AC 20AE 20B1-20B2 20B4-20B5 20B8-20BA 20BD 20BF 2105 2113 2116-2117 211E 2120 2122 2126 212E 2150-215E
    2189 2190-2199 21A8 21D0-21D3 21E7 2200 2202-2203 2206 220F 2211-2212 2215 2219-221A 221E-221F 2229 222B
    2236-2237 2248 2260-2261 2264-2265 2302-2303 2310 2318 231C-2321 2325-2326 232B 25A0-25A1 25AA-25AC 25B2-25BA
    25BC-25C4 25C6 25C9-25CC 25CF 25D8-25D9 25E6 2610-2611 2615 263A-263C 263F-2642 2660 2663 2665-2666 266A-266B
    2713-2714 2717-2718 2752 275B-2760 2764 27E6-27E9 2C60-2C62 2C65-2C66 2C71 2C7D 2E18 2E22-2E25 2E3A-2E3B 2E52
    A71C A722-A725 A74E-A74F A75A-A75B A764-A765 A779-A787 A789 A7AD-A7AE A7B3 A7B5 A7F2-A7F4 AB53 AB66-AB67
    FB00-FB04 1F10D-1F10F 1F12F 1F16A-1F16F 1F4A9 1F512 1F748 1F916
"""

SUBSTITUTE = "□"
_SAID_OTHERWISE = {"☒": "✗", "✅": "✓", "❌": "✗"}
_IN_NO_FONT = re.compile(
    "[^\n"
    + "".join("-".join(f"\\U{int(end, 16):08x}" for end in one.split("-", 1)) for one in PRINTABLE_RANGES.split())
    + "]"
)


def printable(html: str) -> tuple[str, frozenset[str]]:
    """The HTML with nothing in it that the fonts lack, and the characters for which a substitute was printed."""
    lost: set[str] = set()

    def said(found: re.Match[str]) -> str:
        text = _said(found[0])
        if text == SUBSTITUTE:
            lost.add(found[0])
        return text

    return _IN_NO_FONT.sub(said, html), frozenset(lost)


@lru_cache(maxsize=4096)
def _said(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    text = _SAID_OTHERWISE.get(char) or unicodedata.normalize("NFKC", char)
    if category.startswith("Z"):
        return " "
    if category == "Pd":
        return "-"
    if _IN_NO_FONT.search(text):
        return SUBSTITUTE
    # A wide «＜» becomes a real one here, and must stay text.
    return escape(text)
