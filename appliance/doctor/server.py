"""Checks of the language model server: does it answer, soon enough, and may the service reach it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.doctor.report import Check, Verdict
from appliance.errors import ServerUnavailable
from appliance.interfaces import ChatServer
from appliance.stages.server import FIRST_TEXT_S, GREETING, GREETING_OPTIONS, PATIENCE_S
from appliance.system.network_drop_in import DROP_IN, UNIT

AREA = "server"

Clock = Callable[[], float]


def server(asked: ChatServer, clock: Clock) -> Check:
    """Ask it for a reply, and hang up at the first word: this tries the address, the key and the model."""
    began_s = clock()
    call = asked.call(GREETING, GREETING_OPTIONS, PATIENCE_S)
    try:
        next(call.pieces(), None)
    except ServerUnavailable as error:
        return Check(AREA, "language model", Verdict.WARN, f"{error}; until then the model on the device answers")
    took_s = clock() - began_s
    found = f"{asked.url} answers, with {asked.model}; its first word came after {took_s * 1000:.0f} ms"
    if took_s > FIRST_TEXT_S:
        remedy = f"a reply has to begin within {FIRST_TEXT_S:g} s; run this again, or take a smaller model there"
        return Check(AREA, "language model", Verdict.WARN, found, remedy)
    return Check(AREA, "language model", Verdict.OK, found)


def sandbox(url: str, units: Path) -> Iterator[Check]:
    """Check that the installed service may reach it; nothing where none is installed."""
    if not (units / UNIT).exists():
        return
    drop_in = units / DROP_IN.relative_to(DROP_IN.parents[1])
    remedy = "sudo appliance config network --write"
    try:
        text = drop_in.read_text(encoding="utf-8")
    except OSError:
        yield Check(AREA, "sandbox", Verdict.WARN, "the service has no network, so it cannot reach it", remedy)
        return
    if f" {url}, " in text:
        yield Check(AREA, "sandbox", Verdict.OK, f"the service may reach it, by {drop_in}")
    else:
        yield Check(AREA, "sandbox", Verdict.WARN, f"{drop_in} opens the service for another server", remedy)
