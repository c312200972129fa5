"""Tests of Dashspot."""
