"""The CPU features that llama.cpp and whisper.cpp were built for. No model is loaded."""

from __future__ import annotations


def llama_build() -> str:
    """Return llama.cpp's features, as "CPU : AVX2 = 1 | FMA = 1 | "."""
    import llama_cpp

    return str(llama_cpp.llama_print_system_info().decode())


def whisper_build() -> str:
    """Return whisper.cpp's features, as "WHISPER : COREML = 0 | CPU : AVX2 = 1 | "."""
    import _pywhispercpp

    return str(_pywhispercpp.whisper_print_system_info())
