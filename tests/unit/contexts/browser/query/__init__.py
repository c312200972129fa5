"""Lists: conditions, orders, and where a list goes on."""
