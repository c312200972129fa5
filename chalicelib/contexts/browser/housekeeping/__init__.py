"""What a person may want to tidy up: duplicates, likes without a playlist, what cannot be played, what has vanished.

Nothing here removes or changes anything: the answers only tell.
"""
