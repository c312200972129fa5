"""A library a second time, in plain Python: what every answer of the Browser should be.

Computed from the same facts as the read model (collections, rows, entities, features) and from nothing that was derived
of them. It shares how text is compared (``model/text.py``, which has tests of its own), and no other code.
"""
