"""Housekeeping's parts."""
