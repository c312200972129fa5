"""Tests beside the modules of the same name."""
