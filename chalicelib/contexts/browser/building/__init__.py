"""Builds people's read models from the tables, and keeps them in the bucket."""
