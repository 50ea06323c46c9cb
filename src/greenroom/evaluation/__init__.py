"""Agreement of any judge with any labels: figures, their intervals, calibration, comparison (``evaluation.run``)."""
