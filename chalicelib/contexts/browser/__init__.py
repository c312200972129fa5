"""Browser: the copy that Dashspot keeps, searched, filtered, sorted and measured. Nothing here asks Spotify."""
