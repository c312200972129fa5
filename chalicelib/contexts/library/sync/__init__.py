"""Syncs: a person's whole library read from Spotify into the tables, in pieces that can stop and go on anywhere."""
