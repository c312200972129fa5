"""Spotify's accounts host: the consent page, and the exchange of codes and refresh tokens for access tokens."""
