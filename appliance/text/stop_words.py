"""What is said over a reply to have it fall silent, and what by somebody who goes on listening, by language.

English is understood in any language: "stop" and "okay" are said everywhere.
"""

from __future__ import annotations

from appliance.text.transcript_guard import words_of


def _phrases(listed: str) -> frozenset[str]:
    """Return the phrases between slashes and line ends."""
    return frozenset(phrase.strip() for phrase in listed.replace("\n", "/").split("/")) - {""}


_STOP = {
    "en": """
    stop / stop it / stop that / please stop / stop please / okay stop / stop talking / stop now / no stop / cancel
    cancel that / quiet / be quiet / silence / hush / shush / shut up / enough / that's enough / that is enough
    never mind / nevermind / forget it / wait / wait wait / wait a minute / wait a second / hold on / hang on
    no / no no / no no no / sorry
    """,
    "de": """
    stopp / halt / stop bitte / stopp bitte / halt stopp / hör auf / aufhören / abbrechen / abbruch / ruhe / ruhe bitte
    sei still / sei ruhig / still / leise / genug / das reicht / reicht / es reicht / schon gut / vergiss es / egal
    warte / warte mal / warte kurz / moment / moment mal / einen moment / nein / nein nein / nein danke
    """,
    "es": """
    para / para ya / para por favor / detente / basta / basta ya / ya basta / cállate / calla / silencio / cancela
    cancelar / suficiente / es suficiente / ya está / olvídalo / da igual / espera / espera un momento / un momento
    no / no no / perdón
    """,
    "fr": """
    stop / arrête / arrêtez / arrête toi / ça suffit / assez / c'est assez / silence / tais toi / chut / annule
    annuler / laisse tomber / oublie / attends / attendez / attends un peu / un instant / un moment / non / non non
    pardon
    """,
    "it": """
    ferma / fermati / fermo / basta / basta così / smettila / zitto / zitta / silenzio / annulla / abbastanza
    lascia stare / lascia perdere / aspetta / aspetta un attimo / un attimo / un momento / no / no no / scusa
    """,
}
_BACKCHANNELS = {
    "en": """
    mm / mmm / mhm / mm hm / mm hmm / mmhmm / hm / hmm / hmmm / uh / uh huh / huh / um / oh / ooh / ah / aha / ha
    haha / ha ha / heh / hey / wow / yeah / yeah yeah / yes / yep / yup / ok / okay / right / sure / good / nice
    great / cool / i see / oh i see / oh okay / oh ok / oh yeah / really / got it / all right / alright / you
    thank you / thanks / bye / so / well
    it's / it / i'm / i / the / a / an / and / but / to / of / in
    """,
    "de": """
    ja / ja ja / jaja / ja genau / genau / mhm genau / aha / ach so / achso / ach ja / stimmt / richtig / klar / na klar
    gut / sehr gut / schön / super / toll / alles klar / okay gut / verstehe / ich verstehe / danke / vielen dank
    tschüss / also / na ja / naja / tja / äh / ähm / öh / hä / und / der / die / das / ein / eine / ich / es
    """,
    "es": """
    sí / sí sí / ya / ya veo / claro / claro que sí / vale / bueno / bien / muy bien / de acuerdo / entiendo / exacto
    así es / genial / gracias / muchas gracias / adiós / ajá / eh / este / pues / y / el / la / un / una / de / es
    """,
    "fr": """
    oui / oui oui / ouais / ah oui / ah bon / d'accord / ok d'accord / bien / très bien / bon / exactement / c'est ça
    je vois / je comprends / bien sûr / super / génial / merci / merci beaucoup / au revoir / euh / ben / bah / hein
    alors / et / le / la / un / une / de / je / c'est
    """,
    "it": """
    sì / sì sì / già / certo / va bene / bene / molto bene / d'accordo / capisco / ho capito / esatto / giusto / ecco
    perfetto / grazie / grazie mille / ciao / eh / ehm / beh / allora / e / il / la / un / una / di / è
    """,
}
_TAKE_BACK = _phrases(
    "cancel / cancel that / never mind / nevermind / forget it / no / no no / no no no / no stop / stop it / stop that"
)
"""Stop words that also take back what was asked for. English: skills know no other language."""
CORRECTING = _phrases("wait / wait wait / wait a minute / wait a second / hold on / hang on")
"""Stop words after which people correct what they have just said: "wait, ten minutes". Alone they take it back."""
FILLERS = _phrases("um / uh / mm / mmm / hm / hmm / huh / äh / ähm / euh / eh / ehm")
"""What a hum is to a recogniser. Somebody who begins with it and pauses says more, and is heard then."""
HUMS = _phrases(
    "mm / mmm / mhm / mm hm / mm hmm / mmhmm / hm / hmm / hmmm / uh huh / huh / ha / haha / ha ha / heh / aha"
)
"""Backchannels with which nobody begins a sentence."""

NAMES = frozenset({"jarvis", "nabu", "mycroft", "alexa"})
"""What it is called by, as its wake words have it."""
_LEADS = NAMES | {"computer", "assistant", "hey", "okay", "ok", "oh", "please", "well"}

_GOES_ON = frozenset({"no", "sorry"})


def stop_words(language: str) -> frozenset[str]:
    """Return what is said to have a reply fall silent, in a language and in English."""
    return _STOP_WORDS.get(language, _STOP_WORDS["en"])


def without_lead(words: str) -> str:
    """Return words, in small letters, without the name and the like that is said before an order: "oh, stop it".

    "Oh no" and "oh, sorry" are left as they are: whoever says so goes on.
    """
    listed = words.split()
    while len(listed) > 1 and listed[0] in _LEADS:
        del listed[0]
    return words if listed and listed[0] in _GOES_ON else " ".join(listed)


def is_called_to_stop(text: str, language: str) -> bool:
    """Say whether a text ends in a name and a stop word: "What is in Rome? Hey Jarvis, stop."."""
    words, stops = words_of(text), stop_words(language)
    if text.rstrip().endswith("?"):
        return False
    counts = range(1, min(4, len(words)))
    return any(words[-count - 1] in NAMES and " ".join(words[-count:]) in stops for count in counts)


def takes_back(words: str) -> bool:
    """Say whether words that end a reply, in small letters, take back what was asked for: "oh, never mind"."""
    listed = words.split()
    return any(" ".join(listed[-count:]) in _TAKE_BACK | CORRECTING for count in (1, 2, 3))


def backchannels(language: str) -> frozenset[str]:
    """Return what is said by somebody who goes on listening, or made by a recogniser of a breath, a laugh, a cough."""
    return _ALL_BACKCHANNELS.get(language, _ALL_BACKCHANNELS["en"])


_STOP_WORDS = {language: _phrases(words) | _phrases(_STOP["en"]) for language, words in _STOP.items()}
_ALL_BACKCHANNELS = {
    language: _phrases(words) | _phrases(_BACKCHANNELS["en"]) for language, words in _BACKCHANNELS.items()
}
