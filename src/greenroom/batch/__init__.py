"""Many answers: JSON lines in, one prediction a line out, in the same order, resumable (``batch.run``)."""
