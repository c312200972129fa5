"""Hypothesis: new examples with every run; a failing one is printed in a form that brings it back."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("dashspot", print_blob=True, deadline=None, max_examples=100)
settings.load_profile("dashspot")
