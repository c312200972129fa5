"""Rules of the shared kernel."""
