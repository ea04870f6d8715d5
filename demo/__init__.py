"""The demo: an invented province in the local Bot API server, and one case played through it."""
