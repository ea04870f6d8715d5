"""Trains our own Persian line reader from the float model, and measures it: see __main__."""
