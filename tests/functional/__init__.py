"""The product in one process: real functions, AWS by moto, Spotify by the simulator over HTTP."""
