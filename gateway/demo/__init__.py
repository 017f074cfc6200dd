"""The demonstration: a model server of our own on loopback, and the story told in the terminal."""
