"""The packaged functions in the emulated cloud, behind the TLS gateway, over the wire."""
