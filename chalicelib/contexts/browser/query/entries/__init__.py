"""Rows of a model as entries of an answer: ``tracks(model, numbers)`` and so on, in the order of the numbers."""
