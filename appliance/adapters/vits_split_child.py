"""Splits a Piper voice into the two halves of VITS, in a process of its own: its memory is freed when it ends.

Writes to stdout: the length of the first half (8 bytes, little-endian), the first half, the second half. The outputs of
the first half are the inputs of the second, in their order, followed by the frames that each phoneme takes. Exits with
3 when the voice has no such halves. Run by `vits.py`; imports nothing of the appliance.
"""

from __future__ import annotations

import struct
import sys
from typing import Any

DECODER = "/dec/"
"""Piper's exporter names every node after the module it comes from. This is the HiFi-GAN generator."""
DURATIONS = "/Ceil"
"""The node that rounds the phonemes' lengths up to whole frames."""
NOT_IN_HALVES = 3


def main(model_file: str) -> int:
    """Write both halves of `model_file` to stdout. Returns the exit status."""
    import onnx
    from onnx.utils import Extractor

    model = onnx.load(model_file)
    inputs, outputs = ([tensor.name for tensor in tensors] for tensors in (model.graph.input, model.graph.output))
    between = tensors_between(model.graph)
    durations = [name for node in model.graph.node if node.name == DURATIONS for name in node.output]
    if not between or not durations:
        return NOT_IN_HALVES
    known = {tensor.name for tensor in model.graph.value_info}
    wanted = [*between, *durations]
    model.graph.value_info.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in wanted if name not in known
    )
    extractor = Extractor(model)
    first = extractor.extract_model(inputs, wanted).SerializeToString()
    sys.stdout.buffer.write(struct.pack("<Q", len(first)) + first)
    del first
    sys.stdout.buffer.write(extractor.extract_model(between, outputs).SerializeToString())
    return 0


def tensors_between(graph: Any) -> list[str]:
    """Return the names of the tensors that the decoder takes from the nodes before it."""
    decoder = [node for node in graph.node if node.name.startswith(DECODER)]
    before = [node for node in graph.node if not node.name.startswith(DECODER) and node.op_type != "Constant"]
    made_before = {name for node in before for name in node.output}
    taken = (name for node in decoder for name in node.input)
    return list(dict.fromkeys(name for name in taken if name in made_before))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
