"""What settings and files of this program have in common: its names."""

from __future__ import annotations

APP = "voice-appliance"
"""Name of this program's folders."""
VERSION = "0.1.0"
"""Of this program; `pyproject.toml` has the same."""
AUTO = "auto"
"""The value of a setting that is left to the appliance."""
