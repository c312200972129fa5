"""Rules of single modules, with nothing around them."""
