"""How the simulator misbehaves: limits that count, and faults that are set by rules.

Each module has one sort: ``refusals`` (Spotify says no), ``outages`` (Spotify or the network fails), ``tokens`` (grants
that suddenly do not hold), ``pages`` (lists that lie). ``rules`` tells which requests a fault meets, ``limits`` has the
two kinds of 429 that Spotify counts by itself.
"""
