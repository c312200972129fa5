"""The simulator's own switches, under ``/_control/``: no part of Spotify.

Bodies are JSON, and only JSON, so that no web page can throw them from a form. ``GET /_control/`` lists them.
"""
