"""Rules of how the catalogue is kept."""
