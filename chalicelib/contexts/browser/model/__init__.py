"""The read model: what one person's library looks like to queries, and how it is derived from what is kept."""
