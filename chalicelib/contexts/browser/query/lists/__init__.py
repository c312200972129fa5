"""The lists, each described once: its filters, sorts and facets."""
