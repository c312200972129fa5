"""The operator's hand on syncs: see where they stand, pause and resume them, for one person or everybody, start one."""
