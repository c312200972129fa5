"""Each layer of the stack around a transport, and all of them together."""
