import pytest

from appliance.settings import Settings, SkillSettings
from appliance.skills.facts import Facts
from appliance.skills.facts.skill import FOLLOWS_WITHIN_S
from tests.unit.skills.skill_rig import FakeClock, FakeDevice, skill_context

ASKED = {
    "capital": [
        ("what's the, uh, capital of Indonesia", "Jakarta"),
        ("Could you tell me what Iceland's capital is?", "Reykjavik"),
        ("What is the state capital of Florida?", "Tallahassee"),
        ("What's the capital of Columbia?", "Bogota"),
        ("What's the capital of Australia?", "The capital of Australia is Canberra."),
        ("What is the capital city of Spain?", "Madrid"),
        ("Tell me the capital of Portugal.", "Lisbon"),
        ("Do you know what the capital of Norway is?", "Oslo"),
        ("Hey Jarvis, can you tell me the capital of the Netherlands, please?", "Amsterdam"),
        ("What is Spain's capital?", "Madrid"),
        ("What's the Philippines' capital?", "Manila"),
        ("I'd like to know the capital of Kenya.", "Nairobi"),
        ("Capital of Peru.", "Lima"),
        ("Which city is the capital of Canada?", "Ottawa"),
        ("What's the capital of Georgia?", "Tbilisi. The capital of the US state Georgia is Atlanta."),
        ("What's the capital of the state of Georgia?", "is Atlanta."),
        ("What is the capital of Texas?", "Austin"),
        ("What is the capital of Scotland?", "Edinburgh"),
        ("What's the capital of the U.S.?", "Washington"),
        ("What's the capital of St. Lucia?", "Castries"),
        ("What's the capital of France, no, Germany?", "Berlin"),
        ("what the capital of italy is again", "Rome"),
    ],
    "capital_check": [
        ("Is Sydney the capital of Australia?", "No, the capital of Australia is Canberra."),
        ("Is Canberra the capital of Australia?", "Yes, Canberra"),
        ("Paris is the capital of France, right?", "Yes, Paris"),
        ("Is Angkara the capital of Turkey?", "The capital of Turkey is Ankara."),
        ("Is Cape Town the capital of South Africa?", "three capitals"),
    ],
    "capital_of": [
        ("Havana is which country's capital?", "Cuba"),
        ("Which US state has Boise as its capital?", "Idaho"),
        ("Canberra is the capital of which country?", "Canberra is the capital of Australia."),
        ("What country is Sofia the capital of?", "Bulgaria"),
        ("Which country has Nairobi as its capital?", "Kenya"),
        ("Which country's capital is Oslo?", "Norway"),
        ("Sacramento is the capital of which state?", "California, a US state"),
    ],
    "currency": [
        ("What is the Swiss currency?", "Swiss franc"),
        ("What's the money called in Hungary?", "forint"),
        ("What currency should I take to Morocco?", "dirham"),
        ("What is the currency of Japan?", "The currency of Japan is the Japanese yen."),
        ("What currency do they use in Switzerland?", "Swiss franc"),
        ("What kind of money do they use in Sweden?", "krona"),
        ("Which currency is used in Poland?", "zloty"),
        ("What money do I need in Turkey?", "lira"),
        ("What do people pay with in Thailand?", "baht"),
        ("Denmark's currency", "krone"),
    ],
    "currency_check": [
        ("Do the use dollars in Canada.", "Yes."),
        ("Do they use the euro in Croatia?", "Yes."),
        ("Does Sweden use the euro?", "No. The currency of Sweden is the Swedish krona."),
        ("Can I pay with euros in Norway?", "No."),
    ],
    "currency_of": [
        (
            "Which countries use the rupee?",
            "Mauritius and the Seychelles each have a rupee",
        ),
        ("Who uses the ringgit?", "Malaysia"),
        ("Which country uses the yen?", "Japan uses the Japanese yen."),
    ],
    "language": [
        ("What language do Brazilians speak?", "Portuguese"),
        ("In Brazil, what language do they speak?", "Portuguese"),
        ("What language do they speak in Brazil?", "The main language of Brazil is Portuguese."),
        ("What languages are spoken in Switzerland?", "German, French, Italian and Romansh"),
        ("What's the official language of Austria?", "German"),
        ("What do they speak in Belgium?", "Dutch, French and German"),
    ],
    "language_check": [("Do they speak Portuguese in Brazil?", "Yes."), ("Is French spoken in Canada?", "Yes.")],
    "population": [
        ("How many live in Greece?", "9.9 million"),
        ("What's the current population of the UK?", "69.6 million"),
        ("How many people live in Spain?", "About 47.9 million people live in Spain, as of 2025."),
        ("What's the population of Germany?", "84.1 million"),
        ("How many inhabitants does Iceland have?", "400,000"),
        ("How big is the population of India?", "1.46 billion"),
        ("How many people are there in China?", "1.42 billion"),
    ],
    "area": [
        ("How big is France?", "644,000 square kilometers"),
        ("How big is Italy in square miles?", "117,000 square miles"),
        ("What is the area of Norway?", "385,000"),
        ("How many square kilometers does Spain have?", "505,000"),
    ],
    "continent": [
        ("On which continent is Kenya?", "Kenya is in Africa."),
        ("Which continent does Peru belong to?", "South America"),
        ("What continent is Egypt on?", "Africa and Asia"),
    ],
    "continent_check": [
        ("Is Turkey in Europe?", "Yes, Turkey is in Asia and Europe."),
        ("Is Morocco a European country?", "No, Morocco is in Africa."),
        ("Is the Netherlands in Europe?", "Yes, the Netherlands"),
    ],
    "location": [("Where is Moldova?", "Moldova is in Europe. It borders Ukraine and Romania.")],
    "borders": [
        ("With which countries does Slovenia share a border?", "4 countries"),
        ("Who borders Russia?", "14 countries"),
        ("Which countries border Germany?", "Germany borders 9 countries: France, Poland"),
        ("What are the neighbours of Austria?", "8 countries"),
        ("What countries does Poland border?", "7 countries"),
        ("Which country borders Portugal?", "Portugal borders Spain."),
        ("What borders Mexico?", "the United States"),
        ("Which countries border Japan?", "Japan has no border on land with another country."),
    ],
    "border_check": [
        ("Does Spain border Portugal?", "Yes, Spain borders Portugal."),
        ("Does Spain share a border with Germany?", "No, Spain does not border Germany."),
        ("Do France and Italy share a border?", "Yes"),
    ],
    "calling_code": [
        ("What is the country code for Italy?", "The calling code of Italy is plus 39."),
        ("What code do I dial to call Spain?", "plus 34"),
        ("What's the phone prefix for the UK?", "plus 44"),
    ],
    "calling_code_of": [
        ("What country is plus 33?", "France"),
        ("Which country has the country code 49?", "Germany"),
        ("Which country has the calling code plus forty four?", "the United Kingdom"),
    ],
    "largest": [
        ("What's the second largest country in the world?", "The second largest country in the world is Canada"),
        ("What's the largest European country?", "Russia"),
        ("What is the largest country by area?", "Russia, with about 17.1 million square kilometers"),
        ("What's the biggest country in Africa?", "Algeria"),
    ],
    "smallest": [("What is the smallest country in the world?", "Vatican City")],
    "most_people": [
        (
            "Which country has the second largest population?",
            "the second most people in the world is China",
        ),
        ("Which European country has the most people?", "Russia"),
        ("Which country has the most people?", "India"),
        ("What is the largest country by population in South America?", "Brazil"),
    ],
    "fewest_people": [("Which country has the smallest population in Asia?", "Brunei")],
    "compare_area": [
        ("Which one is bigger, India or China?", "China is larger"),
        ("Which country is bigger, France or Spain?", "France is larger"),
        ("Is Spain bigger than France?", "France is larger"),
    ],
    "compare_area_down": [("Which is smaller, Norway or Sweden?", "Norway is smaller")],
    "compare_people": [("Which has more people, Italy or Poland?", "Italy has more people")],
    "element_symbol": [
        ("What is the chemical symbol for gold?", "Au: A, U."),
        ("What's the symbol for oxygen?", "is O."),
        ("What is the chemical symbol of aluminium?", "Al: A, L."),
    ],
    "element_number": [
        ("What is the atomic number of carbon?", "is 6: each atom has 6 protons"),
        ("How many protons does oxygen have?", "8 protons"),
    ],
    "element_of_symbol": [("Which element has the symbol Au?", "gold"), ("What element is Fe?", "iron")],
    "element_of_number": [
        ("What element has the atomic number 79?", "gold"),
        ("Which element has atomic number one?", "hydrogen"),
    ],
    "planet_count": [("How many planets are there in our solar system?", "eight")],
    "planet_nth": [("What's the third planet from the sun?", "Earth is the third planet")],
    "planet_closest": [
        ("Which planet is nearest the sun?", "Mercury"),
        ("Which planet is closest to the sun?", "Mercury"),
    ],
    "planet_farthest": [("Which planet is farthest from the sun?", "Neptune")],
    "planet_largest": [("What is the largest planet in the solar system?", "Jupiter")],
    "planet_smallest": [("What's the smallest planet?", "Mercury")],
    "planet_order": [("Name all the planets in order.", "Mercury, Venus, Earth, Mars")],
}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(skill_context())


CASES = [(intent, question, reply) for intent, questions in ASKED.items() for question, reply in questions]


@pytest.mark.parametrize(("intent", "question", "reply"), CASES, ids=lambda value: value[:60])
def test_a_question_is_answered(facts: Facts, intent: str, question: str, reply: str) -> None:
    matched = facts.match(question)
    assert matched is not None
    assert matched.name == intent
    assert reply in facts.answer(matched).text


@pytest.mark.parametrize(
    "said",
    [
        "What is capitalism?", "What's the capital of Apple?", "My favourite capital is Paris.",
        "I was in the capital of France last summer.", "Tell me about the capital of France.",
        "What is the weather in Spain?", "What time is it in Japan?", "Is Turkey in the oven?",
        "Set a timer for the turkey.", "Who is the president of France?", "What is the population of Madrid?",
        "How many people live in my street?", "How big is an elephant?", "How big is the universe?",
        "What is the area of a circle?", "How much is a euro in dollars?", "Convert 5 euros to pounds.",
        "What language is this?", "Do you speak German?", "How do you say hello in Spanish?", "Call Jordan.",
        "Where is my phone?", "What is gold worth?", "Add sodium to the shopping list.", "What is the symbol of love?",
        "What does USA stand for?", "Name a country in Europe.", "What's the largest city in Germany?",
        "Which country won the world cup?", "Is Spain nice in winter?", "Is Paris in France?",
        "Which is bigger, a lion or a tiger?", "Italy.", "And Spain?", "And its currency?", "How big is it?",
        "What is the capital?", "My neighbours are loud.", "What is the code for the door?",
        "Was Bonn the capital of Germany?",
        "What's the capital of France known for?", "Why is Canberra the capital of Australia?", "", "?",
        "How many people in Spain speak English?", "How many people live in Paris?", "Where is Paris?",
        "How big is the capital of Spain?", "Does Spain have mountains?", "Does Spain have a king?",
        "Is Spain in the European Union?", "Is Norway bigger than Texas?", "Which countries speak Spanish?",
        "Which country has the most lakes?", "What is the smallest continent?",
        "Which state is the largest in the USA?",
        "What's the zip code of Paris?", "What's the area code for Chicago?", "What is the symbol of Spain?",
        "What was the capital of the Roman Empire?", "Call Germany.", "Book a flight to Italy.", "I speak French.",
        "How many countries are there in Europe?", "How many people live in the world?",
        "Which country uses the euro?",
    ],
)  # fmt: skip
def test_what_the_tables_do_not_know_is_left_to_the_language_model(facts: Facts, said: str) -> None:
    assert facts.match(said) is None


class Talk:
    """A conversation: what is said is committed, as the session does."""

    def __init__(self) -> None:
        self.clock, self.device = FakeClock(), FakeDevice()
        self.facts = Facts(skill_context(self.clock, device=self.device))

    def ask(self, question: str) -> str | None:
        intent = self.facts.match(question)
        if intent is None:
            return None
        answer = self.facts.answer(intent)
        assert answer.action is not None
        answer.action.carry_out()
        self.device.said = answer.text
        return answer.text


def test_a_question_goes_on_with_another_place() -> None:
    talk = Talk()
    talk.ask("What is the capital of France?")
    assert talk.ask("And of Spain?") == "The capital of Spain is Madrid."
    assert talk.ask("End of Portugal.") == "The capital of Portugal is Lisbon."
    assert talk.ask("What about Italy?") == "The capital of Italy is Rome."
    assert talk.ask("Texas.") == "The capital of Texas is Austin."
    assert talk.ask("And Atlantis?") is None


def test_another_question_about_the_same_place() -> None:
    talk = Talk()
    talk.ask("What is the capital of Portugal?")
    assert talk.ask("What language do they speak there?") == "The main language of Portugal is Portuguese."
    assert talk.ask("And its currency?") == "The currency of Portugal is the euro."
    assert talk.ask("What about its neighbours?") == "Portugal borders Spain."
    assert talk.ask("And the population?") == "About 10.4 million people live in Portugal, as of 2025."
    assert talk.ask("Is it in Europe?") == "Yes, Portugal is in Europe."
    assert talk.ask("How big is it?") == "Portugal has an area of about 92,200 square kilometers."


def test_another_element() -> None:
    talk = Talk()
    talk.ask("What's the chemical symbol for gold?")
    assert talk.ask("And for silver?") == "The chemical symbol for silver is Ag: A, G."


def test_what_follows_another_reply_is_not_ours() -> None:
    talk = Talk()
    talk.ask("What is the capital of France?")
    talk.device.said = "It is three o'clock."
    assert talk.ask("And in Spain?") is None


def test_what_follows_after_a_long_time_is_not_ours() -> None:
    talk = Talk()
    talk.ask("What is the capital of France?")
    talk.clock.go_on(FOLLOWS_WITHIN_S + 1)
    assert talk.ask("And Spain?") is None


def test_a_reply_that_was_discarded_is_no_topic() -> None:
    talk = Talk()
    intent = talk.facts.match("What is the capital of France?")
    assert intent is not None
    talk.device.said = talk.facts.answer(intent).text
    assert talk.ask("And Spain?") is None


def test_areas_are_said_in_the_units_of_the_settings() -> None:
    facts = Facts(skill_context(settings=Settings(skills=SkillSettings(units="imperial"))))
    intent = facts.match("How big is Spain?")
    assert intent is not None
    assert facts.answer(intent).text == "Spain has an area of about 195,000 square miles."
