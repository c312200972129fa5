"""Transports that stand around one another, each with one duty; `build` puts them together."""
