"""The server answers; where it fails, the model on the device does, and the server is looked for with back-off."""

from __future__ import annotations

import pytest

from appliance.errors import ServerUnavailable
from appliance.stages.server import FIRST_TEXT_S, OPENING_S, PATIENCE_S
from appliance.stages.server_first import LATEST_S
from tests.unit.stages.server_rig import GONE, OPTIONS, QUESTION, DeviceModel, ScriptedServer, ServerRig

DEVICE = "The device answers."


def test_the_server_writes_the_reply_and_the_device_nothing() -> None:
    r = ServerRig(ScriptedServer(["Pa", "ris", "."]))
    r.stage.open()
    assert r.reply() == "Paris."
    assert (r.device.asked, r.changes) == ([], [None])
    assert r.server.deadlines_s == [OPENING_S, FIRST_TEXT_S]


def test_only_the_device_prepares_and_counts() -> None:
    r = ServerRig(ScriptedServer(["Paris."]), DeviceModel(context_tokens=700))
    assert list(r.model.prepare(QUESTION)) == [""]
    assert r.device.prepared == [QUESTION]
    assert r.model.count_tokens(QUESTION) == 6
    assert r.model.context_tokens == 700
    assert r.server.calls == []


def test_the_cap_is_that_of_whoever_wrote_the_end() -> None:
    r = ServerRig(ScriptedServer(["Paris"], [GONE]))
    r.server.hit_cap = True
    r.reply()
    assert r.model.hit_cap
    r.reply()
    assert not r.model.hit_cap


def test_a_server_that_fails_before_its_first_word_is_answered_for_by_the_device() -> None:
    r = ServerRig(ScriptedServer([GONE]))
    assert r.reply() == DEVICE
    assert r.device.asked == [(QUESTION, OPTIONS)]
    assert r.changes == [GONE]
    assert r.reply() == DEVICE
    assert len(r.server.calls) == 1, "it is not asked again at once"
    assert r.changes == [GONE], "told once"


def test_a_server_that_fails_in_a_sentence_has_it_finished_by_the_device() -> None:
    r = ServerRig(
        ScriptedServer(["The capital of", " France is", GONE]), DeviceModel(" Par", "is.", " It is", " large.")
    )
    assert r.reply() == "The capital of France is Paris."
    begun = {"role": "assistant", "content": "The capital of France is"}
    assert r.device.asked == [([*QUESTION, begun], OPTIONS)]
    assert r.changes == [GONE]


def test_a_sentence_is_finished_where_the_device_stops_without_a_full_stop() -> None:
    r = ServerRig(ScriptedServer(["It is ", GONE]), DeviceModel("Dr. ", "Who"))
    assert r.reply() == "It is Dr. Who"


@pytest.mark.parametrize("said", ["Paris.", "It is Paris. It is large!", 'He said "yes."'])
def test_a_server_that_fails_after_a_sentence_has_said_its_answer(said: str) -> None:
    r = ServerRig(ScriptedServer([said, GONE]))
    assert r.reply() == said
    assert r.device.asked == []


def test_a_sentence_is_not_finished_where_there_is_no_room() -> None:
    r = ServerRig(ScriptedServer(["It is", GONE]), DeviceModel(context_tokens=10))
    assert r.reply() == "It is"


def test_a_server_whose_thread_hangs_is_given_up_in_time() -> None:
    r = ServerRig(ScriptedServer(["Paris."]))
    waiting = r.model.reply(QUESTION, OPTIONS)
    assert next(waiting) == ""
    r.clock.now_s += LATEST_S + 0.01
    assert "".join(waiting) == DEVICE
    assert r.server.calls[0].is_cancelled
    item = r.requests.get()
    r.take(item)  # it wakes up at last
    assert "too slow" in str(r.changes[0])


def test_a_reply_that_is_taken_back_is_hung_up_on_and_no_failure() -> None:
    r = ServerRig(ScriptedServer(["Pa", "ris."]))
    reply = r.model.reply(QUESTION, OPTIONS)
    assert next(reply) == ""
    reply.close()  # type: ignore[attr-defined]
    assert r.server.calls[0].is_cancelled
    r.take(r.requests.get())
    assert r.changes == [None]
    assert r.reply() == "Paris."


def test_it_is_looked_for_after_five_seconds_and_then_half_as_often_each_time() -> None:
    r = ServerRig(ScriptedServer([GONE]))
    r.reply()
    looked_s = []
    began_s = r.clock.now_s
    for _ in range(1300):
        calls = len(r.server.calls)
        r.look(after_s=1.0)
        looked_s += [r.clock.now_s - began_s] * (len(r.server.calls) - calls)
    assert looked_s == [5, 15, 35, 75, 155, 315, 615, 915, 1215]
    assert set(r.server.deadlines_s[1:]) == {PATIENCE_S}
    assert r.changes == [GONE], "one line for the outage"


def test_a_server_that_is_back_is_asked_again() -> None:
    r = ServerRig(ScriptedServer([GONE], ["Hello."], ["Paris."]))
    assert r.reply() == DEVICE
    r.look(after_s=5.0)
    assert r.changes == [GONE, None]
    assert r.server.calls[-1].is_cancelled, "it is hung up at the first word"
    assert r.reply() == "Paris."


def test_only_a_whole_reply_makes_the_pauses_short_again() -> None:
    cut = ServerUnavailable("cut off")
    r = ServerRig(ScriptedServer([GONE], ["Hello."], [cut], ["Hello."], ["Paris."], [GONE]))
    r.reply()
    r.look(after_s=5.0)
    r.reply()
    r.look(after_s=9.0)
    assert r.changes == [GONE, None, cut], "the second pause is 10 s"
    r.look(after_s=1.0)
    assert r.changes[3:] == [None]
    assert r.reply() == "Paris."
    assert r.reply() == DEVICE
    calls = len(r.server.calls)
    r.look(after_s=5.0)
    assert len(r.server.calls) == calls + 1


def test_a_server_that_answers_too_late_is_not_back() -> None:
    r = ServerRig(ScriptedServer([GONE], ["Hello."]))
    r.reply()
    r.server.on_call = lambda: setattr(r.clock, "now_s", r.clock.now_s + FIRST_TEXT_S + 0.1)
    r.look(after_s=5.0)
    assert r.availability.error is GONE


def test_opening_a_session_does_not_fail_without_the_server() -> None:
    r = ServerRig(ScriptedServer([GONE]))
    r.stage.open()
    r.look()
    assert r.changes == [GONE]
    assert r.reply() == DEVICE
    assert len(r.server.calls) == 1


def test_stopped_it_hangs_up_and_begins_nothing() -> None:
    r = ServerRig(ScriptedServer(["Paris."]))
    r.stage.stop()
    reply = r.model.reply(QUESTION, OPTIONS)
    next(reply)
    r.take(r.requests.get())
    assert r.server.calls[0].is_cancelled
    assert r.availability.error is None
