"""Answers that were collected with another program: what its columns mean, and what each row says."""
