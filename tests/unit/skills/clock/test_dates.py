"""Dates, days until something, holidays, leap years, as people ask for them."""

from __future__ import annotations

import datetime

import pytest

from appliance.skills.clock.dates import DateReader
from appliance.skills.clock.named_days import NamedDays
from appliance.skills.clock.time_and_date import TimeAndDate
from appliance.text.spoken_text import spoken_text
from tests.unit.skills.clock.clock_rig import StoppedClock, said, skill


@pytest.fixture(scope="module")
def clock() -> TimeAndDate:
    return skill()


TODAY = (
    "What's the date?", "What's today's date?", "What is the date today?", "What day is it?", "What day is it today?",
    "What day of the week is it?", "Which day is today?", "What's the day today?", "Today's date, please.",
    "Tell me today's date.", "What is today?", "Can you tell me the date?", "What date is it today?", "The date.",
    "What's the day of the week?", "Do you know what day it is?", "what weekday is it", "What day of the month is it?",
    "Whats todays date", "What date is today?", "What is the current date?", "Please tell me what day it is today.",
)  # fmt: skip


@pytest.mark.parametrize("transcript", TODAY)
def test_today(clock: TimeAndDate, transcript: str) -> None:
    assert said(transcript, clock) == "It's Saturday, 28 November 2026."


ANSWERS = {
    "What's the date and time?": "It's 3:45 PM on Saturday, 28 November 2026.",
    "Is it Monday today?": "No, it's Saturday today.",
    "Is today Saturday?": "Yes, it's Saturday today.",
    "What's the date tomorrow?": "Tomorrow is Sunday, 29 November 2026.",
    "What day is tomorrow?": "Tomorrow is Sunday, 29 November 2026.",
    "What was yesterday's date?": "Yesterday was Friday, 27 November 2026.",
    "What day is the day after tomorrow?": "That's Monday, 30 November 2026.",
    "What will the date be next Friday?": "That's Friday, 4 December 2026.",
    "What day was the fourth of July, 1976?": "4 July 1976 was a Sunday.",
    "What day of the week was July 4th, 1976?": "4 July 1976 was a Sunday.",
    "What day of the week was the 4th of July nineteen seventy six?": "4 July 1976 was a Sunday.",
    "What day is Christmas this year?": "Christmas Day is on Friday, 25 December 2026.",
    "What day does Christmas fall on this year?": "Christmas Day is on Friday, 25 December 2026.",
    "On which day of the week is the 25th of December?": "25 December 2026 is a Friday.",
    "When is Easter?": "Easter Sunday is on 28 March 2027.",
    "When's Easter next year?": "Easter Sunday is on 28 March 2027.",
    "When was Easter 2020?": "Easter Sunday was on 12 April 2020.",
    "When is Thanksgiving this year?": "Thanksgiving Day was on Thursday, 26 November 2026.",
    "When is Mother's Day?": "Mother's Day is on Sunday, 7 March 2027.",
    "When is Diwali next year?": "Diwali is on Friday, 29 October 2027.",
    "When is pancake day?": "Shrove Tuesday is on 9 February 2027.",
    "What day is the twenty-first of May?": "21 May 2027 is a Friday.",
    "What weekday was the 20th of July 1969?": "20 July 1969 was a Sunday.",
    "What day is it in 100 days?": "That's Monday, 8 March 2027.",
    "What's the date two weeks from today?": "That's Saturday, 12 December 2026.",
    "Is Christmas on a Friday this year?": "Yes, Christmas Day is a Friday.",
    "Does Christmas fall on a weekend?": "No, Christmas Day is a Friday.",
    "When does summer start?": "The start of summer is on Monday, 21 June 2027.",
    "How many days until Christmas?": "It's 27 days until Christmas Day.",
    "How many days till Christmas": "It's 27 days until Christmas Day.",
    "How many days are there until Christmas?": "It's 27 days until Christmas Day.",
    "How many days to Christmas?": "It's 27 days until Christmas Day.",
    "How many days left until Christmas?": "It's 27 days until Christmas Day.",
    "How many more days until Christmas?": "It's 27 days until Christmas Day.",
    "How many days away is Christmas?": "It's 27 days until Christmas Day.",
    "How far away is Christmas?": "It's 27 days until Christmas Day.",
    "Days until Christmas.": "It's 27 days until Christmas Day.",
    "How many sleeps until Christmas?": "It's 27 sleeps until Christmas Day.",
    "How many weeks until Christmas?": "It's 3 weeks and 6 days until Christmas Day.",
    "How many months until June?": "It's 6 months and 4 days until 1 June.",
    "How many days until Easter, no, Christmas?": "It's 27 days until Christmas Day.",
    "How long until Easter?": "It's 120 days until Easter Sunday.",
    "How many days until the 3rd of March?": "It's 95 days until 3 March.",
    "How many days until March 3rd?": "It's 95 days until 3 March.",
    "How many days until next Friday?": "It's 6 days until Friday, 4 December.",
    "How many days until the weekend?": "It's the weekend now.",
    "How many hours until Christmas?": "It's about 632 hours until Christmas Day.",
    "How many days are left in the year?": "33 days are left in this year, without today.",
    "How many days between Christmas and Easter?": "There are 93 days between Christmas Day and Easter Sunday.",
    "How many days since Christmas?": "Christmas Day was 338 days ago.",
    "How long ago was the 20th of July 1969?": "20 July 1969 was 57 years and 4 months ago.",
    "How many years since 1969?": "The year 1969 was 57 years ago.",
    "How many years ago was 1066?": "The year 1066 was 960 years ago.",
    "How many years until 2050?": "It's 23 years and 1 month until 2050.",
    "How old is someone born in 1980?": "Someone born in 1980 turns 46 this year.",
    "What season is it?": "It's autumn; winter begins on Monday, 21 December.",
    "What century are we in?": "It's the 21st century.",
    "What is the shortest day of the year?": "The shortest day of the year is on Monday, 21 December 2026.",
    "Is it the weekend?": "Yes, it's Saturday today.",
    "What public holidays are there in May?": (
        "May Day on Monday, 3 May 2027 and Spring Bank Holiday on Monday, 31 May 2027."
    ),
    "Is there a bank holiday next week?": "There is no public holiday then.",
    "when will Easter beat in 2020-8?": "Easter Sunday is on 16 April 2028.",
    "What week is it?": "It's week 48.",
    "What's the week number?": "It's week 48.",
    "What month is it?": "It's November.",
    "What year is it?": "It's 2026.",
    "What day of the year is it?": "It's day 332 of 365.",
    "Is 2028 a leap year?": "Yes, 2028 is a leap year.",
    "Is twenty twenty-eight a leap year?": "Yes, 2028 is a leap year.",
    "Is this year a leap year?": "No, 2026 is not a leap year.",
    "Was 1900 a leap year?": "No, 1900 was not a leap year.",
    "When is the next leap year?": "The next leap year is 2028.",
    "How many days are there in February?": "February has 28 days, and 29 in a leap year.",
    "How many days has February got in 2028?": "February 2028 has 29 days.",
    "How many days are in a year?": "A year has 365 days, and a leap year 366.",
    "How many weeks are there in a year?": "A year has 52 weeks and 1 day.",
    "Is Monday a holiday?": "No, Monday, 30 November is not a public holiday here.",
    "Is tomorrow a bank holiday?": "No, tomorrow is not a public holiday here.",
    "Is the 28th of December a bank holiday?": "Yes, Monday, 28 December is the day off for Boxing Day.",
    "Is Halloween a public holiday?": "No, Halloween is not a public holiday here. It's on Sunday, 31 October 2027.",
    "What's the next bank holiday?": "The next public holiday is Christmas Day, on Friday, 25 December 2026.",
    "When is the August bank holiday?": "Late Summer Bank Holiday is on Monday, 30 August 2027.",
}


@pytest.mark.parametrize(("transcript", "answer"), ANSWERS.items())
def test_dates(clock: TimeAndDate, transcript: str, answer: str) -> None:
    assert said(transcript, clock) == answer


IN_AMERICA = {
    "When is Mother's Day?": "Mother's Day is on Sunday, 9 May 2027.",
    "When is Independence Day?": "Independence Day is on Sunday, 4 July 2027.",
    "What's the next holiday?": "The next public holiday is Christmas Day, on Friday, 25 December 2026.",
    "When is Labor Day?": "Labor Day is on Monday, 6 September 2027.",
    "When do the clocks change?": "The clocks go forward 1 hour on Sunday, 14 March 2027.",
}


@pytest.mark.parametrize(("transcript", "answer"), IN_AMERICA.items())
def test_the_time_zone_says_whose_holidays_count(transcript: str, answer: str) -> None:
    assert said(transcript, skill(StoppedClock("America/Chicago"))) == answer


def test_the_settings_say_whose_holidays_count() -> None:
    of_france = skill(StoppedClock("Europe/London"), country="FR")
    assert said("Is the 14th of July a holiday?", of_france) == "Yes, Wednesday, 14 July 2027 is National Day."


def test_summer_is_in_december_down_under() -> None:
    sydney = skill(StoppedClock("Australia/Sydney"))
    assert said("When does summer start?", sydney) == "The start of summer is on Monday, 21 December 2026."


def test_the_voice_says_a_date_right(clock: TimeAndDate) -> None:
    assert spoken_text(said("What's the date?", clock)) == (
        "It's Saturday, the twenty-eighth of November twenty twenty-six."
    )


NOT_FOR_IT = (
    "What is a leap year?", "What is the meaning of Easter?", "How does a clock work?", "Who invented the calendar?",
    "What is daylight saving time?", "Why do the clocks change?", "When did the Second World War end?", "What is time?",
    "When was the Battle of Hastings?", "When was Abraham Lincoln born?", "What year did the Titanic sink?",
    "What time does the shop close?", "What time does the sun rise?", "What time is dinner?", "When is my birthday?",
    "When is the next full moon?", "How long does it take to boil an egg?", "How long until the eggs are done?",
    "How long is the Nile?", "How far away is the sun?", "How many days does it take to get to Mars?", "What a day!",
    "What day did the Berlin Wall fall?", "I asked him what time it was.", "He told me the date of the party.",
    "What is the best time to visit Japan?", "Time flies.", "Once upon a time there was a king.", "Merry Christmas!",
    "Is Monday a good day for a walk?", "Set an alarm for seven o'clock.", "Wake me up at seven in the morning.",
    "Remind me tomorrow at nine about the dentist.", "Set a timer for ten minutes.", "When is the next alarm?",
    "How much time is left on the timer?", "How long is left?", "What's the weather tomorrow?", "What is Christmas?",
    "What is Friday?", "Tell me about Christmas.", "What is the date of birth of Napoleon?", "How old is the universe?",
    "How many minutes are in a day?", "How many hours is 300 minutes?", "Do you have time?", "It's about time.",
    "Do you have a date tonight?", "The time is now.", "What time is it when the clock strikes thirteen?", "Tomorrow.",
    "What is the time complexity of quicksort?", "How many days until I am rich?", "How long until we get there?",
    "What was the date of the moon landing?", "What is a bank holiday?", "Why is Monday a holiday?", "Christmas",
    "On Monday I went to the market, and what day it was I no longer knew.", "My favourite holiday is Christmas.",
    "I need the time to think.", "When is it too late?", "How old are you?", "What season is best for planting roses?",
    "What century did Shakespeare live in?", "When does the summer holiday start?", "Is it Christmas?", "Clock.",
    "Is Monday the first day of the week?", "Is Easter a pagan holiday?", "What is today's weather?", "Year.",
    "When was Easter Island discovered?", "When does the train leave?", "In two hours I'll be home.", "No time.",
    "Two hours later he was home.", "When it's raining in London, what is it like in Tokyo?", "What is Halloween?",
    "What is the day after tomorrow called?", "The day after tomorrow is a film.", "Next holiday I'll go to Spain.",
    "Christmas time", "Nice time.", "What is 3 plus 2 weeks?", "What is 5 to 6?", "When is it?", "It is Friday.",
    "What time is my alarm?", "How long until my alarm?", "Set the date to the fifth of May.", "Today is my birthday.",
    "Wake me up at Christmas.", "next year in Jerusalem", "How long is a day?",
    "What day is the 31st of February?", "Is 12 a leap year?", "How many days until the 45th of May?", "", "   ",
)  # fmt: skip


@pytest.mark.parametrize("transcript", NOT_FOR_IT)
def test_what_it_leaves_to_others(clock: TimeAndDate, transcript: str) -> None:
    assert said(transcript, clock) == ""


ASKED_OF_A_WRONG_CLOCK = (
    "What's the date?", "What day is it?", "How many days until Christmas?", "When is Easter?", "What year is it?",
    "What's the next bank holiday?", "Is Monday a holiday?", "Is this year a leap year?", "What week is it?",
    "What day is the fourth of July?", "How many days are in February this year?", "How many days are in this month?",
)  # fmt: skip


@pytest.mark.parametrize("transcript", ASKED_OF_A_WRONG_CLOCK)
def test_a_date_is_not_told_where_the_clock_is_not_right(transcript: str) -> None:
    answer = said(transcript, skill(StoppedClock(is_right=False)))
    assert answer.startswith("I don't know what day it is: my clock was not set since I was switched on.")


ALWAYS_KNOWN = {
    "What day was the 4th of July 1976?": "4 July 1976 was a Sunday.",
    "Is 2028 a leap year?": "Yes, 2028 is a leap year.",
    "When is Easter 2030?": "Easter Sunday is on 21 April 2030.",
    "How many days are in February?": "February has 28 days, and 29 in a leap year.",
    "How many days are there in 2028?": "2028 has 366 days.",
}


@pytest.mark.parametrize(("transcript", "answer"), ALWAYS_KNOWN.items())
def test_the_calendar_needs_no_clock(transcript: str, answer: str) -> None:
    assert said(transcript, skill(StoppedClock(is_right=False))) == answer


PHRASES = {
    "today": "2026-11-28", "tomorrow": "2026-11-29", "the day after tomorrow": "2026-11-30", "yesterday": "2026-11-27",
    "the 21st of may": "2027-05-21", "may 21st": "2027-05-21", "21 may 2027": "2027-05-21", "21st may": "2027-05-21",
    "may the 4th": "2027-05-04", "the 4th of july 1976": "1976-07-04", "july 4 19 76": "1976-07-04",
    "next friday": "2026-12-04", "friday": "2026-12-04", "last friday": "2026-11-27", "this saturday": "2026-11-28",
    "next monday": "2026-11-30", "2026-12-25": "2026-12-25", "the 1st": "2026-12-01", "the 15th": "2026-12-15",
    "a week from today": "2026-12-05", "2 weeks from now": "2026-12-12", "in 10 days": "2026-12-08",
    "3 weeks ago": "2026-11-07", "a week from tuesday": "2026-12-08", "monday the 7th of december": "2026-12-07",
    "february 29th 2028": "2028-02-29", "the 29th of february": "2028-02-29", "25/12/2026": "2026-12-25",
    "the last monday in may": "2027-05-31", "a month from today": "2026-12-28", "2 days before christmas": "2026-12-23",
    "a week after easter": "2027-04-04", "christmas eve": "2026-12-24", "last christmas": "2025-12-25",
    "the 2nd of march nineteen 0": "", "photosynthesis": "", "my birthday": "", "the 31st of february": "", "may": "",
    "a march": "", "sun": "", "the sun": "", "at home": "", "the 4 horsemen": "", "dinner time": "",
}  # fmt: skip


@pytest.mark.parametrize(("words", "day"), PHRASES.items())
def test_dates_in_words(words: str, day: str) -> None:
    reader = DateReader(datetime.date(2026, 11, 28), NamedDays("GB").named)
    found = reader.read(words)
    assert (found.date.isoformat() if found else "") == day


def test_every_named_day_has_a_date_in_every_year_of_a_century() -> None:
    from appliance.skills.clock.named_days import _day, _rules

    for rule in set(_rules().values()):
        for year in range(2000, 2100):
            for text in (rule.rule, *rule.countries.values()):
                if not text.startswith("holidays"):
                    assert _day(text, year) or rule.name == "Leap Day", (rule.name, year)
