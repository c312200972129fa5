"""What belongs to an artist: albums, top tracks, related artists."""

from __future__ import annotations

from infra.local.simulator.api.call import Call, Reply, found
from infra.local.simulator.api.paging import offset_page
from infra.local.simulator.api.problems import ApiError
from infra.local.simulator.library.entities import Artist

GROUPS = ("album", "single", "appears_on", "compilation")
_TOP, _RELATED = 10, 20


def albums(call: Call) -> Reply:
    """GET /artists/{id}/albums: 5 unless asked otherwise and 10 at most, as described since February 2026; in extended
    mode 20 and 50, since a recording of that month for an older app holds 48.
    """
    artist = _artist(call)
    default, most = (20, 50) if call.mode.complete else (5, 10)
    limit = call.limit(default, most)
    asked = call.query.get("include_groups")
    groups = asked.split(",") if asked else list(GROUPS)
    if any(group not in GROUPS for group in groups):
        raise ApiError(400, "Invalid include_groups")
    members = [each for each in call.library.discography.grouped(artist.id) if each[1] in groups]
    return Reply(
        offset_page(
            call,
            f"/artists/{artist.id}/albums",
            members,
            lambda member: call.render.discography_album(*member),
            limit=limit,
            include_groups=asked,
            market=call.query.get("market"),
        )
    )


def top_tracks(call: Call) -> Reply:
    """GET /artists/{id}/top-tracks: ten at most."""
    tracks = call.library.catalogue.tracks
    own = [
        tracks[track]
        for album, _ in call.library.discography.grouped(_artist(call).id)
        for track in album.track_ids
        if call.id in tracks[track].artist_ids
    ]
    best = sorted(own, key=lambda track: track.popularity, reverse=True)[:_TOP]
    return Reply({"tracks": [call.render.track(track) for track in best]})


def related(call: Call) -> Reply:
    """GET /artists/{id}/related-artists: twenty."""
    artists = call.library.catalogue.artists
    near = call.library.discography.neighbours(_artist(call).id, _RELATED)
    return Reply({"artists": [call.render.artist(artists[each]) for each in near]})


def _artist(call: Call) -> Artist:
    return found(call, call.library.catalogue.artists, call.id)
