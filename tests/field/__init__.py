"""Inputs from the field: what people's models, cards, editors and set-ups really give."""

from __future__ import annotations

from pathlib import Path

FIELD = Path(__file__).parent


def field_text(name: str) -> str:
    """Return what a language model wrote, a file of `llm/`."""
    return (FIELD / "llm" / f"{name}.txt").read_text(encoding="utf-8")
