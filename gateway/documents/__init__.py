"""Documents sent inside a request: read in a process of their own and sent on as text. Their bytes never leave."""
