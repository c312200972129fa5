"""The Spotify simulator, as its users see it: through HTTP."""
