"""Training of the local judge's encoder: from ``data/`` to the shipped weights."""
