"""Audio features and audio analysis: closed to new apps since 2024-11-27, still there for grandfathered ones."""

from __future__ import annotations

import hashlib
from typing import Any

from infra.local.simulator.api.body import ids_of
from infra.local.simulator.api.call import Call, Reply, found
from infra.local.simulator.library.entities import Track

Json = dict[str, Any]
_BARS = 16


def audio_features(call: Call) -> Reply:
    """GET /audio-features/{id}."""
    return Reply(call.render.features(found(call, call.library.catalogue.tracks, call.id)))


def several_audio_features(call: Call) -> Reply:
    """GET /audio-features?ids=: at most 100; a null for each id that nothing has."""
    tracks = call.library.catalogue.tracks
    wanted = [call.listed(tracks, identifier) for identifier in ids_of(call.query.get("ids"), 100)]
    return Reply({"audio_features": [track and call.render.features(track) for track in wanted]})


def audio_analysis(call: Call) -> Reply:
    """GET /audio-analysis/{id}: a small one, which agrees with the track's features."""
    return Reply(_analysis(call, found(call, call.library.catalogue.tracks, call.id)))


def _analysis(call: Call, track: Track) -> Json:
    features = call.render.features(track)
    digest = hashlib.blake2b(track.id.encode(), digest_size=64).digest()
    seconds = track.duration_ms / 1000
    beat = 60 / features["tempo"]

    def intervals(length: float, most: int) -> list[Json]:
        count = min(most, int(seconds / length))
        return [
            {
                "start": round(at * length, 5),
                "duration": round(length, 5),
                "confidence": round(digest[at % 64] / 255, 3),
            }
            for at in range(count)
        ]

    tonality = {name: features[name] for name in ("loudness", "tempo", "key", "mode", "time_signature")}
    sure = {f"{name}_confidence": round(digest[9] / 255, 3) for name in ("tempo", "key", "mode", "time_signature")}
    return {
        "meta": {
            "analyzer_version": "4.0.0",
            "platform": "Linux",
            "detailed_status": "OK",
            "status_code": 0,
            "timestamp": 1456010389,
            "analysis_time": 9.1394,
            "input_process": "libvorbisfile L+R 44100->22050",
        },
        "track": {
            "num_samples": int(seconds * 22050),
            "duration": round(seconds, 5),
            "sample_md5": "",
            "offset_seconds": 0,
            "window_seconds": 0,
            "analysis_sample_rate": 22050,
            "analysis_channels": 1,
            "end_of_fade_in": 0.0,
            "start_of_fade_out": round(seconds * 0.97, 5),
            **tonality,
            **sure,
            "codestring": "eJxVnAmS",
            "code_version": 3.15,
            "echoprintstring": "eJzlvQmS",
            "echoprint_version": 4.12,
            "synchstring": "eJx1mIlx",
            "synch_version": 1.0,
            "rhythmstring": "eJyNXAmO",
            "rhythm_version": 1.0,
        },
        "bars": intervals(4 * beat, _BARS),
        "beats": intervals(beat, 4 * _BARS),
        "tatums": intervals(beat / 2, 8 * _BARS),
        "sections": [
            {"start": 0.0, "duration": round(seconds, 5), "confidence": 1.0, **tonality, **sure},
        ],
        "segments": [
            {
                **each,
                "loudness_start": -23.356,
                "loudness_max": -18.121,
                "loudness_max_time": 0.06971,
                "loudness_end": -60.0,
                "pitches": [round(digest[position] / 255, 3) for position in range(12)],
                "timbre": [round(digest[position] / 2 - 60, 3) for position in range(12, 24)],
            }
            for each in intervals(beat, 8)
        ],
    }
