"""Says how many bytes of weights a written token reads: `python weights.py NAME=FILE.gguf ... > FOLDER/weights.json`.

That is all matrices and vectors of the file but the embeddings, of which a token reads one row, unless they are the
output, too (where the file has no matrix of that name).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

EMBEDDINGS, OUTPUT = "token_embd.weight", "output.weight"


def weights_read(model_file: Path) -> int:
    """Return the bytes that a written token of a language model reads."""
    from gguf import GGUFReader

    sizes = {tensor.name: int(tensor.n_bytes) for tensor in GGUFReader(model_file).tensors}
    return sum(sizes.values()) - (sizes[EMBEDDINGS] if OUTPUT in sizes else 0)


if __name__ == "__main__":
    named = dict(argument.split("=", 1) for argument in sys.argv[1:])
    print(json.dumps({name: weights_read(Path(file)) for name, file in named.items()}, indent=1))
