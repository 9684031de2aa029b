"""Octant: clusters of social and ecological innovation."""
