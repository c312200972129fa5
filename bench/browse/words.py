"""Names for generated libraries: most of them plain, some of every oddity that names have."""

from __future__ import annotations

import random
from collections.abc import Sequence

ODD_NAMES = (
    "İstanbul'da Sonbahar",
    "ISTANBUL",
    "ıstanbul",
    "Iğdır Yolu",
    "Große Straße",
    "GROSSE STRASSE",
    "Straẞenlärm",
    "東京タワー",
    "東京",
    "新東京の夜",
    "ﾄｳｷｮｳ ナイト",
    "เพลงรัก",
    "사랑 노래",
    "🎵 Mix 🎵",
    "👍🏽",
    "👩‍👩‍👧 family",
    "Beyoncé",
    "Beyonce\u0301",
    "Sigur Rós",
    "MOTÖRHEAD",
    "Z\u0351\u036b\u0343a\u0323\u0307lgo",
    "שָׁלוֹם עֲלֵיכֶם",
    "שלום",
    "أغنية الحب",
    "حُبّ",
    "\u202eright to left\u202c",
    "Don’t Stop",
    "Don't Stop",
    "dont stop",
    "!!!",
    "???",
    "AC/DC",
    "\"Heroes\" (Live)",
    "'; DROP TABLE track; --",
    "100% _wild_ %",
    "a\\b\\c",
    "NEAR(love, 2)",
    "NOT this OR that AND",
    "name:love*",
    "^start {a b}",
    "(unbalanced",
    "\"unbalanced",
    "-minus",
    "+plus+",
    "C++",
    "A$AP",
    "<b>bold</b> & co",
    "{{template}} ${x}",
    "NULL",
    "null",
    "0",
    "1999",
    "٣٤",
    "½ ²³",
    "ＦＵＬＬ ＷＩＤＴＨ",
    "ﬁne ﬂow",
    "Łódź",
    "Ærøskøbing",
    "Þórr",
    "  two  blanks  ",
    "tab\there",
    "line\nbreak",
    "zero\u200bwidth",
    "nul\u0000inside",
    "…",
    "—",
    "x",
    "'",
    "Ǆungla ǆ",
    "Σίσυφος ΣΊΣΥΦΟΣ",
    "Ёлка",
    "Й",
    "𝔉𝔯𝔞𝔨𝔱𝔲𝔯",
    "ა Ა",
    "very " * 60 + "long",
)  # fmt: skip
"""Turkish i, sharp s, scripts without spaces, emoji, marks, right to left, metacharacters of SQL and FTS, blanks."""

ODD_DATES = (
    "0000",
    "",
    "2020-13-45",
    "2021-02-30",
    "0000-00-00",
    "19999",
    "2020-1-1",
    "soon",
    "２０２０",
    "2020-05-00",
)
"""Release dates that are none."""

ODD_INSTANTS = (
    None,
    "",
    "1970-01-01T00:00:00Z",
    "yesterday",
    "2020-13-01T00:00:00Z",
    "2020-01-01",
    "0000-00-00T00:00:00Z",
)
"""Instants that tell nothing."""

ODD_LOCAL_URIS = (
    "spotify:local::::",
    "spotify:local:::Untitled:0",
    "spotify:local:A",
    "spotify:local:",
    "spotify:local:Artist:Album:Title: with colons: in it:200",
    "spotify:local:Bj%C3%B6rk:Demo%3A+One:J%C3%B3ga+%28tape%29:305",
    "spotify:local:%FF%FE:%:%zz:12",
    "spotify:local:Someone::Song:99999999999999999999999",
    "spotify:local:Someone:Album:Song:-5",
    "spotify:local:%E6%9D%B1%E4%BA%AC:%F0%9F%8E%B5:%27%3B+DROP+TABLE+track%3B--:61",
)
"""Local files whose uris are unusual."""

GENRES = tuple(
    f"{first}{second}"
    for first in ("", "indie ", "deep ", "alternative ", "nordic ", "vintage ", "french ", "dream ")
    for second in (
        "pop", "rock", "hip hop", "house", "techno", "jazz", "folk", "metal", "soul", "ambient", "punk", "r&b", "disco",
        "blues", "country", "classical", "reggae", "funk", "drum and bass", "singer-songwriter",
    )
)  # fmt: skip
ODD_GENRES = (
    "Hip Hop",
    "HIP HOP",
    "hip  hop",
    "Pop",
    "pöp",
    "música",
    "musica",
    "j-pop",
    "邦楽",
    "🎸",
    "!!!",
    "",
    "O'Rock",
)
"""Genres in other spellings, and odd ones."""

_SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ra",
    "ven",
    "tor",
    "shi",
    "bel",
    "nu",
    "dar",
    "el",
    "is",
    "on",
    "wa",
    "ter",
    "sun",
    "gre",
    "pa",
)


class Words:
    """Makes names of a vocabulary of a few thousand words, the first of which are used most."""

    def __init__(self, random_: random.Random, odd: float) -> None:
        self._random, self._odd = random_, odd
        made = ("".join(random_.choices(_SYLLABLES, k=random_.randint(1, 3))) for _ in range(4_000))
        self._vocabulary = list(dict.fromkeys(made))

    def name(self, least: int, most: int) -> str:
        """A name of so many words; now and then an odd one."""
        draw = self._random.random
        if draw() < self._odd:
            odd = self._random.choice(ODD_NAMES)
            return odd if draw() < 0.7 else f"{odd} {self.word()}"
        count = least + int(draw() * (most - least + 1))
        said = " ".join(self.word() for _ in range(count))
        return said.title() if draw() < 0.9 else said.upper()

    def word(self) -> str:
        """A word, common ones more often."""
        return self._vocabulary[int(len(self._vocabulary) * self._random.random() ** 3)]


def skewed(random_: random.Random, things: Sequence[str]) -> str:
    """One of these, the first ones more often."""
    return things[int(len(things) * random_.random() ** 2)]
