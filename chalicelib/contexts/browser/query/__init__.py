"""What is asked of a read model: lists with filters, sorts, facets and cursors.

Each list is described once, in ``lists/``: its filters, sorts and facets. Query parameters, their documentation and SQL
follow from that. What another part needs of a filtered list is

    select(TRACKS, filters, connection) -> Condition

(``resource.py``): ``filters`` is an instance of ``TRACKS.filters`` (the model of its filter parameters) or of a model
derived from it, ``condition.sql`` belongs behind ``WHERE`` of a query on the table ``track``, and ``condition.values``
are bound in its place.

Nothing here imports SQLite: descriptions are loaded with the application, before anybody asks.
"""
