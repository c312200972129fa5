"""A process keeps several people's models, within a bound, and never gives one person another's."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pytest

from chalicelib.contexts.browser.model.layout import SCHEMA
from chalicelib.contexts.browser.serving import loaded
from chalicelib.contexts.browser.serving.loaded import Damaged, Loaded, Models
from tests.unit.contexts.browser.model.sources import a_library, a_model


def packed(user_id: str, *names: str, schema: int = SCHEMA) -> bytes:
    """The object of a model that has local files of these names."""
    model = a_model(a_library(rows={"PLAYLIST#P": [f"spotify:local:A:B:{name}:1" for name in names]}, user_id=user_id))
    model.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(schema),))
    return zlib.compress(model.serialize("main"))


def never() -> bytes:
    raise AssertionError("fetched, though it is open already")


def names(model: Loaded) -> list[str]:
    return [name for (name,) in model.connection.execute("SELECT name FROM track_text ORDER BY no")]


def test_an_object_is_fetched_once_for_each_revision() -> None:
    models = Models()
    first = models.get("u-1", "1-a", lambda: packed("u-1", "One"))
    assert names(first) == ["One"]
    assert (first.user_id, first.revision, first.facts["totals"]["tracks"]) == ("u-1", "1-a", 1)
    assert models.get("u-1", "1-a", never) is first
    assert names(models.get("u-1", "2-b", lambda: packed("u-1", "Two"))) == ["Two"]
    assert names(models.get("u-1", "1-a", lambda: packed("u-1", "One"))) == ["One"]  # it was given up


def test_everybody_gets_their_own() -> None:
    models = Models()
    for user_id in ("u-1", "u-2"):
        models.get(user_id, "1-a", lambda user_id=user_id: packed(user_id, f"of {user_id}"))  # type: ignore[misc]
    assert [names(models.get(user_id, "1-a", never)) for user_id in ("u-1", "u-2")] == [["of u-1"], ["of u-2"]]
    with pytest.raises(Damaged, match="not that of the person"):
        models.get("u-3", "1-a", lambda: packed("u-1", "One"))


def test_a_model_cannot_be_written() -> None:
    model = Models().get("u-1", "1-a", lambda: packed("u-1", "One"))
    with pytest.raises(apsw.ReadOnlyError):
        model.connection.execute("DELETE FROM track")


def test_a_model_is_mapped_and_what_is_sorted_stays_in_memory() -> None:
    model = Models().get("u-1", "1-a", lambda: packed("u-1", "One"))
    told = [model.connection.execute(f"PRAGMA {name}").get for name in ("mmap_size", "temp_store", "trusted_schema")]
    assert told == [model.size, 2, 0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: b"not packed at all",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda whole: whole + b"more",
        lambda whole: whole[:-4] + bytes(4),
        lambda whole: zlib.compress(b"no database, though packed well"),
        lambda whole: zlib.compress(b""),
        lambda whole: zlib.compress(zlib.decompress(whole)[:4096]),
    ],
)
def test_what_is_damaged_is_told_and_not_kept(damage: Callable[[bytes], bytes]) -> None:
    models, whole = Models(), packed("u-1", "One")
    before = set(Path(os.environ.get("TMPDIR", "/tmp")).glob("*.sqlite3"))  # noqa: S108
    with pytest.raises(Damaged):
        models.get("u-1", "1-a", lambda: damage(whole))
    assert set(Path(os.environ.get("TMPDIR", "/tmp")).glob("*.sqlite3")) <= before  # noqa: S108
    assert names(models.get("u-1", "1-a", lambda: whole)) == ["One"]


def test_every_altered_byte_is_noticed() -> None:
    whole = packed("u-1", "One")
    for at in range(0, len(whole), max(1, len(whole) // 200)):
        altered = bytearray(whole)
        altered[at] ^= 0x10
        try:
            model = Models().get("u-1", "1-a", lambda altered=altered: bytes(altered))  # type: ignore[misc]
        except Damaged:
            continue
        # The flags in zlib's header say how hard it tried, which changes nothing.
        assert at < 2
        assert names(model) == ["One"]


def test_what_another_release_built_is_not_used() -> None:
    with pytest.raises(Damaged, match="layout"):
        Models().get("u-1", "1-a", lambda: packed("u-1", "One", schema=SCHEMA + 1))


def test_those_not_used_longest_are_given_up_and_their_files_with_them() -> None:
    size = Models().get("u-0", "1-a", lambda: packed("u-0", "x")).held
    models = Models(limit=2 * size + size // 2)
    for number in (1, 2):
        models.get(f"u-{number}", "1-a", lambda number=number: packed(f"u-{number}", "x"))  # type: ignore[misc]
    first = models.get("u-1", "1-a", never)
    models.get("u-3", "1-a", lambda: packed("u-3", "x"))
    assert models.size <= 2 * size
    assert models.get("u-1", "1-a", never) is first
    again = []
    models.get("u-2", "1-a", lambda: again.append(1) or packed("u-2", "x"))  # type: ignore[func-returns-value]
    assert again
    assert names(first) == ["x"]  # whoever still holds one goes on


def test_one_larger_than_the_bound_is_kept_alone() -> None:
    models = Models(limit=1)
    models.get("u-1", "1-a", lambda: packed("u-1", "x"))
    models.get("u-2", "1-a", lambda: packed("u-2", "x"))
    assert names(models.get("u-2", "1-a", never)) == ["x"]


def test_threads_that_ask_at_once_fetch_once_and_each_gets_its_own() -> None:
    models, fetched = Models(), []

    def fetch(user_id: str) -> bytes:
        fetched.append(user_id)
        return packed(user_id, f"of {user_id}")

    def ask(number: int) -> bool:
        user_id = f"u-{number % 3}"
        return names(models.get(user_id, "1-a", lambda: fetch(user_id))) == [f"of {user_id}"]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(48)))
    assert sorted(fetched) == ["u-0", "u-1", "u-2"]


def test_the_process_has_one_place_for_all() -> None:
    loaded.forget()
    kept = loaded.models()
    assert loaded.models() is kept
    loaded.forget()
    assert loaded.models() is not kept
