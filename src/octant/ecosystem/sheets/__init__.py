"""Sheets of the register: what their columns mean, what a row would do, and what is written."""
