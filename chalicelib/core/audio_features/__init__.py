"""Audio features of tracks, from a provider behind one interface: Spotify where the app may, ReccoBeats, or none."""
