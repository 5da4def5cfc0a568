"""Control: many ways to say each thing, what is done and said, and what is none of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from appliance.settings import Settings
from appliance.skills.control import Control
from tests.unit.skills.control_rig import NotedDevice, Talk, context, names

UNDERSTOOD: Mapping[str, str] = {
    "change_volume": """
        Volume up. | Turn it up a bit. | Turn up the volume. | Turn the volume up, please. |
        Can you turn the volume up a little bit? | Hey Jarvis, louder. | Much louder please. | Could you speak up? |
        Speak a bit louder. | Louder, no, quieter. | Turn it up, no, down. | Lower the volume. | Make it quieter. |
        Be a little quieter. | Turn it down a lot. | Raise the volume by 20 percent. | Volume down 15. |
        Volume down by ten percent. | Decrease the volume by 20. | You're too loud. | You are too quiet. |
        Increase volume. | Turn down the volume a bit. | Crank it up. | Make the volume louder. |
        Make the volume 20 percent louder. | Can you make it 10 percent louder? | Turn it up by 10. | Don't shout. |
        Can you lower your voice? | Quieter. | Softer please. | A little more quietly, please. |
        Make the volume 20 percent louder. | Make it 10 percent louder. | make it a lot louder | turn it up a notch |
        Turn yourself up. | Turn yourself down a little. | Turn the sound down. |
        turn up the sound a little bit please | Can you make yourself louder? | Increase the volume, please. |
        Increase the volume by fifteen. | Reduce the volume by half. | Lower. | Too loud! | It's too loud. |
        That's too loud. | Your voice is too loud. | You're not loud enough. | Speak more quietly. | Speak softly.
    """,
    "set_volume": """
        Set the volume to 40, no, 60. | Set the volume to sixty percent. | Volume 60. | Volume to sixty. |
        Volume 60%. | Set volume to half. | Half volume. | Maximum volume. | Turn the volume to maximum. |
        Turn it up to 80. | Volume all the way up. | Turn the volume down to twenty per cent. |
        Set the volume at 30. | Put the volume on 30. | Turn the volume 2 60. | Set the volume too fifty. |
        Volume level 5. | Set the volume to 7 out of 10. | Set the volume to level seven. | Full volume. |
        Make the volume 20. | As loud as you can. | as quiet as possible | Set the volume to zero. |
        Turn the volume down to the minimum. | Can you increase the volume to 90 percent? | Set your volume to 35. |
        Set volume 35. | Adjust the volume to 45 percent. | Change the volume to 15%. |
        Can you set the volume to one hundred percent? | Volume one hundred. | Volume at maximum. |
        Put the sound to 50. | Turn the volume down to 5. | Turn the volume up to eleven.
    """,
    "volume_is": """
        What's the volume? | What is the volume set to? | How loud are you? | Volume?
    """,
    "mute": """
        Mute. | Mute the speaker. | Mute yourself. | Turn the sound off. | Turn it on mute.
    """,
    "unmute": """
        Unmute. | Turn the sound back on. | Un-mute yourself. | Unmute the sound. | Turn your volume back on. |
        Turn the volume back up.
    """,
    "mute_microphone": """
        Stop listening. | Close the microphone. | Turn off the mic, please. | Mute the microphone. |
        Don't listen anymore. | Go to sleep. | Turn off your microphone. | Switch the microphone off. |
        Microphone off. | Turn the microphone off. | Please stop listening. | Stop listening to me. |
        Stop listening now. | Close your microphone. | Mute your mic. | Disable the microphone. |
        Don't listen to us.
    """,
    "repeat": """
        Say that again. | What did you say? | Pardon? | Sorry? | Pardon me? | Sorry, what did you say? |
        I didn't catch that. | Could you repeat that, please? | Can you say that again? | One more time. | Repeat. |
        Say it again please. | What was that? | Come again? | Huh? | I beg your pardon? |
        Would you mind repeating that? | Can I hear that again? | Could you do that again? | I can't hear you. |
        Sorry, I didn't get that. | Sorry, can you repeat that? | What'd you say? | Say what? | Excuse me? | What? |
        Can you repeat your last answer? | Repeat what you said. | Please repeat. |
        Repeat the last sentence, please. | Tell me that again. | Say that one more time. |
        Could you say that one more time, please? | Again, please. | Say again? | I didn't hear you. |
        I didn't understand that. | What was the answer again?
    """,
    "slower": """
        Speak slower. | More slowly please. | Slow down. | Can you speak a bit slower? |
        Can you say that again more slowly? | Could you say it slower? | You're talking too fast. |
        Could you talk more slowly, please? | Can you slow down? | Slow down, please. | Please talk slower. |
        Say that again slowly. | Repeat that slower. | Speak a little more slowly.
    """,
    "faster": """
        Speak faster. | Speed up. | A bit faster, please. | Talk faster please. | You speak too slowly. |
        You're too slow.
    """,
    "normal_speed": """
        Normal speed. | Speak at normal speed again. | Talk normally. | Go back to normal speed. |
        Return to normal speed. | Speak at a normal pace. | Speak normally again. | Set the speed back to normal.
    """,
    "stop": """
        Stop. | Stop stop stop. | Never mind. | Nevermind. | Oh, never mind. | Forget it. | Cancel. | Cancel that. |
        Be quiet. | Shut up. | That's all. | That's all, thanks. | Okay, that's enough. | No thanks. |
        No, thank you. | Okay, stop. | Nothing. | It doesn't matter. | Ignore what I just said. |
        Could you please be quiet? | Would you please stop talking? | Stop talking, please. | Uh, stop. |
        Alexa, stop. | Jarvis stop | No, that's all, thank you. | That will be all. | Shush. | Hush! | Enough. |
        Abort. | Be quiet, I'm on the phone. | Stop, I don't want to hear it. | Okay, never mind, forget it. |
        Never mind, thanks. | Never mind, I found it. | Quiet, please.
    """,
    "forget": """
        Forget our conversation. | Forget everything I said. | Forget what I just told you. |
        Start a new conversation. | Clear the conversation. | Let's start over. | Forget what I said. |
        Let's start a new conversation. | Clear your memory. | Delete our conversation. | Delete everything I said. |
        Forget this conversation. | Please forget what we talked about. | Erase the conversation history. |
        Wipe your memory. | Reset the conversation.
    """,
    "thanks": """
        Thank you. | Thanks. | Thank you very much! | Thanks a lot. | Great, thanks. | Okay, thank you. |
        Thank you so much for your help. | Cheers. | Hey computer, thank you. | That's very helpful, thank you. |
        That was helpful. Thanks. | Wonderful, thank you very much indeed.
    """,
    "hello": """
        Hello. | Hi there! | Hello, computer. | Hello there.
    """,
    "good_morning": """
        Good morning. | Good morning, Jarvis. | Good morning! | Morning.
    """,
    "good_night": """
        Good night.
    """,
    "goodbye": """
        Bye. | Goodbye. | See you later.
    """,
    "volume_out_of_range": """
        set the volume to 150
    """,
    "good_evening": """
        Good evening, computer.
    """,
    "good_afternoon": """
        Good afternoon.
    """,
}
NOT = """
    What is the volume of a sphere of radius 2? | What is volume? | How much volume does a bucket have? |
    Volume two of the series is the best. | The volume was too loud at the concert. |
    My neighbour turned the volume up all night. | How do I turn up the volume on my TV? |
    He said stop listening to me. | I told him to stop. | Stop the timer. | Cancel the alarm. |
    What did you say about Paris? | Repeat after me, hello. | How do you say thank you in Spanish? |
    Thank you is a polite phrase. | Say hello to my mother. | What does never mind mean? | How are you? |
    Slow down the car before the bend, she said. | Why do people speak slowly? |
    Is faster than light travel possible? | Forget about Paris, tell me about Rome. | Good morning in French? |
    What is the meaning of hello? | Why do cats go to sleep so often? | No. | Yes. | Turn off the light. |
    How loud is a jet engine? | What is the speed of sound? | Who sang the sound of silence? | The sound of silence |
    Sixty percent. | Increase 20 by 10 percent. | Silence of the lambs | Can you hear me? |
    What is the highest volume you can do? | Volume up two notches. | You're the best. | I didn't understand. |
    Speak at half speed. | How do I close the microphone? | Higher. | Whisper. | Hi, how are you? |
    Hello, what's the time? | Forget all of that. | Forget me. | forget the milk | Hello world is a program |
    stop sign | thank you card ideas | Can you say hello?
"""


def _talk(settings: Settings | None = None) -> Talk:
    device = NotedDevice()
    return Talk(Control(context(device, settings=settings)), device)


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_it_is_understood(name: str) -> None:
    sentences = [sentence.strip() for sentence in UNDERSTOOD[name].split("|")]
    assert names(_talk().skill, sentences) == dict.fromkeys(sentences, name)


def test_other_sentences_are_not_for_it() -> None:
    sentences = [sentence.strip() for sentence in NOT.split("|")]
    assert names(_talk().skill, sentences) == dict.fromkeys(sentences)


@pytest.mark.parametrize("sentence", [*Control.examples])
def test_its_examples_are_understood(sentence: str) -> None:
    assert _talk().skill.match(sentence)


@pytest.mark.parametrize(
    ("sentence", "volume", "says"),
    [
        ("Louder.", 70, "Volume 70 percent."),
        ("A bit louder.", 65, "Volume 65 percent."),
        ("Turn it down a lot.", 35, "Volume 35 percent."),
        ("Turn the volume up by 15 percent.", 75, "Volume 75 percent."),
        ("Reduce the volume by half.", 30, "Volume 30 percent."),
        ("Louder, no, quieter.", 50, "Volume 50 percent."),
        ("Turn it up, no, down.", 50, "Volume 50 percent."),
        ("Set the volume to 40, no, 80.", 80, "Volume 80 percent."),
        ("Set the volume to 7 out of 10.", 70, "Volume 70 percent."),
        ("Volume three quarters.", 75, "Volume 75 percent."),
        ("Set the volume to maximum.", 100, "Volume 100 percent."),
        ("Volume all the way down.", 0, "Muted."),
        ("Mute.", 0, "Muted."),
        ("Set the volume to 150.", 60, "The volume goes from 0 to 100 percent."),
        ("What's the volume?", 60, "The volume is 60 percent."),
    ],
)
def test_the_volume(sentence: str, volume: int, says: str) -> None:
    talk = _talk()
    answer = talk.say(sentence)
    assert answer
    assert (answer.text, talk.device.volume) == (says, volume)


def test_the_volume_stays_within_its_limits() -> None:
    talk = _talk()
    for _ in range(8):
        talk.say("Louder.")
    assert (talk.device.volume, talk.device.said) == (100, "I'm as loud as I can be.")
    for _ in range(20):
        talk.say("Quieter.")
    assert (talk.device.volume, talk.device.said) == (0, "Muted.")


def test_unmuting_restores_the_volume() -> None:
    talk = _talk()
    for sentence in ("Volume 45.", "Mute.", "Mute.", "Unmute."):
        talk.say(sentence)
    assert talk.device.volume == 45


def test_unmuting_what_was_muted_before_the_start_takes_the_volume_of_the_settings() -> None:
    talk = _talk(Settings.model_validate({"audio": {"volume": 55}}))
    talk.device.volume = 0
    talk.say("Unmute.")
    assert talk.device.volume == 55


def test_a_prepared_answer_changes_nothing() -> None:
    talk = _talk()
    for sentence in ("Louder.", "Mute.", "Speak slower.", "Stop listening.", "Forget our conversation."):
        assert talk.prepare(sentence)
    assert (talk.device.volume, talk.device.speaking_rate, talk.device.done) == (60, 1.0, [])


def test_it_repeats_what_it_said() -> None:
    talk = _talk()
    answer = talk.say("Pardon?")
    assert answer
    assert answer.text == "The capital of France is Paris."
    talk.device.said = ""
    assert (answer := talk.say("Pardon?"))
    assert answer.text == "I haven't said anything yet."


def test_slower_and_faster_repeat_it_at_the_new_speed() -> None:
    talk = _talk()
    for rate in (0.85, 0.7, 0.55, 0.5):
        answer = talk.say("More slowly, please.")
        assert answer
        assert answer.text == "Slower. The capital of France is Paris."
        assert talk.device.speaking_rate == rate
    assert (answer := talk.prepare("Slower."))
    assert answer.text == "I can't speak slower."
    assert (answer := talk.say("Faster."))
    assert answer.text == "Faster. The capital of France is Paris."
    talk.say("Normal speed.")
    assert talk.device.speaking_rate == 1.0


@pytest.mark.parametrize(
    ("sentence", "done", "says"),
    [
        ("Stop listening.", ["mute microphone"], "I've closed my microphone. Tap my button twice to open it again."),
        ("Forget our conversation.", ["forget"], "I've forgotten our conversation."),
        ("Never mind.", [], ""),
        ("Thank you.", [], "You're welcome."),
        ("Hello.", [], "Hello."),
    ],
)
def test_what_is_done_and_said(sentence: str, done: list[str], says: str) -> None:
    talk = _talk()
    answer = talk.say(sentence)
    assert answer
    assert (answer.text, talk.device.done) == (says, done)
