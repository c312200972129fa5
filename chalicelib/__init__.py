"""Dashspot: the backend of a dashboard for a listener's own Spotify library."""
