"""The HTTP face: who may ask what, and how an answer leaves."""
