"""What was read from Spotify: entities shared by all, and each person's rows. Written by Library, read by Browser."""
