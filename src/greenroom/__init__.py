"""Greenroom: an offline, checkable coach for behavioural interviews."""

__version__ = "0.1.0"
