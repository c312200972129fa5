"""Dashspot within one process, for tests and tools: the real application, AWS by moto, events as AWS hands them over.

It needs the development dependencies and no network. Whoever uses it puts a Spotify beside it.
"""
