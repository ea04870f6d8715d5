"""Fits how sure a field's reading is said to be (intake/trust.yaml) to papers with their truth beside them."""
