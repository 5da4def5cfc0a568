"""LlamaLanguageModel: the language model, through llama.cpp.

The prompt of each turn begins with the prompt of the turn before, so llama.cpp's cache is kept: only new tokens are
evaluated. That is done in slices, so that a cancelled turn frees the thread soon.
"""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import numpy as np

from appliance.adapters.chat_template import ChatTemplate, refusal
from appliance.errors import ModelUnavailable
from appliance.interfaces import GenerationOptions, Message
from appliance.markup.reply_filter import ReplyFilter, what_closes
from appliance.system.cpu_threads import Threads

SLICE_TOKENS = 64
"""Prompt tokens evaluated at a time."""
FIRST_TOKENS = 16
"""The first tokens of a reply are written with as many threads as read the prompt: nothing is audible yet."""
TOP_P = 0.9
REPEAT_PENALTY = 1.05
"""Small models fall into loops without a penalty. A higher one makes them avoid the very word that was asked for."""


class LlamaLanguageModel:
    """An instruction-tuned model in GGUF format. The chat template is the one in the file."""

    def __init__(self, model_file: Path, context_tokens: int, prompt_threads: Threads, token_threads: Threads) -> None:
        """Load the model. Raises `ModelUnavailable` when it cannot be used for conversation."""
        import jinja2
        from llama_cpp import Llama

        self._prompt_threads, self._token_threads = prompt_threads, token_threads
        self._model_file = model_file
        try:
            self._llama = Llama(
                str(model_file),
                n_ctx=context_tokens,
                n_batch=SLICE_TOKENS,
                n_threads=token_threads(),
                n_threads_batch=prompt_threads(),
                # Mapped, weights that llama.cpp repacks are resident twice (1.9 GB instead of 1.3 GB with a 1.5B), and
                # the kernel may drop them, and read them from an SD card again in the middle of a reply.
                use_mmap=False,
                verbose=False,
            )
        except jinja2.TemplateError as error:  # it reads every template in the file
            raise ModelUnavailable(refusal(model_file, error)) from None
        except (ValueError, RuntimeError) as error:
            raise ModelUnavailable(f"{model_file}: llama.cpp cannot load it: {error}") from error
        template = self._llama.metadata.get("tokenizer.chat_template")
        if template is None:
            raise ModelUnavailable(
                f"{model_file}: has no chat template, so it is no model for conversation; take an instruct model"
            )
        eos, bos = self._token_text(self._llama.token_eos()), self._token_text(self._llama.token_bos())
        self._template = ChatTemplate(model_file, template, eos, bos)
        self.context_tokens = self._llama.n_ctx()
        self.evaluated_tokens = 0
        """Prompt tokens evaluated for the last reply. The others were in the cache."""
        self.hit_cap = False

    def _token_text(self, token: int) -> str:
        return self._llama.detokenize([token], special=True).decode(errors="replace") if token >= 0 else ""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the length in tokens of the prompt that these messages make."""
        return len(self._prompt(messages))

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        begun = messages[-1]["content"].rstrip() if messages[-1]["role"] == "assistant" else ""
        text = self._template.render(messages[:-1] if begun else messages) + begun
        tokens: list[int] = self._llama.tokenize(text.encode(), add_bos=False, special=True)
        return tokens

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        """Evaluate the part of the prompt that stays the same when the user's last message grows.

        Yields "" after each step. Closing the iterator stops the work.
        """
        last = messages[-1]
        grown: list[Message] = [*messages[:-1], {"role": last["role"], "content": f"{last['content']} and"}]
        unchanging = [
            token
            for token, other in itertools.takewhile(
                lambda pair: pair[0] == pair[1], zip(self._prompt(messages), self._prompt(grown), strict=False)
            )
        ]
        yield from self._evaluate(unchanging)

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        """Yield the reply piece by piece; "" means still at work. Closing the iterator stops the work.

        A last message of the assistant's is the beginning of the reply. Only what follows is yielded.

        Raises `ModelUnavailable` when the context window has no room for the prompt and a reply.
        """
        prompt = self._prompt(messages)
        if len(prompt) + options.max_tokens > self.context_tokens:
            raise ModelUnavailable(
                f"what was said takes {len(prompt)} tokens and leaves no room for a reply in a context window of "
                f"{self.context_tokens}; set models.context_tokens higher"
            )
        filtered, written, was_closed = ReplyFilter(tells_end=True), "", False
        pieces = self._write(prompt, options)
        for piece in pieces:
            written += piece
            spoken = filtered.add(piece)
            yield spoken
            if filtered.thought and not (spoken or was_closed) and (closing := what_closes(written)):
                pieces.close()
                was_closed = True
                break
        if was_closed:  # it would think for longer than anybody waits: write on as if it had done so
            closed = prompt + self._llama.tokenize((written + closing).encode(), add_bos=False, special=True)
            filtered = ReplyFilter(tells_end=True)
            for piece in self._write(closed, options):
                yield filtered.add(piece)
        yield filtered.finish(hit_cap=self.hit_cap)

    def _write(self, prompt: list[int], options: GenerationOptions) -> Generator[str]:
        """Yield what the model writes, marks of its format included; "" means still at work."""
        self.hit_cap = False
        yield from self._evaluate(prompt)
        decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
        tokens = self._llama.generate(prompt, temp=options.temperature, top_p=TOP_P, repeat_penalty=REPEAT_PENALTY)
        self._use_threads(self._prompt_threads)
        for count, token in enumerate(tokens, start=1):
            if count == FIRST_TOKENS:
                self._use_threads(self._token_threads)
            if self._llama.token_eos() == token or self._is_end(token):
                break
            yield decoder.decode(self._llama.detokenize([token], special=True))
            if count >= options.max_tokens or len(prompt) + count >= self.context_tokens:
                self.hit_cap = True
                break

    def _use_threads(self, threads: Threads) -> None:
        import llama_cpp

        llama_cpp.llama_set_n_threads(self._llama.ctx, threads(), self._prompt_threads())

    def _is_end(self, token: int) -> bool:
        import llama_cpp

        vocabulary = llama_cpp.llama_model_get_vocab(self._llama.model)
        return bool(llama_cpp.llama_vocab_is_eog(vocabulary, token))

    def _evaluate(self, prompt: list[int]) -> Iterator[str]:
        """Evaluate the tokens that are not in the cache; yield "" after each step.

        Never evaluates one token by itself. llama.cpp computes a batch of one in another way than every other: the
        logits differ by up to 0.8, and the reply would depend on how much of the question had been prepared, and in
        what steps.
        """
        llama = self._llama
        cached = llama.longest_token_prefix(llama.input_ids[: llama.n_tokens].tolist(), prompt)
        evaluated = min(cached, max(0, len(prompt) - 2))
        llama.n_tokens = evaluated
        self.evaluated_tokens = len(prompt) - evaluated
        while evaluated < len(prompt):
            left = len(prompt) - evaluated
            count = min(left, SLICE_TOKENS - (left == SLICE_TOKENS + 1))
            self._use_threads(self._token_threads)
            llama.eval(prompt[evaluated : evaluated + count])
            evaluated += count
            self._check_logits()
            yield ""

    def _check_logits(self) -> None:
        """Raise `ModelUnavailable` when the last evaluation gave no numbers; the next token would be any."""
        import llama_cpp

        logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits(self._llama.ctx), (self._llama.n_vocab(),))
        if not np.isfinite(logits).all():
            self._llama.n_tokens = 0  # nothing of this may stay in the cache
            raise ModelUnavailable(
                f"{self._model_file}: what it computes is no numbers, so the file is damaged; find it with "
                "`appliance models verify`"
            )
