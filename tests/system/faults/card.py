"""Faults of the sound card: it is gone, held, dumb, wrong or broken."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.monitoring.journal_fields import MessageId
from tests.system.faults.fault import Catalogue
from tests.system.faults.scene import Scene

card = Catalogue("card")
MISSING = ("microphone missing", "loudspeaker missing")
PLUGGED_IN = "the card is plugged in"


def _gone(scene: Scene) -> Iterator[str]:
    scene.conversation.pull_out()
    yield f"{scene.light_shows(*MISSING)}; {scene.message(MessageId.DEVICE_LOST)}"
    scene.conversation.plug_in()
    scene.happens()


@card("pulled out while it listens", ended_by=PLUGGED_IN)
def gone_listening(scene: Scene) -> Iterator[str]:
    scene.begin_turn()
    yield from _gone(scene)


@card("pulled out while it speaks", ended_by=PLUGGED_IN)
def gone_speaking(scene: Scene) -> Iterator[str]:
    scene.begin_turn(until="speaking")
    yield from _gone(scene)


@card("pulled out while nobody speaks", ended_by=PLUGGED_IN, may_lose=())
def gone_idle(scene: Scene) -> Iterator[str]:
    yield from _gone(scene)


@card("there, but dumb: it opens and never answers", ended_by=PLUGGED_IN, may_lose=())
def dumb(scene: Scene) -> Iterator[str]:
    scene.conversation.tester.card_is(False)
    scene.conversation.card.stop_answering()
    yield f"{scene.light_shows(*MISSING)}; {scene.message(MessageId.DEVICE_LOST)}"
    scene.conversation.plug_in()
    scene.happens()


@card("held by another program when it comes back", ended_by="the other program lets go", may_lose=())
def busy(scene: Scene) -> Iterator[str]:
    with scene.shim.on("busy"):
        scene.conversation.pull_out()
        scene.light_shows(*MISSING)
        scene.conversation.plug_in()
        yield f"{scene.light_shows(*MISSING)}; {scene.warns_of('busy', 'in use', 'uses it', 'used by', 'held')}"
    scene.happens()


@card("gives 44.1 kHz only when it comes back", ended_by="the card that was there before", may_lose=())
def wrong_rate(scene: Scene) -> Iterator[str]:
    with scene.shim.on("rate"):
        scene.conversation.pull_out()
        scene.light_shows(*MISSING)
        scene.conversation.plug_in()
        yield f"{scene.light_shows(*MISSING)}; {scene.warns_of('44100 hz')}"
    scene.happens()


def _broken_microphone(scene: Scene, fault: str, *words: str) -> Iterator[str]:
    with scene.shim.on(fault):
        scene.begin_turn()
        yield scene.warns_of(*words)
    scene.happens()


@card("microphone delivers zeros only", ended_by="it delivers sound again")
def zeros(scene: Scene) -> Iterator[str]:
    yield from _broken_microphone(scene, "zeros", "zero", "silent", "nothing but")


@card("microphone delivers one value only", ended_by="it delivers sound again")
def stuck(scene: Scene) -> Iterator[str]:
    yield from _broken_microphone(scene, "stuck", "one value", "stuck", "same value")


@card("microphone clips for seconds", ended_by="it delivers sound again")
def clipping(scene: Scene) -> Iterator[str]:
    yield from _broken_microphone(scene, "clipping", "clip", "too loud", "overdriven")
