"""Signs into English words, once the figures are words, and what is left of punctuation put in order."""

# ruff: noqa: RUF001

from __future__ import annotations

from appliance.text.spoken.rules import applied, rule

SILENT = (rule(r"[=_*~#+^-]{3,}|\.{4,}(?=\s|$)", " ", "====== so ------", "so"),)
SYMBOLS = (
    rule(r"\band/or\b", "and or", "and/or", "and or"),
    rule(r"\b([A-Z]{2,20})/(?=[A-Z]{2,20}\b)", r"\1 ", "AC/DC", "AC DC"),
    rule(
        r"(?<=\w)/(?=(?:second|minute|hour|day|night|week|month|year|person)\b)",
        " per ",
        "3/day, words/minute",
        "three per day, words per minute",
    ),
    rule(r"(?<=[a-z]{3})/s(?![\w'])", " per second", "60 frames/s", "sixty frames per second"),
    rule(r"(?<=[a-z])/(?=[A-Z]?[a-z])", " or ", "his/her", "his or her"),
    rule(r"\s*&{1,2}\s*", " and ", "fish & chips", "fish and chips"),
    rule(r"(?<=[\w%])\s?\+(?=[\w\s,.?!;:)\]\"]|$)\s?|\s\+\s|^\+", " plus ", "x + y", "x plus y"),
    rule(r"\s?(?:<=>|<->|↔|⇔|⟺)\s?", " if and only if ", "a ⇔ b", "a if and only if b"),
    rule(r"\s?(?:=>|→|⇒|->|⟶|⟹)\s?", " to ", "a -> b", "a to b"),
    rule(r"\s?(?:!=|≠)\s?", " is not equal to ", "a ≠ b", "a is not equal to b"),
    rule(r"\s?(?:<=|≤|⩽)\s?", " is at most ", "a ≤ b", "a is at most b"),
    rule(r"\s?(?:>=|≥|⩾)\s?", " is at least ", "a >= b", "a is at least b"),
    rule(r"\s?={1,2}\s?", " equals ", "a = b", "a equals b"),
    rule(r"(?<=[\w)])\s?<\s?(?=[\w(-])", " is less than ", "a < b", "a is less than b"),
    rule(r"(?<=[\w)])\s?>\s?(?=[\w(-])", " is greater than ", "a > b", "a is greater than b"),
    rule(
        r"\s?(?:×|(?<=[\w)])\s\*(?=\s[\w(])|(?<=[a-z\d])\*(?=[a-z\d])|(?<=\w)\s?·\s?(?=\w))\s?",
        " times ",
        "a × b, a*b or a·b",
        "a times b, a times b or a times b",
    ),
    rule(r"\s?÷\s?", " divided by ", "a ÷ b", "a divided by b"),
    rule(r"\s?±\s?", " plus or minus ", "a ± b", "a plus or minus b"),
    rule(r"\s?∓\s?", " minus or plus ", "a ∓ b", "a minus or plus b"),
    rule(r"\s?[≈≅]\s?", " is about ", "a ≈ b", "a is about b"),
    rule(r"(?<=\w)\+\+(?!\w)", " plus plus", "i++", "i plus plus"),
    rule(r"(?<=\w)√", " times √", "2√x", "two times the square root of x"),
    rule(r"(?<!\w)µ(?!\w)", " mu ", "μ = x", "mu equals x"),
    rule(r"√\s?", "the square root of ", "√x", "the square root of x"),
    rule(r"∛\s?", "the cube root of ", "∛x", "the cube root of x"),
    rule(r"∞", " infinity ", "∞", "infinity"),
    rule(r"∑", " the sum of ", "∑ x", "the sum of x"),
    rule(r"∏", " the product of ", "∏ x", "the product of x"),
    rule(r"∫", " the integral of ", "∫ x", "the integral of x"),
    rule(r"∣([^∣]{1,60})∣", r"the absolute value of \1", "∣x∣", "the absolute value of x"),
    rule(r"∀", " for all ", "∀ x", "for all x"),
    rule(r"∃", " there exists ", "∃ x", "there exists x"),
    rule(r"∴", " therefore ", "∴ x", "therefore x"),
    rule(r"∠", " angle ", "∠ x", "angle x"),
    rule(r"\s?∝\s?", " is proportional to ", "a ∝ b", "a is proportional to b"),
    rule(r"\s?≡\s?", " is equivalent to ", "a ≡ b", "a is equivalent to b"),
    rule(r"\s?∉\s?", " not in ", "x ∉ A", "x not in A"),
    rule(r"\s?[⊂⊆]\s?", " is a subset of ", "A ⊂ B", "A is a subset of B"),
    rule(r"∅", " the empty set ", "∅", "the empty set"),
    rule(r"∇", " nabla ", "∇f", "nabla f"),
    rule(r"\s?[←⟵]\s?", " from ", "a ← b", "a from b"),
    rule(r"∂", " partial ", "∂x", "partial x"),
    rule(r"\s?∈\s?", " in ", "x ∈ A", "x in A"),
    rule(r"\s?∪\s?", " union ", "A ∪ B", "A union B"),
    rule(r"\s?∩\s?", " intersection ", "A ∩ B", "A intersection B"),
    rule(r"\s?@\s?", " at ", "B @ home", "B at home"),
    rule(r"#(?=\w)", "hashtag ", "#news", "hashtag news"),
    rule(r"\s?%", " percent", "50%", "fifty percent"),
    rule(r"\s?‰", " per mille", "5‰", "five per mille"),
    rule(r"(?:°|\bdegrees) ?C\b", " degrees Celsius", "in °C", "in degrees Celsius"),
    rule(r"(?:°|\bdegrees) ?F\b", " degrees Fahrenheit", "in °F", "in degrees Fahrenheit"),
    rule(r"°", " degrees ", "an angle of x°", "an angle of x degrees"),
    rule(r"§§?\s?", " section ", "§ 5", "section five"),
    rule(r"©", " copyright ", "© me", "copyright me"),
    rule(r"(?:(?<=\s)|^)\$(?=[A-Za-z])", "dollar ", "$HOME", "dollar HOME"),
    rule(r"\s/\s", " or ", "a / b", "a or b"),
    rule(r"/", " slash ", "B/b", "B slash b"),
    rule(r"\\", " backslash ", "a\\b", "a backslash b"),
    rule(r"\s[-–—]+\s|—|–|(?<=\w)--(?=\w)", ", ", "she said — really", "she said, really"),
    rule(r"\s?[(\[{]\s?(?=\w)", ", ", "Paris (France)", "Paris, France"),
    rule(r"\s?[)\]}](?=\s?\w)", ", ", "this (so) is", "this, so, is"),
)
TIDY = (
    rule(r"(?<!\w)'((?:[^']|(?<=\w)'(?=\w)){1,200})'(?!\w)", r"\1", "'fine', 'it's so'", "fine, it's so"),
    rule(r"(?<!\w)'(?=\W|$)|(?<!\w)'(?=[A-Z])|(?<=[.,!?])'(?!\w)", "", "It's so.'", "It's so."),
    rule(r"(?<!\w)-+|-+(?!\w)", " ", "-so, so-", "so, so"),
    rule(r"([!?])[!?]+", r"\1", "What?!", "What?"),
    rule(r"\s+(?=[.,!?;:])", "", "so , it", "so, it"),
    rule(r"(?<!\.)\.\.(?!\.)|\.{4,}", lambda m: "." if len(m[0]) == 2 else "...", "it ends (so.).", "it ends, so."),
    rule(r"[,;:](?:\s?,)+", ",", "so: , it", "so, it"),
    rule(r",+(?=[.!?;:])", "", "so,.", "so."),
    rule(r"^[\s.,!?;:]+", "", ", so", "so"),
    rule(r"(?<=[,;:!?])(?=[^\W\d])", " ", "a,b", "a, b"),
)


def tidy(text: str) -> str:
    """Return the text with no marks that belong to nothing; "" if there is no letter or figure in it."""
    text = applied(TIDY, " ".join(text.split()))
    return " ".join(text.split()) if any(char.isalnum() for char in text) else ""
