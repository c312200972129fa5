"""What the benchmarks judge by."""
