"""The generated Spotify library: the truth that answers are made from and that tests compare with."""

from infra.local.simulator.library.generator import Library, generate_library

__all__ = ["Library", "generate_library"]
