"""The responder, with a language model that writes the given pieces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.events import AnswerFound, GenerationCompleted, GenerationProgress, GenerationStarted, ReplyPartReady
from appliance.intents import Answer, Answerer, Intent
from appliance.interfaces import GenerationOptions
from appliance.items import EndOfReply, Prefill, ReplyPart, ReplyRequest
from appliance.stages.conversation import Conversation
from appliance.stages.responder import Responder
from appliance.text.no_answer import no_answer
from appliance.text.part_length import LONGEST_PART_CHARS
from tests.field import field_text
from tests.unit.scripted import Clock, Output, ScriptedLanguageModel, decoded

SYSTEM = "Be brief."


class ResponderRig:
    """A responder that is open, its model and its conversation."""

    def __init__(  # noqa: PLR0913
        self,
        *pieces: str,
        context_tokens: int = 1000,
        max_tokens: int = 100,
        hit_cap: bool = False,
        streaming: bool = True,
        skills: Answerer | None = None,
        language: str = "en",
    ) -> None:
        self.model = ScriptedLanguageModel(*pieces, context_tokens=context_tokens, hit_cap=hit_cap)
        self.conversation = Conversation(SYSTEM)
        options = GenerationOptions(0.0, max_tokens)
        load_skills = (lambda: skills) if skills else None
        self.stage = Responder(
            lambda: self.model, self.conversation, options, Clock(3.0),
            streaming=streaming, load_skills=load_skills, language=language,
        )  # fmt: skip
        self.stage.open()

    def work(self, said: str = "What is blue?") -> Iterator[Output]:
        """Begin reply 4, to what the user said."""
        return self.stage.work(ReplyRequest(4, decoded(said)))

    def reply(self) -> list[Output]:
        """Return all outputs of a reply."""
        return list(self.work())


def sentences(outputs: list[Output]) -> list[str]:
    """Return the texts of the parts, openings left out; check that they are numbered and of reply 4."""
    found = [output for output in outputs if isinstance(output, ReplyPart)]
    assert [part.index for part in found] == list(range(len(found)))
    assert all(part.reply == 4 for part in found)
    return [part.text for part in found if not part.is_opening]


def letters(text: str) -> list[str]:
    """Return the letters of a text: the pieces that a model writes may end anywhere."""
    return list(text)


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


@pytest.mark.parametrize(
    "pieces",
    [
        (), ("",), (" ", "\n"), ("😀",), ("**", "**"), ("👍", "😀", "\n"), (":-)",), (":D",), (":thumbs_up:",),
        ("...",),
        ("你好",), ("<think>Hm,", " let me see"), ('<tool_call>{"name": "x"}</tool_call>',),
        ('turn_on(lamp="kitchen")',),
        ('{"name": "turn_on", ', '"arguments": {}}'),
    ],
)  # fmt: skip
def test_where_nothing_can_be_said_the_device_says_so_and_does_not_remember_it(pieces: tuple[str, ...]) -> None:
    outputs = ResponderRig(*pieces).reply()
    apology = "Sorry, I have no answer to that."
    assert sentences(outputs) == [apology]
    assert outputs[-2:] == [GenerationCompleted(4, 3.0, apology, is_apology=True), EndOfReply(4)]


def test_an_emoji_before_an_answer_is_no_reason_to_apologise() -> None:
    outputs = ResponderRig("👍 ", "Yes. ", "😀").reply()
    assert sentences(outputs) == ["Yes."]
    assert GenerationCompleted(4, 3.0, "Yes.") in outputs


@pytest.mark.parametrize("language", ["de", "ja"])
def test_it_apologises_in_its_language_or_not_at_all(language: str) -> None:
    said = sentences(ResponderRig("👍", language=language).reply())
    assert said == ([no_answer("de")] if language == "de" else [])


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("name", ["think-empty", "think-one-line", "think-qwen3", "think-without-start"])
def test_thoughts_are_neither_said_nor_told(name: str, size: int) -> None:
    text = field_text(name)
    answer = text.rpartition("</think>")[2].strip()
    outputs = ResponderRig(*(text[start : start + size] for start in range(0, len(text), size))).reply()
    assert " ".join(sentences(outputs)) == answer
    assert all(output.text.strip() in answer for output in outputs if isinstance(output, GenerationProgress))
    assert GenerationCompleted(4, 3.0, answer) in outputs


def test_a_thought_of_which_only_the_end_is_marked_is_forgotten() -> None:
    outputs = ResponderRig(*letters("It is a joke. Short is best.</think>Why not?")).reply()
    assert GenerationCompleted(4, 3.0, "Why not?") in outputs


@pytest.mark.parametrize("size", [1, 1000])
def test_a_list_ends_in_speech(size: int) -> None:
    text = field_text("endless-list")
    said = sentences(ResponderRig(*(text[start : start + size] for start in range(0, len(text), size))).reply())
    assert said == [
        "Here are all the presidents of the United States:", "George Washington", "John Adams", "Thomas Jefferson",
        "James Madison", "James Monroe", "and 12 more.",
    ]  # fmt: skip


def test_of_a_list_that_was_cut_off_the_number_is_not_known() -> None:
    text = field_text("endless-list")
    assert sentences(ResponderRig(text, hit_cap=True).reply())[-1] == "and more."


def test_a_list_of_a_skill_is_spoken_as_a_whole() -> None:
    class Reciting:
        def answer(self, transcript: str) -> Answer | None:
            return Answer(Intent("lists", "read", {}), "\n".join(f"- item {number}" for number in range(9)))

    assert len(sentences(ResponderRig(skills=Reciting()).reply())) == 9


@pytest.mark.parametrize("size", [1, 7, 5000])
@pytest.mark.parametrize("text", ["and so on " * 400, "a" * 4000, "1" * 4000, "x, " * 1300])
def test_no_part_is_longer_than_the_voice_can_take(text: str, size: int) -> None:
    said = sentences(ResponderRig(*(text[start : start + size] for start in range(0, len(text), size))).reply())
    assert max(len(part) for part in said) <= LONGEST_PART_CHARS
    assert "".join(said).replace(" ", "") == text.replace(" ", "")


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
