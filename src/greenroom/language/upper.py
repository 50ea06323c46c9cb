"""Upper layers that another reader puts over the encoder's lower ones."""

from __future__ import annotations

from greenroom.language.outputs import Floats
from greenroom.language.runtime import onnxruntime


class UpperLayers:
    """A small network from the lower states of ``Encoder.lower`` to states of its own; one thread, deterministic."""

    def __init__(self, raw: bytes) -> None:
        """``raw``: an ONNX file with the input ``lower [1, T, 384]`` and the output ``states [T, 384]``.

        Raises what the runtime raises for a file that is damaged.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.use_deterministic_compute = True
        self._session = onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])

    def states(self, lower: Floats) -> Floats:
        """States ``[T, 384]`` of one short text, from its lower states ``[T, 384]``."""
        found: Floats = self._session.run(["states"], {"lower": lower[None]})[0]
        return found
