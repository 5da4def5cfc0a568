"""The time, here and elsewhere, as people ask for it."""

from __future__ import annotations

import pytest

from appliance.skills.clock.time_and_date import TimeAndDate
from appliance.text.spoken_text import spoken_text
from tests.unit.skills.clock.clock_rig import StoppedClock, said, skill


@pytest.fixture(scope="module")
def clock() -> TimeAndDate:
    return skill()


TIME = (
    "What time is it?", "what time is it", "What's the time?", "Whats the time", "Tell me the time.", "Time?",
    "Can you tell me what time it is?", "Do you know what time it is?", "Do you have the time?", "The time, please.",
    "Have you got the time?", "Hey Jarvis, what time is it right now?", "Could you please tell me the current time?",
    "What's the time now?", "What time do you make it?", "How late is it?", "Excuse me, what time is it?",
    "What time is it, please?", "What o'clock is it?", "Um, what's the time?", "I'd like to know the time.",
    "Give me the time.", "What is the exact time?", "So what time is it now then?", "I wonder what time it is.",
    "What's the thyme?", "Any idea what time it is?", "Time check.", "What's the time of day?", "Current time.",
    "Please tell me what the time is.", "Can I have the time, please?", "What time have you got?", "What time's it?",
    "What time is it at the moment?", "I need to know what time it is.", "Computer, time please.", "What hour is it?",
)  # fmt: skip


@pytest.mark.parametrize("transcript", TIME)
def test_the_time(clock: TimeAndDate, transcript: str) -> None:
    assert said(transcript, clock) == "It's 3:45 PM."


PLACES = {
    "What time is it in Tokyo?": "It's 12:45 AM on Sunday in Tokyo.",
    "What's the time in New York?": "It's 10:45 AM in New York.",
    "What time is it in New York right now?": "It's 10:45 AM in New York.",
    "The time in New York.": "It's 10:45 AM in New York.",
    "what is the time in new york city": "It's 10:45 AM in New York.",
    "What's the time in Germany?": "It's 4:45 PM in Germany.",
    "What time is it right now in Washington, D.C.?": "It's 10:45 AM in Washington.",
    "What time is it in Mumbai?": "It's 9:15 PM in Mumbai.",
    "Tell me the time in Beijing, please.": "It's 11:45 PM in Beijing.",
    "What's the current time in San Francisco?": "It's 7:45 AM in San Francisco.",
    "What time is it in LA?": "It's 7:45 AM in Los Angeles.",
    "What time is it in L.A.?": "It's 7:45 AM in Los Angeles.",
    "what's the local time in Los Angeles": "It's 7:45 AM in Los Angeles.",
    "What time is it over in India?": "It's 9:15 PM in India.",
    "What time is it currently in Sydney, Australia?": "It's 2:45 AM on Sunday in Sydney.",
    "Do you know what time it is in Paris, France?": "It's 4:45 PM in Paris.",
    "Current time in London, England.": "It's 3:45 PM in London.",
    "What is the time in St. Petersburg?": "It's 6:45 PM in Saint Petersburg.",
    "What's the time in the UK?": "It's 3:45 PM in the United Kingdom.",
    "What time is it in Rio de Janeiro?": "It's 12:45 PM in Rio de Janeiro.",
    "What is Tokyo time?": "It's 12:45 AM on Sunday in Tokyo.",
    "What time would it be in Hawaii now?": "It's 5:45 AM in Hawaii.",
    "What time is it in Texas?": "It's 9:45 AM in most of Texas.",
    "What time is it in Heidelberg, Germany?": "It's 4:45 PM in Heidelberg.",
    "What time is it in the Netherlands?": "It's 4:45 PM in the Netherlands.",
    "What time is it in the United States?": "It's 10:45 AM in Washington. The United States has other time zones too.",
    "What's the time in the U.S.?": "It's 10:45 AM in Washington. The United States has other time zones too.",
    "What time is it in Australia?": "It's 2:45 AM on Sunday in Canberra. Australia has other time zones too.",
    "What time is it in Brazil?": "It's 12:45 PM in Brasília. Brazil has other time zones too.",
    "What time is it in China?": "It's 11:45 PM in China.",
    "What time is it in Kathmandu?": "It's 9:30 PM in Kathmandu.",
    "What time is it in Paris, no, London?": "It's 3:45 PM in London.",
    "What's the time in Berlin, I mean, Moscow?": "It's 6:45 PM in Moscow.",
    "What time is it in Seattle, Washington?": "It's 7:45 AM in Seattle.",
    "What time is it in Portland, Oregon?": "It's 7:45 AM in Portland.",
    "What time is it in UTC?": "It's 3:45 PM in UTC.",
}


@pytest.mark.parametrize(("transcript", "answer"), PLACES.items())
def test_the_time_elsewhere(clock: TimeAndDate, transcript: str, answer: str) -> None:
    assert said(transcript, clock) == answer


def test_georgia_is_where_one_lives() -> None:
    assert said("What time is it in Georgia?", skill(StoppedClock("Asia/Tbilisi"))) == "It's 3:45 PM in Georgia."
    assert said("What time is it in Georgia?", skill(StoppedClock("America/Chicago"))) == "It's 4:45 PM in Georgia."


def test_a_place_is_a_slot(clock: TimeAndDate) -> None:
    intent = clock.match("What time is it in Tokyo?")
    assert intent is not None
    assert (intent.skill, intent.name, intent.slots["place"]) == ("clock", "time", "Tokyo")


@pytest.mark.parametrize("place", ["Narnia", "my house", "Paris, Texas", "the movie", "heaven", "here in my garden"])
def test_a_place_that_is_not_known_is_left_to_the_model(clock: TimeAndDate, place: str) -> None:
    assert said(f"What time is it in {place}?", clock) == ""


LATER = {
    "What time will it be in two hours?": "It will be 5:45 PM.",
    "What time is it in two hours?": "It will be 5:45 PM.",
    "What time will it be in 45 minutes?": "It will be 4:30 PM.",
    "What will the time be in half an hour?": "It will be 4:15 PM.",
    "What time will it be in an hour and a half?": "It will be 5:15 PM.",
    "What time will it be in two and a half hours?": "It will be 6:15 PM.",
    "What time was it three hours ago?": "It was 12:45 PM.",
    "What time will it be 20 minutes from now?": "It will be 4:05 PM.",
    "What time is it going to be in 6 hours?": "It will be 9:45 PM.",
    "What will be the time in ten minutes?": "It will be 3:55 PM.",
    "In 3 hours what time will it be?": "It will be 6:45 PM.",
    "What time will it be in 12 hours and 30 minutes?": "It will be 4:15 AM on Sunday.",
    "What time will it be a quarter of an hour from now?": "It will be 4 PM.",
    "What time will it be in two days?": "It will be 3:45 PM on Monday.",
    "What time is 3 hours after 5 p.m.?": "That's 8 PM.",
    "What time is 45 minutes before 7:30?": "That's 6:45.",
    "What time is 45 minutes before 730?": "That's 6:45.",
    "What time will it be in 3 hours in 20 minutes?": "It will be 7:05 PM.",
    "What time is it for hours before midnight?": "That's 8 PM.",
    "What is 4pm + 3 hours?": "That's 7 PM.",
    "What time will it be in to hours?": "It will be 5:45 PM.",
    "What's 2 hours from now?": "It will be 5:45 PM.",
    "When it's 3 p.m. in London, what time is it in Tokyo?": "It's midnight the next day then in Tokyo.",
    "If it is noon here, what time is it in New York?": "It's 7 AM then in New York.",
}


@pytest.mark.parametrize(("transcript", "answer"), LATER.items())
def test_the_time_later(clock: TimeAndDate, transcript: str, answer: str) -> None:
    assert said(transcript, clock) == answer


UNTIL = {
    "How many hours until midnight?": "It's 8 hours and 15 minutes until midnight.",
    "How long until noon?": "It's 20 hours and 15 minutes until noon.",
    "How long until five o'clock?": "It's 1 hour and 15 minutes until 5 PM.",
    "How many minutes until 4 p.m.?": "It's 15 minutes until 4 PM.",
    "How long until 5:30 p.m.?": "It's 1 hour and 45 minutes until 5:30 PM.",
    "How long till half past six?": "It's 2 hours and 45 minutes until 6:30 PM.",
    "How long is it until quarter to five?": "It's 1 hour until 4:45 PM.",
    "How long until 3?": "It's 11 hours and 15 minutes until 3 AM.",
}


@pytest.mark.parametrize(("transcript", "answer"), UNTIL.items())
def test_how_long_until_a_time(clock: TimeAndDate, transcript: str, answer: str) -> None:
    assert said(transcript, clock) == answer


ZONES = {
    "What's the time difference between London and New York?": "London is 5 hours ahead of New York.",
    "Time difference between Tokyo and Sydney.": "Tokyo is 2 hours behind Sydney.",
    "How many hours ahead is Tokyo?": "Tokyo is 9 hours ahead of you.",
    "How far ahead is Sydney?": "Sydney is 11 hours ahead of you.",
    "What's the time difference with New York?": "New York is 5 hours behind you.",
    "What's the time difference between here and India?": "India is 5 hours and 30 minutes ahead of you.",
    "How many hours behind is LA?": "Los Angeles is 8 hours behind you.",
    "What time zone is Berlin in?": "Berlin is 1 hour ahead of Greenwich Mean Time now.",
    "What time zone am I in?": "You're on Greenwich Mean Time now.",
    "When do the clocks go back?": "The clocks go back 1 hour on Sunday, 31 October 2027.",
    "When do the clocks change?": "The clocks go forward 1 hour on Sunday, 28 March 2027.",
    "When does daylight saving time end?": "The clocks go back 1 hour on Sunday, 31 October 2027.",
    "When does summer time begin?": "The clocks go forward 1 hour on Sunday, 28 March 2027.",
}


@pytest.mark.parametrize(("transcript", "answer"), ZONES.items())
def test_time_zones(clock: TimeAndDate, transcript: str, answer: str) -> None:
    assert said(transcript, clock) == answer


def test_clocks_that_do_not_change() -> None:
    assert said("When do the clocks change?", skill(StoppedClock("Asia/Tokyo"))) == "The clocks don't change here."


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ((2026, 11, 28, 0, 0), "midnight"), ((2026, 11, 28, 12, 0), "noon"), ((2026, 11, 28, 0, 5), "12:05 AM"),
        ((2026, 11, 28, 12, 30), "12:30 PM"), ((2026, 11, 28, 7, 0), "7 AM"), ((2026, 11, 28, 23, 59), "11:59 PM"),
    ],
)  # fmt: skip
def test_times_as_they_are_said(at: tuple[int, int, int, int, int], answer: str) -> None:
    assert said("What time is it?", skill(StoppedClock(at=at))) == f"It's {answer}."


def test_the_voice_says_it_right(clock: TimeAndDate) -> None:
    assert spoken_text(said("What time is it?", clock)) == "It's three forty-five PM."
    assert spoken_text("It's 4:05 AM on Sunday in Tokyo.") == "It's four oh five AM on Sunday in Tokyo."


def test_over_a_change_of_the_clocks_an_hour_is_an_hour() -> None:
    before = skill(StoppedClock(at=(2027, 3, 28, 0, 30)))
    assert said("What time will it be in an hour?", before) == "It will be 2:30 AM."


WRONG_CLOCK = (
    "What time is it?", "What time is it in Tokyo?", "What time will it be in two hours?", "How long until midnight?",
)  # fmt: skip


@pytest.mark.parametrize("transcript", WRONG_CLOCK)
def test_a_clock_that_is_not_right_is_not_told(transcript: str) -> None:
    answer = said(transcript, skill(StoppedClock(is_right=False)))
    assert answer.startswith("I don't know what time it is: my clock was not set since I was switched on.")
