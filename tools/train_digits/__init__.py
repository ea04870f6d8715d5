"""Trains the second reader of digits: see README.md."""
