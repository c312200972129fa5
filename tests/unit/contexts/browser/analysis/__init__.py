"""What an analysis says of a selection."""
