"""Spotify's Web API: models of its answers, a client for it, and sign-in. Knows HTTP and Spotify only."""
