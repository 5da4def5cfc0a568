"""No connection is opened at run time: an audit hook of Python reports each attempt while all three models work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from appliance.recordings.recordings import Recording

ASK_WITH_AUDIT_HOOK = """
import sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        print("NETWORK", event, file=sys.stderr)

sys.addaudithook(watch)
from appliance.__main__ import main

try:
    main()
finally:
    import os
    print("telemetry", os.environ.get("ORT_DISABLE_TELEMETRY"), "onnxruntime" in sys.modules, file=sys.stderr)
"""


def test_a_question_is_answered_without_a_connection(question: Callable[[str], Recording]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK_WITH_AUDIT_HOOK, "ask", "--fast", str(question("capital-of-france").path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Paris" in done.stdout
    # The hook does not see connections of native code. Those of onnxruntime are disabled by its environment variable.
    assert done.stderr.splitlines() == ["telemetry 1 True"]
