"""The marks of thoughts and tool calls, family by family: how each begins, how it ends, what closes it. Pure.

A line of `SPANS` is a kind; `example` is what `tests/unit/markup` writes with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex  # partial matches: a mark may be cut between two pieces of a stream

FLAGS = regex.IGNORECASE
_NAMES = (
    r"(?:seed:|mm:|ant)?(?:think(?:ing)?|thoughts?|reasoning|reflection|reflect|scratch_?pad|analysis|monologue"
    r"|chain[_-]of[_-]thought|inner[_-]?(?:thoughts?|monologue)|internal[_-]?(?:thoughts?|monologue))"
)
_TOOL_NAMES = r"(?:tool|function)[_-]?(?:calls?|use|code|response|results?)|functioncall|invoke|tools|tool"
_BAR = r"[|｜]"  # noqa: RUF001  # DeepSeek's is fullwidth
_GAP = r"[_▁ ]"
LONGEST_MARK = 300
"""Characters: a longer one is none."""
NEVER = r"(?!)"
"""Matches nothing: what it would close goes on to the end of the reply."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a reply that is not for the user."""

    kind: str
    """Name of the group in the pattern of all beginnings."""
    begin: str
    """Pattern of its beginning."""
    end: str
    """Pattern of its end."""
    closing: str = ""
    """What ends a thought at once, when it is put behind the beginning; "" where nothing does."""
    only_first: bool = False
    """True: only the first words of a reply are such a beginning."""
    may_be_text: bool = False
    """True: where its end never comes, it was the reply itself."""
    example: str = ""
    """A reply with it."""


_ABOUT_THE_USER = (
    r"(?:(?:okay|ok|alright|hmm+|hm|well|so|now|first|right|got it|let me see|let's see)[,.:!]*\s+){0,3}"
    r"(?:(?:the|this) user(?:'s|’s)?\b|we need to (?:answer|respond|reply|produce|output)\b"  # noqa: RUF001
    r"|i (?:need|have|should) to? ?(?:answer|respond to|reply to) (?:the|this|that)\b)|(?:好的|嗯|首先)?[，, ]*用户"  # noqa: RUF001
)
THOUGHT_END = rf"</\s?{_NAMES}\s?>|\[/(?:THINK|THINKING|THOUGHT|REASONING)\]|◁/think▷|<\|/think(?:ing)?\|>"
"""What ends a thought of any family whose beginning may be in the prompt."""
_FINAL_ANSWER = r"(?:\*\*)?\b(?:final answer|answer|final response|response|reply)\*{0,2}:\*{0,2}\s"

SPANS = (
    Span("turn", r"<\|im_start\|>\s?(?:think\w*|thought|reasoning)\b", r"<\|im_end\|>",
         "\n<|im_end|>\n<|im_start|>assistant\n",
         example="<|im_start|>think\nHm.<|im_end|><|im_start|>assistant\nParis."),
    Span("empty", rf"<\s?{_NAMES}\s*/>", "", example="<think/>Paris."),
    Span("xml", rf"<\s?{_NAMES}(?:\s[^<>]{{0,100}})?>", THOUGHT_END, "\n\n</think>\n\n",
         example="<think>Hm.</think>Paris."),
    Span("bracket", r"(?-i:\[(?:THINK|THINKING|THOUGHT|REASONING)\])", THOUGHT_END, "[/THINK]",
         example="[THINK]Hm.[/THINK]Paris."),
    Span("bars", r"<\|(?:begin_of_thought|start_of_thought|start_think(?:ing)?|thinking|think|inner_prefix)\|>",
         rf"<\|(?:end_of_thought|end_think(?:ing)?|/?thinking|/?think|inner_suffix)\|>|{THOUGHT_END}",
         example="<|begin_of_thought|>Hm.<|end_of_thought|>Paris."),
    Span("triangles", "◁think▷", THOUGHT_END, "◁/think▷", example="◁think▷Hm.◁/think▷Paris."),
    Span("unused", r"<unused94>", r"<unused95>", "\n<unused95>", example="<unused94>thought\nHm.<unused95>Paris."),
    Span("channel", r"<\|channel>thought\b", r"<channel\|>", "\n<channel|>",
         example="<|channel>thought\nHm.<channel|>Paris."),
    Span("harmony", r"<\|channel\|>\s*(?:analysis|commentary)\b",
         r"<\|channel\|>\s*final\s*(?:<\|constrain\|>\w*)?\s*<\|message\|>",
         "<|message|><|end|><|start|>assistant<|channel|>final<|message|>",
         example="<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Paris."),
    Span("bare_harmony", r"(?-i:analysis(?=[A-Z]))", r"(?-i:assistant\s?final)", only_first=True,
         may_be_text=True, example="analysisHm, a capital.assistantfinalParis."),
    Span("process", r"here(?: is|'s|’s) my (?:thought process|thinking|reasoning)\s*:",  # noqa: RUF001
         r"here(?: is|'s|’s) my (?:response|answer)\s*:", only_first=True,  # noqa: RUF001
         example="Here is my thought process:\nHm.\n\nHere is my response:\nParis."),
    Span("labelled", r"(?:\*\*)?(?:thoughts?|thinking|thinking process|reasoning)(?::\*\*|\*\*:|:)", _FINAL_ANSWER,
         only_first=True, may_be_text=True, example="Thought: Hm, a capital.\nFinal Answer: Paris."),
    Span("user", _ABOUT_THE_USER, THOUGHT_END, only_first=True, may_be_text=True,
         example="Okay, the user asks for a capital.\n</think>\n\nParis."),
)  # fmt: skip
"""Thoughts, and the names of channels around them."""

_JSON_CALL = (
    r'"(?:name|function|function_name|tool|tool_name|tool_calls|tool_call|tool_code|action|recipient_name|type|api|id)"'
)
TOOL_SPANS = (
    Span("tool_xml", rf"<(?:\w+:)?(?:{_TOOL_NAMES})(?:\s[^<>]{{0,200}})?>", rf"</(?:\w+:)?(?:{_TOOL_NAMES})\s?>",
         example='<tool_call>\n{"name": "turn_on"}\n</tool_call>'),
    Span("function", r"<function=[\w.:-]{1,100}>", r"</function>", example='<function=turn_on>{"lamp": 1}</function>'),
    Span("tool_bars",
         rf"<{_BAR}(?:tool{_GAP}?calls?(?:{_GAP}section)?(?:{_GAP}(?:begin|start))?|start_action|action_start){_BAR}>",
         rf"<{_BAR}(?:/tool_call|tool{_GAP}?calls?(?:{_GAP}section)?{_GAP}end|end_action|action_end){_BAR}>",
         example="<|tool_call_start|>[turn_on()]<|tool_call_end|>"),
    Span("python_tag", r"<\|python_tag\|>", NEVER, example='<|python_tag|>{"name": "turn_on", "parameters": {}}'),
    Span("mistral", r"(?-i:\[TOOL_CALLS?\]|\[AVAILABLE_TOOLS\])", r"(?-i:\[/(?:TOOL_CALLS?|AVAILABLE_TOOLS)\])",
         example='[TOOL_CALLS][{"name": "turn_on", "arguments": {}}]'),
    Span("fence",
         rf"```(?:tool_(?:code|calls?|use)|function_calls?|(?:json|python|py)?\s*[\[{{]\s*{{?\s*{_JSON_CALL}\s*:)",
         r"```", example='```json\n{"name": "turn_on", "arguments": {}}\n```'),
    Span("json", rf"\[?\s*{{\s*{_JSON_CALL}\s*:", r"[}\]]\s*\n\s*(?=[^\W\d_])", only_first=True,
         example='{"name": "turn_on", "arguments": {"lamp": 1}}'),
    Span("json_after",
         rf"\n\s{{0,40}}\[?\s{{0,40}}{{\s{{0,40}}{_JSON_CALL}\s{{0,9}}:\s{{0,9}}\"[\w.:-]{{1,60}}\"\s{{0,9}},\s{{0,40}}"
         r"\"(?:arguments|parameters|args|input|action_input)\"",
         r"[}\]]\s*\n\s*(?=[^\W\d_])", example='Paris.\n{"name": "turn_on", "arguments": {"lamp": 1}}'),
    Span("react", r"(?<![^\n])Action:\s{0,3}[\w.-]{1,60}\s{0,3}\n\s{0,3}Action Input:", r"(?<=\n)(?:Final )?Answer:\s",
         example='Action: turn_on\nAction Input: lamp'),
    Span("functools", r"functools\[\s?\{", NEVER, only_first=True,
         example='functools[{"name": "turn_on", "arguments": {}}]'),
    Span("gemma", r"<start_function_call>", r"<end_function_call>",
         example="<start_function_call>call:turn_on{lamp:1}<end_function_call>"),
    Span("pythonic", r"\[[a-z]\w{2,60}(?:\.\w{1,60}){0,4}\((?:\w{1,40}\s?=\s?[\"'\d\[{]|\)\])", r"\)\s*\]?\s*\n",
         only_first=True, example='[turn_on(lamp="kitchen")]'),
    Span("over",
         r"<\|(?:im_end|endoftext|end_of_text|eot_id|eom_id|return|call|user|end_of_turn)\|>"
         r"|(?:<\|im_start\|>|<start_of_turn>)\s?(?:user|system|tool)\b"
         rf"|<end_of_turn>|<{_BAR}(?:end▁of▁sentence|user|User){_BAR}>|</s>|\[INST\]",
         NEVER, example="Paris.<|im_end|>\n<|im_start|>user"),
)  # fmt: skip
"""Calls of tools; and what ends a reply: what follows is a conversation that the model makes up."""

MARK = (
    r"<\|start\|>[^<>]{0,80}(?=<)|<\|channel\|>\s*final\s*(?:<\|constrain\|>\w*\s*)?<\|message\|>"
    r"|(?:<\|im_start\|>|<start_of_turn>)\s?(?:assistant|model)\b"
    r"|<\|start_header_id\|>\w{1,20}<\|end_header_id\|>"
    rf"|<{_BAR}(?!start\||channel\||start_header_id\||im_start\|)[^<>|｜\s]{{1,40}}{_BAR}>"  # noqa: RUF001
    rf"|</(?:\w+:)?(?:{_TOOL_NAMES})\s?>|</function>"
    r"|(?<!\S)/no_?think\b|\[/INST\]|<</?SYS>>"
)
"""A mark that stands alone, or a header: it is left out, and what is around it stays."""
