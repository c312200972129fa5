"""The Browser on generated libraries."""
