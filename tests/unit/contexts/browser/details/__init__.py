"""Parts of the details."""
