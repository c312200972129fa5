"""One thing of the kept library with what belongs to it, a playlist's rows, and what is known of the whole."""
