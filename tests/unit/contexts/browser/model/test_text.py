"""Names are found and ordered whatever their case, accents and script."""

from __future__ import annotations

import unicodedata

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.contexts.browser.model.text import fold, matches, phrases, sort_key, token, words

ODD = st.text(
    st.one_of(st.sampled_from("aAıİiIßẞsSøØłéÉe\u0301 '’!-\"*()^:%_東京タワשא🎵👍🏽\u200d\u0000ﬁＦ²"), st.characters()),
    max_size=30,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("istanbul", "İSTANBUL"),
        ("ISTANBUL", "ıstanbul"),
        ("strasse", "Große Straße"),
        ("STRAẞE", "strasse"),
        ("beyonce", "Beyoncé"),
        ("Beyoncé", "beyonce"),
        ("sigur ros", "Sigur Rós"),
        ("ros sig", "Sigur Rós"),
        ("motorhead", "MOTÖRHEAD"),
        ("lodz", "Łódź"),
        ("dont", "Don’t Stop"),
        ("don't", "Dont Stop"),
        ("full", "ＦＵＬＬ width"),
        ("fin", "ﬁn"),
        ("京", "東京タワー"),
        ("東京", "新東京"),
        ("שלום", "שָׁלוֹם"),
        ("🎵", "Mix 🎵"),
        ("!!!", "!!!"),
        ("ac/dc", "AC/DC"),
        ("", "anything"),
    ],
)
def test_what_is_typed_finds_the_name(typed: str, name: str) -> None:
    assert matches(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"), [("oyce", "Joyce"), ("京東", "東京"), ("stop dont go", "Don't stop"), ("?", "what"), ("x", "")]
)
def test_what_is_typed_does_not_find_the_name(typed: str, name: str) -> None:
    assert not matches(typed, name)


def test_a_control_character_is_not_taken_for_another_one() -> None:
    assert words("\x00") == words("\ud800") == []
    assert words("\ue000") == ["\ue000"]
    assert not matches("\ue000", "\x00")


@given(ODD)
def test_folding_twice_changes_nothing_and_case_and_composition_do_not_matter(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert sort_key(text) == sort_key(f"  {text} ")


@given(ODD)
def test_every_text_finds_itself(text: str) -> None:
    assert matches(text, text)


@given(ODD, ODD)
def test_the_index_finds_what_the_rule_finds(looked_for: str, text: str) -> None:
    index = apsw.Connection(":memory:")
    index.execute("CREATE VIRTUAL TABLE w USING fts5(words, content='', prefix='1 2 3', tokenize='ascii')")
    index.execute("INSERT INTO w (rowid, words) VALUES (1, ?)", (" ".join(map(token, words(text))),))
    asked = " AND ".join(f'"{" ".join(map(token, phrase))}" *' for phrase in phrases(looked_for))
    found = asked and bool(list(index.execute("SELECT rowid FROM w WHERE w MATCH ?", (asked,))))
    assert bool(found) == (bool(asked) and matches(looked_for, text))


@given(st.text(st.characters(max_codepoint=0x7F), max_size=30))
def test_plain_letters_are_folded_and_parted_as_if_others_stood_beside_them(text: str) -> None:
    assert fold(f"{text} é") == f"{fold(text)} e"
    if words(f"{text} é") != ["e"]:  # else it is nothing but punctuation, which is a word only where it stands alone
        assert words(f"{text} é") == [*words(text), "e"]
