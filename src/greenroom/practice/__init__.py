"""Preparation modes: study, walkthrough, be the bar raiser, quiz, revision; plans and schedules, nothing rendered."""
