"""Prints how many tokens the text on stdin takes; the argument is a GGUF file, of which only the vocabulary is loaded.

A process of its own, because a damaged file may crash it. Run by `prompt_length.py`; imports nothing of the appliance.
"""

from __future__ import annotations

import os
import sys


def main(model_file: str) -> int:
    """Count. Returns the exit status."""
    os.environ["GGML_NO_BACKTRACE"] = "1"
    import llama_cpp

    model = llama_cpp.Llama(model_file, vocab_only=True, verbose=False)
    print(len(model.tokenize(sys.stdin.buffer.read(), add_bos=False)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
