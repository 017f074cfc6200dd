"""How the models that detection ships are made."""
