"""Disconnect and erase: everything that is kept about a person goes, and nothing brings it back.

Each context says in its ``erasure`` module what it keeps (``declarations``). A request ends a person's access and
leaves a tombstone in one transaction (``repository``); a queue-triggered function then erases page by page (``work``),
waits until no function that began before can still be writing, and looks again until nothing is left.
"""
