"""The demo: the documented clusters, loaded into an empty database."""
