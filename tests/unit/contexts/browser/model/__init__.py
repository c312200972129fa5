"""What the Browser's rules promise, by themselves."""
