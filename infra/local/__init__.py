"""Dashspot on one machine: an emulated AWS, a simulated Spotify, a TLS gateway, and windows to look inside.

``python -m infra.local`` starts it all. Nothing but loopback is contacted unless real Spotify credentials are given.
"""
