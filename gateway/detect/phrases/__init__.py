"""Phrases: lexicons of token patterns, found in a text in one pass."""
