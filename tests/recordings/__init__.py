"""Recorded answers on their way through Dashspot, and answers made odd on purpose."""
