"""llama.cpp: the language model.

The prompt of each turn begins with the prompt of the turn before, so the work on it is kept: only tokens that are new
are evaluated, in slices, so that a cancelled turn never holds the thread for long.
"""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from appliance.errors import ModelUnavailable
from appliance.interfaces import GenerationOptions, Message

SLICE_TOKENS = 64
"""Prompt tokens evaluated at a time."""
URGENT_TOKENS = 16
"""So many tokens of a reply are written with as many threads as read the prompt: nobody hears anything meanwhile."""
TOP_P = 0.9
REPEAT_PENALTY = 1.05
"""Small models fall into loops without any; more makes them avoid the very word that was asked for."""


class LlamaLanguageModel:
    """An instruction-tuned model in GGUF format; the chat template is the file's own."""

    def __init__(self, model_file: Path, context_tokens: int, prompt_threads: int, token_threads: int) -> None:
        """Load the model; raise `ModelUnavailable` when it cannot be used for conversation."""
        from llama_cpp import Llama
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self._prompt_threads, self._token_threads = prompt_threads, token_threads
        try:
            self._llama = Llama(
                str(model_file),
                n_ctx=context_tokens,
                n_batch=SLICE_TOKENS,
                n_threads=token_threads,
                n_threads_batch=prompt_threads,
                verbose=False,
            )
        except (ValueError, RuntimeError) as error:
            raise ModelUnavailable(f"{model_file}: llama.cpp cannot load it: {error}") from error
        template = self._llama.metadata.get("tokenizer.chat_template")
        if template is None:
            raise ModelUnavailable(
                f"{model_file}: holds no chat template, so it is no model for conversation; take an instruct model"
            )
        self._format = Jinja2ChatFormatter(
            template=template,
            eos_token=self._token_text(self._llama.token_eos()),
            bos_token=self._token_text(self._llama.token_bos()),
        )
        self.context_tokens = self._llama.n_ctx()
        self.evaluated_tokens = 0
        """Prompt tokens evaluated for the last reply; the others were in the cache."""
        self.hit_cap = False

    def _token_text(self, token: int) -> str:
        return self._llama.detokenize([token], special=True).decode(errors="replace") if token >= 0 else ""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the length of the prompt these messages make."""
        return len(self._prompt(messages))

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        text: str = self._format(messages=cast(Any, messages)).prompt
        tokens: list[int] = self._llama.tokenize(text.encode(), add_bos=False, special=True)
        return tokens

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        """Evaluate the prompt up to where the user's last message may still grow."""
        last = messages[-1]
        grown: list[Message] = [*messages[:-1], {"role": last["role"], "content": f"{last['content']} and"}]
        certain = [
            token
            for token, other in itertools.takewhile(
                lambda pair: pair[0] == pair[1], zip(self._prompt(messages), self._prompt(grown), strict=False)
            )
        ]
        yield from self._evaluate(certain)

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        """Yield the reply piece by piece; "" means still at work. Closing the iterator stops the work."""
        prompt = self._prompt(messages)
        if len(prompt) + options.max_tokens > self.context_tokens:
            raise ModelUnavailable(
                f"what was said takes {len(prompt)} tokens and leaves no room for a reply in a context window of "
                f"{self.context_tokens}; set models.context_tokens higher"
            )
        self.hit_cap = False
        yield from self._evaluate(prompt)
        decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
        tokens = self._llama.generate(prompt, temp=options.temperature, top_p=TOP_P, repeat_penalty=REPEAT_PENALTY)
        self._write_with(self._prompt_threads)
        for count, token in enumerate(tokens, start=1):
            if count == URGENT_TOKENS:
                self._write_with(self._token_threads)
            if self._llama.token_eos() == token or self._is_end(token):
                break
            yield decoder.decode(self._llama.detokenize([token]))
            if count >= options.max_tokens:
                self.hit_cap = True
                break

    def _write_with(self, threads: int) -> None:
        import llama_cpp

        llama_cpp.llama_set_n_threads(self._llama.ctx, threads, self._prompt_threads)

    def _is_end(self, token: int) -> bool:
        import llama_cpp

        vocabulary = llama_cpp.llama_model_get_vocab(self._llama.model)
        return bool(llama_cpp.llama_vocab_is_eog(vocabulary, token))

    def _evaluate(self, prompt: list[int]) -> Iterator[str]:
        """Evaluate what is not in the cache; yield "" after each step.

        Never a token by itself: llama.cpp computes a batch of one in another way than every other, the logits differ by
        up to 0.8, and the reply would depend on how much of the question had been prepared, and in which steps.
        """
        llama = self._llama
        cached = llama.longest_token_prefix(llama.input_ids[: llama.n_tokens].tolist(), prompt)
        known = min(cached, max(0, len(prompt) - 2))
        llama.n_tokens = known
        self.evaluated_tokens = len(prompt) - known
        while known < len(prompt):
            left = len(prompt) - known
            count = min(left, SLICE_TOKENS - (left == SLICE_TOKENS + 1))
            llama.eval(prompt[known : known + count])
            known += count
            yield ""
