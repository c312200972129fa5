"""Spotify's endpoints, declared: one module per group, each imported where it is needed. `all` lists every one."""
