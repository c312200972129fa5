"""The past of a person's library: what syncs changed, and playlists as they were."""
