"""The service about itself: health, what works now, and its own documentation."""
