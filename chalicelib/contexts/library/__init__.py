"""Library: what the person has at Spotify, live; what is read is dispatched and kept."""
