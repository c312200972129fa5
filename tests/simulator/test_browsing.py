"""Finding things: search, an artist's works, what the person likes, several things at once, Spotify's own shelves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator
from tests.simulator.asking import Asking

ALL = "album,artist,playlist,track,show,episode,audiobook"


@pytest.fixture(scope="module")
def development() -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=300, playlists=40) as spotify:
        yield spotify


@pytest.fixture(scope="module")
def extended() -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=300, playlists=40, mode="extended") as spotify:
        yield spotify


@pytest.fixture(params=["development", "extended"])
def person(request: pytest.FixtureRequest) -> Asking:
    return Asking(request.getfixturevalue(request.param))


@pytest.fixture
def older(extended: InProcessSimulator) -> Asking:
    """Somebody with an app of extended quota."""
    return Asking(extended)


def test_everything_can_be_found_by_its_name(person: Asking) -> None:
    truth = person.spotify.truth
    catalogue = truth.catalogue
    named: dict[str, Any] = {
        "track": catalogue.tracks[person.person.saved_tracks[40].id],
        "album": catalogue.albums[person.person.saved_albums[3].id],
        "artist": catalogue.artists[person.person.followed_artists[2].id],
        "show": catalogue.shows[person.person.saved_shows[3].id],
        "episode": catalogue.episodes[person.person.saved_episodes[3].id],
        "audiobook": catalogue.audiobooks[person.person.saved_audiobooks[3].id],
    }
    for kind, thing in named.items():
        found = person.read(f"/search?q={quote(thing.name)}&type={kind}&limit=10")
        assert set(found) == {f"{kind}s"}
        page = found[f"{kind}s"]
        assert page["items"][0]["name"] == thing.name
        assert page["offset"] == 0
    track = named["track"]
    by_isrc = person.read(f"/search?q=isrc:{track.isrc}&type=track")["tracks"]["items"]
    assert track.id in [each["id"] for each in by_isrc]
    artist = catalogue.artists[track.artist_ids[0]].name
    both = quote(f'track:"{track.name}" artist:"{artist}"')
    found_tracks = person.read(f"/search?q={both}&type=track")["tracks"]["items"]
    assert track.name in [each["name"] for each in found_tracks]


def test_case_and_accents_do_not_matter(person: Asking) -> None:
    artist = next(
        each for each in person.spotify.truth.catalogue.artists.values() if not each.name.isascii() and "é" in each.name
    )
    plain = artist.name.replace("é", "E").upper()
    assert person.read(f"/search?q={quote(plain)}&type=artist")["artists"]["total"] >= 1


def test_a_page_for_each_kind(person: Asking) -> None:
    found = person.read(f"/search?q=a&type={ALL}&limit=3")
    assert set(found) == {f"{kind}s" for kind in ALL.split(",")}
    assert all(page["limit"] == 3 for page in found.values())


def test_limits_are_ten_and_fifty(development: InProcessSimulator, extended: InProcessSimulator) -> None:
    new, old = Asking(development), Asking(extended)
    assert len(new.read("/search?q=a&type=track")["tracks"]["items"]) == 5
    assert len(new.read("/search?q=a&type=track&limit=10")["tracks"]["items"]) == 10
    assert new.refusal("/search?q=a&type=track&limit=11") == (400, "Invalid limit")
    assert len(old.read("/search?q=a&type=track")["tracks"]["items"]) == 20
    assert len(old.read("/search?q=a&type=track&limit=50")["tracks"]["items"]) == 50
    assert old.refusal("/search?q=a&type=track&limit=51") == (400, "Invalid limit")


def test_links_say_query_and_lead_beyond_what_can_be_asked(person: Asking) -> None:
    page = person.read("/search?q=a&type=track&limit=10")["tracks"]
    parts = urlsplit(page["next"])
    query = parse_qs(parts.query)
    assert query["query"] == ["a"]
    assert "q" not in query
    second = person.read(f"{parts.path.removeprefix('/v1')}?{parts.query}")["tracks"]
    assert second["offset"] == 10
    assert not {each["id"] for each in page["items"]} & {each["id"] for each in second["items"]}
    last = person.read("/search?q=a&type=track&limit=10&offset=1000")["tracks"]
    assert person.refusal(last["next"].split("/v1", 1)[1]) == (400, "Invalid offset")


def test_totals_are_unstable_and_playlists_have_nulls(older: Asking) -> None:
    totals = {older.read(f"/search?q=a&type=track&limit=10&offset={at}")["tracks"]["total"] for at in (0, 10, 20)}
    assert len(totals) > 1
    playlists = older.read("/search?q=a&type=playlist&limit=50")["playlists"]["items"]
    assert None in playlists
    assert all(each["public"] for each in playlists if each)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("type=track", "No search query"),
        ("q=%20&type=track", "No search query"),
        ("q=a", "Missing parameter type"),
        ("q=a&type=track,song", "Bad search type field song"),
        ("q=a&type=track&offset=1001", "Invalid offset"),
        ("q=a&type=track&include_external=video", "Invalid include_external"),
    ],
)
def test_searches_that_make_no_sense(person: Asking, query: str, message: str) -> None:
    assert person.refusal(f"/search?{query}") == (400, message)


def test_an_artist_s_albums(person: Asking) -> None:
    mode = person.spotify.simulator.mode
    artist = person.person.followed_artists[0].id
    albums: list[Any] = []
    path = f"/artists/{artist}/albums?limit=10"
    while path:
        page = person.read(path)
        albums += page["items"]
        path = page["next"].split("/v1", 1)[1] if page["next"] else ""
    catalogue = person.spotify.truth.catalogue
    own = {album.id for album in catalogue.albums.values() if artist in album.artist_ids}
    assert {each["id"] for each in albums if artist in [who["id"] for who in each["artists"]]} == own
    assert all(("album_group" in each) is mode.complete for each in albums)
    singles = person.read(f"/artists/{artist}/albums?include_groups=single")["items"]
    assert {each["album_type"] for each in singles} <= {"single"}
    assert person.refusal(f"/artists/{artist}/albums?include_groups=bootleg")[0] == 400


def test_an_artist_s_top_tracks_and_relatives(older: Asking) -> None:
    artist = older.person.followed_artists[0].id
    tracks = older.read(f"/artists/{artist}/top-tracks")["tracks"]
    assert 1 <= len(tracks) <= 10
    assert all(artist in [who["id"] for who in track["artists"]] for track in tracks)
    related = older.read(f"/artists/{artist}/related-artists")["artists"]
    assert len(related) == 20
    assert artist not in [each["id"] for each in related]


@pytest.mark.parametrize("kind", ["artists", "tracks"])
def test_what_the_person_likes_best(person: Asking, kind: str) -> None:
    spans = {span: person.read(f"/me/top/{kind}?time_range={span}&limit=10") for span in ("short_term", "long_term")}
    assert [each["id"] for each in spans["short_term"]["items"]] != [each["id"] for each in spans["long_term"]["items"]]
    page = person.read(f"/me/top/{kind}?limit=2")
    assert page["next"].split("?")[1].startswith("limit=2&offset=2")
    following = person.read(page["next"].split("/v1", 1)[1])
    assert page["items"][0]["id"] not in [each["id"] for each in following["items"]]
    assert person.refusal(f"/me/top/{kind}?time_range=ever") == (400, "Invalid time_range")
    assert person.refusal("/me/top/albums") == (404, "Service not found")


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("tracks", 50),
        ("albums", 20),
        ("artists", 50),
        ("shows", 50),
        ("episodes", 50),
        ("audiobooks", 50),
        ("chapters", 50),
    ],
)
def test_several_things_at_once(older: Asking, kind: str, most: int) -> None:
    entities = getattr(older.spotify.truth.catalogue, kind)
    first, second, *_ = (each.id for each in entities.values())
    unknown = "0" * 22
    found = older.read(f"/{kind}?ids={second},{unknown},{first}")[kind]
    assert [each and each["id"] for each in found] == [second, None, first]
    assert older.refusal(f"/{kind}?ids={','.join([first] * (most + 1))}") == (400, "Invalid ids")
    assert older.refusal(f"/{kind}?ids=nonsense") == (400, "Invalid ids")
    assert older.refusal(f"/{kind}") == (400, "Missing required field: ids")


def test_spotify_s_own_shelves(older: Asking) -> None:
    categories = older.read("/browse/categories?limit=50")["categories"]["items"]
    one = older.read(f"/browse/categories/{categories[1]['id']}")
    assert one == categories[1]
    shelf = older.read(f"/browse/categories/{one['id']}/playlists")
    assert shelf["message"] == one["name"]
    assert shelf["playlists"]["items"]
    assert older.read("/browse/featured-playlists")["message"]
    dates = [each["release_date"] for each in older.read("/browse/new-releases")["albums"]["items"]]
    assert dates == sorted(dates, reverse=True)
    assert "NL" in older.read("/markets")["markets"]
    assert older.refusal("/browse/categories/nothing") == (404, "Resource not found")


def test_recommendations_follow_their_seeds(older: Asking) -> None:
    first, second = (saved.id for saved in older.person.saved_tracks[:2])
    one = older.read(f"/recommendations?seed_tracks={first}&limit=30")
    other = older.read(f"/recommendations?seed_tracks={second}&seed_genres=jazz&limit=30")
    assert len(one["tracks"]) == 30
    assert [each["id"] for each in one["tracks"]] != [each["id"] for each in other["tracks"]]
    assert [(each["type"], each["id"]) for each in other["seeds"]] == [("TRACK", second), ("GENRE", "jazz")]
    tuned = older.read(f"/recommendations?seed_tracks={first}&min_popularity=50&limit=10")["tracks"]
    assert tuned
    assert all(each["popularity"] >= 50 for each in tuned)
    assert older.refusal("/recommendations")[0] == 400
    assert older.refusal("/recommendations?seed_genres=a,b,c,d,e,f")[0] == 400
    assert older.refusal(f"/recommendations?seed_tracks={first}&min_energy=much") == (400, "Invalid min_energy")
    assert "bossa-nova" in older.read("/recommendations/available-genre-seeds")["genres"]


def test_an_analysis_agrees_with_the_features(older: Asking) -> None:
    track = older.person.saved_tracks[0].id
    features, analysis = older.read(f"/audio-features/{track}"), older.read(f"/audio-analysis/{track}")
    assert analysis["track"]["tempo"] == features["tempo"]
    assert analysis["track"]["key"] == features["key"]
    assert len(analysis["segments"][0]["pitches"]) == 12


def test_other_people_s_profiles(older: Asking) -> None:
    other = older.spotify.truth.people[1]
    profile = older.read(f"/users/{other.id}")
    assert (profile["display_name"], profile["followers"]["total"]) == (other.display_name, other.followers)
    assert "email" not in profile
    assert older.read("/users/spotify")["display_name"] == "Spotify"
    assert older.refusal("/users/nobody") == (404, "Resource not found")
