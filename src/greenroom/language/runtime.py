"""The one place where ONNX Runtime is loaded, with its telemetry switched off before it starts.

From 1.31 on the library reports usage to its maker unless told not to; nothing of ours may
leave the machine, so the switch is set here whatever the environment says.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

onnxruntime.disable_telemetry_events()

__all__ = ["onnxruntime"]
