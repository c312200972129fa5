"""The shared kernel: what every context uses. It imports no context."""
