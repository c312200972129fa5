"""Tries recorded Spotify answers: `python -m infra.recordings FOLDER` (`make recordings RECORDINGS=FOLDER`)."""
