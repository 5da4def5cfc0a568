"""The words of sums: which phrases mean which operator, how strongly it binds, what it is called in the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from appliance.skills.arithmetic import operations

PHRASES = tuple(
    (re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), token)
    for pattern, token in (
        (r"open (?:the )?(?:brackets?|parenthes[ie]s)|the quantity", "("),
        (r"close (?:the )?(?:brackets?|parenthes[ie]s)", ")"),
        (r"(?:and )?(?:then )?all(?: of (?:that|it))?(?= (?:\*|times|multiplied|divided|over|plus|minus|/))", "all"),
        (r"(?:and )?then(?: you)?(?= (?:\*|times|multiplied|divided|over|plus|minus|/))", "all"),
        (r"(?:and )?then (?:add|plus)", "all plus"),
        (r"(?:and )?then (?:subtract|take away|minus)", "all minus"),
        (r"(?:and )?then (?:multiply(?: that| it)? by|times)", "all times"),
        (r"(?:and )?then divide(?: that| it)? by", "all divided-by"),
        (r"(?:is |are )?divided (?:by|into)|over|/", "divided-by"),
        (r"multiplied (?:by|with)|multiply by|times|x|\*", "times"),
        (r"plus|added (?:to|with)|add|\+", "plus"),
        (r"minus|take away|takeaway|less|subtract|-", "minus"),
        (r"(?:raised )?(?:to|two|2) the power(?: of)?|raised to(?: the)?|\^", "power"),
        (r"(?:to|two|2) the(?= (?:minus|negative) \d| -?\d+(?:st|nd|rd|th)(?: power)?(?!\S))", "power"),
        (r"(?:to|two|2) the second(?: power)?", "squared"),
        (r"(?:the )?(?:square )?root(?: of)?", "root"),
        (r"(?:the )?(?:cube|cubic) root(?: of)?", "cube-root"),
        (r"(?:the )?square of", "square-of"),
        (r"(?:the )?cube of", "cube-of"),
        (r"(?:the )?factorial of", "factorial-of"),
        (r"(?:the )?sum of|(?:the )?total of", "sum-of"),
        (r"(?:the )?product of", "product-of"),
        (r"(?:the )?difference (?:between|of)", "difference-of"),
        (r"(?:the )?quotient of", "quotient-of"),
        (r"(?:the )?(?:average|mean)(?: value)?(?: of)?|(?:the )?(?:number |point )?half ?way between", "average-of"),
        (r"(?:the )?(?:greatest|highest) common (?:divisor|factor|denominator) of|gcd of", "gcd-of"),
        (r"(?:the )?(?:least|lowest) common (?:multiple|denominator) of|lcm of", "lcm-of"),
        (r"(?:the )?remainder (?:of|when|for)", "remainder-of"),
        (r"mod|modulo|modulus", "mod"),
        (r"percent|per cent|percentage", "%"),
        (r"% off(?: of)?", "%-off"),
        (r"% (?:more than|on top of|added to|above)", "%-more"),
        (r"% (?:less than|below)", "%-less"),
        (r"twice|double(?: of)?|2 times(?= (?:the|a) )", "twice"),
        (r"triple(?: of)?|thrice", "triple"),
        (r"(?:a |the )?half(?: of)?(?= (?:\d|the))", "half of"),
    )
)
PI = "3.141592653589793"
HOMOPHONES = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "pi": PI}
PREFIXES: Mapping[str, tuple[Callable[[Fraction], Fraction], str]] = {
    "root": (lambda a: operations.root(a, 2), "the square root of"),
    "cube-root": (lambda a: operations.root(a, 3), "the cube root of"),
    "square-of": (lambda a: operations.power(a, Fraction(2)), "the square of"),
    "cube-of": (lambda a: operations.power(a, Fraction(3)), "the cube of"),
    "factorial-of": (operations.factorial, "the factorial of"),
    "twice": (lambda a: operations.multiply(a, Fraction(2)), "twice"),
    "triple": (lambda a: operations.multiply(a, Fraction(3)), "3 times"),
}
INFIXES: Mapping[str, tuple[int, Callable[[Fraction, Fraction], Fraction], str]] = {
    "plus": (1, lambda a, b: operations.bounded(a + b), "plus"),
    "minus": (1, lambda a, b: operations.bounded(a - b), "minus"),
    "times": (2, operations.multiply, "times"),
    "divided-by": (2, operations.divide, "divided by"),
    "mod": (2, operations.modulo, "mod"),
    "of": (4, operations.multiply, "of"),
    "%-off": (4, lambda a, b: b * (1 - a / 100), "percent off"),
    "%-less": (4, lambda a, b: b * (1 - a / 100), "percent less than"),
    "%-more": (4, lambda a, b: b * (1 + a / 100), "percent more than"),
    "power": (6, operations.power, "to the power of"),
}
LISTS: Mapping[str, tuple[Callable[[Sequence[Fraction]], Fraction], str]] = {
    "sum-of": (lambda values: sum(values, Fraction(0)), "the sum of"),
    "product-of": (operations.product, "the product of"),
    "average-of": (operations.average, "the average of"),
    "difference-of": (lambda values: abs(values[0] - values[1]), "the difference between"),
    "quotient-of": (lambda values: operations.divide(values[0], values[1]), "the quotient of"),
    "gcd-of": (operations.greatest_common_divisor, "the greatest common divisor of"),
    "lcm-of": (operations.least_common_multiple, "the least common multiple of"),
}
PARTS = {
    "3rds": "thirds",
    "4ths": "fourths",
    "5ths": "fifths",
    "6ths": "sixths",
    "7ths": "sevenths",
    "8ths": "eighths",
}
