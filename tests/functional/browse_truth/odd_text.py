"""Text that breaks searches: scripts, marks, symbols, and characters that mean something to SQL and to FTS5."""

from __future__ import annotations

SCRIPTS = (
    "İstanbul", "ISPARTA ıssız", "STRASSE", "straße", "ẞ", "ﬁre", "Ｆｕｌｌ", "½", "Ⅳ", "²", "don't", "dont",
    "日本", "東京 の", "한국어", "ประเทศ", "שלום", "مرحبا", "\u202eabc\u202c", "\u200fא1",
)  # fmt: skip
MARKS_AND_SYMBOLS = (
    "e\u0301", "\u0301", "Zo\u0308e", "a\u0301\u0302\u0303", "😀", "👩\u200d👩\u200d👧", "🇩🇪",
    "R&B", "C#", "!!!", "...", "?", "$a",
)  # fmt: skip
META = (
    "'", "''", '"', '""', '"a', "%", "_", "a*", "*", "-a", "^a", "a OR b", "NOT a", "AND", "NEAR(a b)", "name:a",
    "{a b}:c", "(a", ")", "a + b", "words MATCH 'a'", "'; DROP TABLE track; --", "1=1", "\\", "?1", ":a", "@a",
)  # fmt: skip
CONTROLS = ("\x00", "a\x00b", "\x01", "\x1f", "\x7f", "\t", " ", "", "\n", "\ufffd", "\ufeff", "\U0010ffff", "\ue000")
LONG = ("x" * 200, "a " * 100, "の" * 200, "\u0301" * 200, "!" * 200, '"' * 200)

ODD_TEXT = (*SCRIPTS, *MARKS_AND_SYMBOLS, *META, *CONTROLS, *LONG)
