"""What the client of Spotify's Web API promises to its users."""
