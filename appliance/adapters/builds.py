"""What llama.cpp and whisper.cpp say they were built for; no model is loaded for it."""

from __future__ import annotations


def llama_build() -> str:
    """Return llama.cpp's features, as "CPU : AVX2 = 1 | FMA = 1 | "."""
    import llama_cpp

    return str(llama_cpp.llama_print_system_info().decode())


def whisper_build() -> str:
    """Return whisper.cpp's features, likewise."""
    import _pywhispercpp

    return str(_pywhispercpp.whisper_print_system_info())
