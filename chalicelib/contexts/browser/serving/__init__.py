"""Opens read models for those who ask."""
