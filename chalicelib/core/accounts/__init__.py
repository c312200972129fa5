"""People: sign-in with Spotify, sessions, tokens, the vault of their grants, and the client that acts for them."""
