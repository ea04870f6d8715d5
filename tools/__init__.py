"""Tools of the house: they make things that the repository keeps, and are no part of the running product."""
