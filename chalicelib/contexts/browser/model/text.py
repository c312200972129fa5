"""How text is compared: in searches and in orders by name, whatever its case, accents and script.

One set of rules serves what is searched and what is searched for, so that they always agree:

- ``fold``: compatibility forms are taken apart (full-width, ligatures), marks are dropped (accents, Hebrew points,
  Arabic vowels), case is folded. Letters that Unicode does not take apart have a table: the Turkish dotless i becomes
  i, the Polish l with stroke l. The sharp s becomes ss.
- ``words``: runs of letters and digits. Apostrophes join ("don't" is one word). Scripts that are written without
  spaces give a word for each character, symbols (emoji among them) one for each symbol. Text that is nothing but
  punctuation is a word as it stands, so that a band named "!!!" is found.
- ``phrases``: what to look for. Each word is a beginning, in any order; characters of scripts without spaces that
  stand together are looked for together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

Phrase = tuple[str, ...]
"""Words that follow each other; of the last one only the beginning need be there."""

_APART = str.maketrans(
    {
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe",
        "ŋ": "n", "ĸ": "k", "ɐ": "a", "ə": "e",
    }
)  # fmt: skip
_UNSEEN = frozenset({"Cc", "Cs"})
"""Categories of what is in no word: control characters, and halves of surrogate pairs."""
_APOSTROPHES = frozenset("'’‘ʼ`´＇ʹ′")
# What follows holds for most texts, and is a tenth of the work.
_ASCII_WORD = re.compile(r"[0-9a-z]+|[$+<=>^|~]")
_JOINED = dict.fromkeys(map(ord, "'`"))
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003134f]"
)


def fold(text: str) -> str:
    """The text without case, accents and compatibility forms; folding it again changes nothing."""
    if text.isascii():
        return text.lower()
    before, folded = "", text
    while folded != before:
        before = folded
        apart = unicodedata.normalize("NFKD", folded.casefold())
        kept = "".join(each for each in apart if not unicodedata.category(each).startswith("M"))
        folded = unicodedata.normalize("NFC", kept.casefold().translate(_APART))
    return folded


def sort_key(text: str | None) -> str | None:
    """What names are ordered by: folded, white space made one blank. None where nothing is left."""
    return " ".join(fold(text or "").split()) or None


def words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    if text.isascii() and (found := _ASCII_WORD.findall(text.lower().translate(_JOINED))):
        return found
    return [word for run in _runs(fold(text)) for word in run]


def phrases(text: str) -> list[Phrase]:
    """What to look for where this was typed, each once."""
    return list(dict.fromkeys(tuple(run) for run in _runs(fold(text))))


def token(word: str) -> str:
    """The word as the index holds it: its tokenizer (``ascii``) takes every character of this for a letter."""
    if word.isalnum():
        return word
    return "".join(_letter(each) for each in word)


def matches(looked_for: str, text: str) -> bool:
    """Whether a text has everything that is looked for: the rule itself, which the index follows."""
    found = words(text)
    return all(_holds(found, phrase) for phrase in phrases(looked_for))


def _holds(found: list[str], phrase: Phrase) -> bool:
    *whole, beginning = phrase
    size = len(phrase)
    return any(
        found[at : at + size - 1] == whole and found[at + size - 1].startswith(beginning)
        for at in range(len(found) - size + 1)
    )


def _runs(folded: str) -> list[list[str]]:
    """Words, those of spaceless scripts that stand together in one run."""
    runs: list[list[str]] = []
    for kind, group in groupby((each for each in folded if each not in _APOSTROPHES), _kind):
        characters = list(group)
        if kind == "word":
            runs.append(["".join(characters)])
        elif kind == "spaceless":
            runs.append(characters)
        elif kind == "symbol":
            runs.extend([each] for each in characters)
    if not runs:
        rest = "".join(each for each in folded if not each.isspace() and unicodedata.category(each) not in _UNSEEN)
        return [[rest]] if rest else []
    return runs


def _letter(character: str) -> str:
    # Full-width forms, which folded text has none of. (What cannot be seen is in no word.)
    return character if ord(character) > 0x7F or character.isalnum() else chr(ord(character) + 0xFEE0)


@lru_cache(4096)
def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LN":
        return "spaceless" if _SPACELESS.match(character) else "word"
    return "symbol" if category[0] == "S" else "between"
