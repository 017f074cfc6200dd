"""What ``passerelle`` does for those who type, a module for each matter.

What is heavy to import waits inside its command, so that the others answer at once.
"""
