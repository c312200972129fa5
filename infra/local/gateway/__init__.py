"""The TLS gateway: one origin for the deployed API, the web client and, here only, the windows to look inside."""
