"""Hyphenation of Finnish (tavutus): pyphen, which the renderer asks, has no Finnish of its own.

`hyph_fi.dic` has two parts: the syllables taught in schools (MIT, see LICENCE-hyph-fi-x-school.txt), exact for a word
that is not a compound, and our own list of where the words of this field are joined, so that «ammatinvalinnanohjaus»
breaks before «ohjaus» and not inside it. Swedish is pyphen's own. Sámi has none, so its words are not broken.
"""

from pathlib import Path

import pyphen

PATTERNS = Path(__file__).parent / "hyph_fi.dic"


def register() -> None:
    """Teach pyphen Finnish; safe to call again."""
    pyphen.LANGUAGES["fi"] = PATTERNS
    pyphen.LANGUAGES_LOWERCASE["fi"] = "fi"
