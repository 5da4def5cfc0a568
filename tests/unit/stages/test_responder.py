"""The responder, with a language model that writes the given pieces."""

from __future__ import annotations

import pytest

from appliance.events import AnswerFound, GenerationCompleted, GenerationProgress, GenerationStarted, ReplyPartReady
from appliance.intents import Answer, Intent
from appliance.items import EndOfReply, Prefill, ReplyPart
from tests.unit.stages.responder_rig import SYSTEM, ResponderRig, letters, sentences


def test_a_reply_is_told_as_it_is_written_and_followed_by_its_end() -> None:
    outputs = ResponderRig("The sky", " is.").reply()
    assert outputs == [
        GenerationStarted(4, 3.0),
        GenerationProgress(4, 3.0, "The sky"),
        GenerationProgress(4, 3.0, "The sky is."),
        ReplyPartReady(4, 3.0, "The sky is."),
        ReplyPart(4, 0, "The sky is."),
        GenerationCompleted(4, 3.0, "The sky is."),
        EndOfReply(4),
    ]


def test_a_sentence_is_spoken_while_the_next_is_being_written() -> None:
    rig = ResponderRig("The sky is blue.", " The", " sea", " is", " too", ".")
    for output in rig.work():
        if isinstance(output, ReplyPart) and not output.is_opening:
            assert output.text == "The sky is blue."
            break
    assert rig.model.taken < 4


def test_the_first_words_go_to_the_voice_before_their_sentence() -> None:
    outputs = ResponderRig(*letters("The sky is so blue here. It is.")).reply()
    found = [output for output in outputs if isinstance(output, ReplyPart)]
    assert found == [
        ReplyPart(4, 0, "The sky is so", ends_sentence=False, is_opening=True),
        ReplyPart(4, 1, "The sky is so blue here."),
        ReplyPart(4, 2, "It is."),
    ]
    (completed,) = [output for output in outputs if isinstance(output, GenerationCompleted)]
    assert completed.text == "The sky is so blue here. It is."


def test_all_sentences_come_in_order_wherever_the_pieces_end() -> None:
    text = "The sky is blue, Dr. Smith said. It costs 3.5 dollars! Is that so? It is."
    expected = ["The sky is blue,", "Dr. Smith said.", "It costs 3.5 dollars!", "Is that so?", "It is."]
    assert sentences(ResponderRig(*letters(text)).reply()) == expected
    assert " ".join(sentences(ResponderRig(text).reply())) == text


def test_none_of_the_model_is_passed_on_so_that_the_job_can_be_overtaken() -> None:
    assert ResponderRig("", "", "Yes.").reply()[1:3] == [None, None]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Paris** is the `capital`.", ["Paris is the capital."]),
        ("It is sunny today ☀️! It is warm 😀 too.", ["It is sunny today !", "It is warm too."]),
        ("# Blue\n\nIt is so.", ["Blue", "It is so."]),
        ("See [the page](https://example.com/x). It is so.", ["See the page.", "It is so."]),
    ],
)
def test_markdown_and_emoji_are_not_spoken(written: str, spoken: list[str]) -> None:
    outputs = ResponderRig(*letters(written)).reply()
    assert sentences(outputs) == spoken
    assert GenerationCompleted(4, 3.0, " ".join(spoken)) in outputs, "the text that is told is the text that is spoken"


@pytest.mark.parametrize("tail", [" And the sea is", " And", " And the sea, which is deep,"])
def test_a_tail_that_was_cut_off_is_not_spoken(tail: str) -> None:
    assert sentences(ResponderRig(*letters("The sky is blue." + tail), hit_cap=True).reply()) == ["The sky is blue."]


def test_what_follows_a_clause_that_was_spoken_is_spoken_even_when_cut_off() -> None:
    assert sentences(ResponderRig(*letters("The sky is blue, and the sea"), hit_cap=True).reply()) == [
        "The sky is blue,", "and the sea",
    ]  # fmt: skip


def test_a_tail_that_the_model_itself_ended_is_spoken() -> None:
    assert sentences(ResponderRig("It is five. ", "More or less").reply()) == ["It is five.", "More or less"]


@pytest.mark.parametrize(
    "tail",
    [
        "She said “yes.”",
        'She said "yes."',
        "She said 'yes.'",
        "It is (really.)",
        "It *is.*",
        "It _is._",
        "Use `it.`",
        "Is it?",
        "It is!",
        "It is…",
        "It is.\n",
        "It is. 😀",
    ],
)
def test_a_tail_that_is_whole_is_spoken(tail: str) -> None:
    assert len(sentences(ResponderRig(*letters("Sure. " + tail), hit_cap=True).reply())) == 2


def test_a_first_sentence_is_spoken_even_when_cut_off() -> None:
    assert sentences(ResponderRig("The sky is", hit_cap=True).reply()) == ["The sky is"]


def test_the_prompt_is_the_system_prompt_the_history_and_what_was_said() -> None:
    rig = ResponderRig("Yes.")
    assert rig.model.prepared == [[{"role": "system", "content": SYSTEM}, {"role": "user", "content": ""}]]
    rig.conversation.remember("What is red?", "Roses.")
    list(rig.work("And blue?"))
    assert rig.model.prompts == [
        [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": "What is red?"},
            {"role": "assistant", "content": "Roses."},
            {"role": "user", "content": "And blue?"},
        ]
    ]


def test_what_is_known_of_the_next_prompt_is_prepared_and_can_be_overtaken() -> None:
    rig = ResponderRig("Yes.")
    rig.conversation.remember("What is red?", "Roses.")
    assert list(rig.stage.work(Prefill("And"))) == [None]
    assert [message["content"] for message in rig.model.prepared[-1]] == [SYSTEM, "What is red?", "Roses.", "And"]
    assert rig.model.prompts == []


class Knowing:
    """Skills that know the answer to whatever begins with "Flip"."""

    def answer(self, transcript: str) -> Answer | None:
        known = transcript.startswith("Flip")
        return Answer(Intent("chance", "flip_coin", {}), "It's heads.", speaking_rate=0.8) if known else None


def test_what_a_skill_knows_is_answered_by_it() -> None:
    rig = ResponderRig("Yes.", skills=Knowing())
    found, *_ = outputs = list(rig.work("Flip a coin."))
    assert isinstance(found, AnswerFound)
    assert found.answer.intent.skill == "chance"
    assert sentences(outputs) == ["It's heads."]
    assert {part.speaking_rate for part in outputs if isinstance(part, ReplyPart)} == {0.8}
    assert rig.model.prompts == []
    assert sentences(list(rig.work("Why is the sky blue?"))) == ["Yes."]


def test_the_prompt_is_not_prepared_for_what_a_skill_will_answer() -> None:
    rig = ResponderRig("Yes.", skills=Knowing())
    prepared = len(rig.model.prepared)
    assert list(rig.stage.work(Prefill("Flip a"))) == []
    assert len(rig.model.prepared) == prepared
    assert list(rig.stage.work(Prefill("Why is"))) == [None]


def test_without_streaming_the_reply_is_handed_on_as_a_whole() -> None:
    rig = ResponderRig(*letters("Yes, it is. So it is."), streaming=False)
    outputs = rig.reply()
    assert sentences(outputs) == ["Yes, it is. So it is."]
    assert [type(output).__name__ for output in outputs[-4:]] == [
        "ReplyPartReady", "ReplyPart", "GenerationCompleted", "EndOfReply",
    ]  # fmt: skip


def test_a_first_clause_is_handed_on_before_its_sentence_is_whole() -> None:
    rig = ResponderRig(*letters("The sky is blue, but the sea is green. So it is."))
    found = [output for output in rig.reply() if isinstance(output, ReplyPart) and not output.is_opening]
    assert [(part.text, part.ends_sentence) for part in found] == [
        ("The sky is blue,", False), ("but the sea is green.", True), ("So it is.", True),
    ]  # fmt: skip


def test_what_does_not_fit_is_forgotten_by_whole_turns_oldest_first() -> None:
    rig = ResponderRig("Yes.", context_tokens=60, max_tokens=20)
    for number in range(10):
        rig.conversation.remember(f"Question {number} ?", f"Reply {number} .")
    list(rig.work("And blue ?"))  # 2 + 10 * 6 + 3 words, where 60 - 20 fit
    (prompt,) = rig.model.prompts
    assert prompt[0] == {"role": "system", "content": SYSTEM}
    assert prompt[-1] == {"role": "user", "content": "And blue ?"}
    assert [message["content"] for message in prompt[1:-1]] == [
        "Question 8 ?", "Reply 8 .", "Question 9 ?", "Reply 9 .",
    ], "down to half of what fits, so that it happens rarely"  # fmt: skip


def test_the_history_is_left_alone_while_it_fits() -> None:
    """The model's cached work on the history is valid only as long as nothing in it changes."""
    rig = ResponderRig("Yes.", context_tokens=60, max_tokens=20)
    for number in range(5):
        rig.conversation.remember(f"Question {number} ?", f"Reply {number} .")
    list(rig.work("And blue ?"))
    assert len(rig.conversation.exchanges) == 5


def test_closing_the_work_stops_the_model() -> None:
    rig = ResponderRig("One. ", "Two. ", "Three. ", "Four.")
    work = rig.work()
    assert isinstance(next(work), GenerationStarted)
    assert isinstance(next(work), GenerationProgress)
    work.close()  # type: ignore[attr-defined]
    assert rig.model.closed_count == 1
    assert rig.model.taken == 1
