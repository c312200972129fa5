"""What Spotify answers, as Pydantic models. Import the module of the kind you need; nothing is re-exported here."""
