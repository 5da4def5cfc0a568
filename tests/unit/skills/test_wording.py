from appliance.skills.wording import plain


def test_a_question_whether_one_knows_keeps_its_words() -> None:
    assert plain("Do you know what the capital of Norway is?") == "do you know what the capital of norway is"


def test_you_know_is_a_filler_elsewhere() -> None:
    assert plain("Set a, you know, a timer.") == "set a a timer"
