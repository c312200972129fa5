"""Analysis: what a selection of the library amounts to, measured by audio features, and the jobs that measure it."""
