"""Measurements: ``make bench [ONLY=name]`` prints figures beside their targets."""
