"""Tracks, saved things, people and players once they are read."""

import pytest

from chalicelib.spotify.errors import MalformedAnswer
from chalicelib.spotify.models.album import Album
from chalicelib.spotify.models.browse import FollowedArtists
from chalicelib.spotify.models.chapter import Chapter
from chalicelib.spotify.models.features import AudioFeatures
from chalicelib.spotify.models.paging import CursorPage, Page
from chalicelib.spotify.models.player import CurrentlyPlaying, Devices, PlaybackState, PlayHistory
from chalicelib.spotify.models.saved import SavedTrack
from chalicelib.spotify.models.saved_others import SavedAudiobook, SavedEpisode
from chalicelib.spotify.models.track import Track
from chalicelib.spotify.models.user import PrivateUser
from chalicelib.spotify.parsing import Fault, parse, parse_payload

from .fakes import fixture


def test_a_simplified_object_does_not_pretend_to_be_whole() -> None:
    whole = parse_payload(Track, fixture("track/extended_quota"))
    reduced = parse_payload(Track, fixture("track/development_mode"))
    assert "popularity" in whole.model_fields_set
    assert "popularity" not in reduced.model_fields_set
    assert reduced.album is not None and "tracks" not in reduced.album.model_fields_set


def test_a_relinked_track_names_the_one_that_was_asked_for() -> None:
    track = parse_payload(Track, fixture("track/relinked"))
    assert track.linked_from is not None and track.linked_from.id != track.id


def test_an_answer_of_2014_reads_without_dates_and_counts() -> None:
    track = parse_payload(Track, fixture("track/answer_of_2014"))
    assert track.album is not None
    assert (track.album.release_date, track.album.total_tracks, track.is_local) == (None, None, False)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("0000", None),
        ("", None),
        (None, None),
        ("1998", "1998"),
        ("1998-03", "1998-03"),
        ({"year": 1998, "month": None, "day": None}, "1998"),
        ({"year": 1998, "month": 3, "day": 7}, "1998-03-07"),
    ],
)
def test_release_dates_are_as_precise_as_spotify_knows(sent: object, read: str | None) -> None:
    album = fixture("album/extended_quota") | {"release_date": sent}
    assert parse_payload(Album, album).release_date == read


def test_a_track_without_identity_is_no_track() -> None:
    with pytest.raises(MalformedAnswer) as error:
        parse_payload(Track, fixture("track/without_identity"))
    assert error.value.rule == "no_identity"


def test_spotifys_null_in_an_address_is_no_id() -> None:
    track = fixture("track/extended_quota") | {
        "id": None,
        "uri": None,
        "href": "https://api.spotify.com/v1/tracks/null",
    }
    with pytest.raises(MalformedAnswer):
        parse_payload(Track, track)


def test_an_album_does_not_pass_for_a_track() -> None:
    with pytest.raises(MalformedAnswer):
        parse_payload(Track, fixture("album/extended_quota"))


def test_a_missing_id_is_taken_from_the_uri_and_a_missing_uri_from_the_address() -> None:
    expected = parse_payload(Track, fixture("track/extended_quota"))
    for lacking in ({"id"}, {"uri"}, {"id", "uri"}):
        track = {key: value for key, value in fixture("track/extended_quota").items() if key not in lacking}
        assert parse_payload(Track, track) == expected


def test_a_saved_track_that_is_gone_keeps_its_place() -> None:
    page = parse_payload(Page[SavedTrack], fixture("saved_tracks/development_mode"))
    assert page.items[1] is not None and page.items[1].track is None


def test_a_hollow_saved_episode_is_set_aside_and_said_so() -> None:
    heard: list[Fault] = []
    page = parse_payload(Page[SavedEpisode], fixture("saved_episodes/with_hollow_row"), heard.append)
    hollow, whole = page.items
    assert hollow is not None and hollow.episode is None and hollow.added_at
    assert whole is not None and whole.episode is not None and whole.episode.name == "The Danube"
    assert "items.0.episode" in {fault.path for fault in heard}


def test_one_unreadable_row_costs_only_itself() -> None:
    page = fixture("saved_tracks/extended_quota")
    page["items"][0]["track"]["name"] = {"not": "a name"}
    page["items"][1]["track"]["duration_ms"] = "long"
    first, second = parse_payload(Page[SavedTrack], page).items
    assert first is not None and first.track is None
    assert second is not None and second.track is not None
    assert second.track.duration_ms is None and "duration_ms" not in second.track.model_fields_set


def test_a_page_without_its_items_is_never_an_empty_page() -> None:
    whole = fixture("saved_tracks/extended_quota")
    for page in (
        {**whole, "items": None},
        {**whole, "items": "text"},
        {**whole, "items": {}},
        {"total": 7, "next": None},
    ):
        with pytest.raises(MalformedAnswer):
            parse_payload(Page[SavedTrack], page)


def test_bare_and_wrapped_saved_audiobooks_read_alike() -> None:
    page = fixture("saved_audiobooks/with_null")
    page["items"][0] = {"added_at": "2025-01-01T00:00:00Z", "audiobook": page["items"][1]}
    wrapped, bare = parse_payload(Page[SavedAudiobook], page).items
    assert wrapped is not None and bare is not None
    assert wrapped.audiobook == bare.audiobook is not None


def test_followed_artists_continue_by_cursor_until_the_last_page() -> None:
    first = parse_payload(FollowedArtists, fixture("followed_artists/first_page")).artists
    last = parse_payload(FollowedArtists, fixture("followed_artists/last_page")).artists
    assert first.items[0] is not None and first.next_after == first.items[0].id
    assert last.next_after is None


def test_plays_continue_backwards_in_milliseconds() -> None:
    page = parse_payload(CursorPage[PlayHistory], fixture("recently_played/page"))
    assert page.next_before == "1770091260000" and page.total is None


def test_the_player_may_hold_an_ad_an_episode_or_a_device_without_id() -> None:
    assert parse_payload(CurrentlyPlaying, fixture("currently_playing/an_ad")).item is None
    state = parse_payload(PlaybackState, fixture("playback/an_episode"))
    assert state.item is not None and state.item.type == "episode"
    assert parse_payload(Devices, fixture("devices/one_without_id")).devices[0].id is None


def test_a_chapter_knows_its_audiobook_and_an_unknown_date() -> None:
    chapter = parse_payload(Chapter, fixture("chapter/one"))
    assert chapter.audiobook is not None and chapter.audiobook.name == "The Long Quay"
    assert chapter.release_date is None


def test_a_person_needs_no_email_and_no_account_id() -> None:
    old = parse_payload(PrivateUser, fixture("user/extended_quota"))
    new = parse_payload(PrivateUser, fixture("user/development_mode"))
    assert old.account_id is None and new.account_id == "acct_invented_1"
    assert new.email is None and "email" not in new.model_fields_set
    assert "ines@example.org" not in repr(old)


def test_audio_features_keep_the_key_that_was_not_found() -> None:
    assert parse_payload(AudioFeatures, fixture("audio_features/one")).key == -1


@pytest.mark.parametrize(("body", "rule"), [(b"", "empty"), (b"<html>", "not_json"), (b"[" * 100_000, "not_json")])
def test_what_is_no_json_is_told_apart_without_quoting_it(body: bytes, rule: str) -> None:
    with pytest.raises(MalformedAnswer) as error:
        parse(Track, body)
    assert error.value.rule == rule and "<" not in str(error.value)
