"""A stand-in for ReccoBeats, a free provider of audio features that takes Spotify's ids, under ``/reccobeats/v1``."""
