# ruff: noqa: E501, RUF001  (a language in a line; letters that look like others)
"""What recognisers write when nobody speaks, by language: the last lines of subtitles, which they were trained on.

Pure: text in, verdict out. A line is compared as a whole, not searched for in a sentence: "Thanks for watching the
kids." and "Who wrote the subtitles?" are what a person says. The lines are those that users of Whisper report; Barański
et al. (ICASSP 2025, arXiv 2501.11378) found that a few of them make up most of what it invents.
"""

from __future__ import annotations

import re
import unicodedata

_LINES = {
    "any": r".*\b(?:amara(?: \w+)? org|dimatorzok|(?:www|https?)(?: \w+){1,4} (?:com|org|net|tv|de|io|ai|co|uk|fr|es|it|ru|gov|edu|eu|pl|nl|cz|info|ca|ch|se|dk|fi|pt|br|jp|kr|cn))\b.*|.* amara org\w*.*",
    "en": r"(?:(?:and|so|okay|well|all right) )?(?:thanks?|thank you)(?: (?:so|very) much| guys| everyone| all)* for"
    r" (?:watching|listening|viewing|tuning in)(?: (?:(?:to )?(?:this|the|my|our) (?:video|channel|show|episode|podcast)"
    r"|everyone|everybody|guys|and .*|i ll see you .*|see you .*))?"
    r"|(?:english )?(?:subtitles?|captions?|captioning|transcri(?:pts?|ption)|translations?)"
    r" (?:(?:provided|created|made|edited|written) )?by(?! (?:the end|tomorrow|today|tonight|noon|monday|friday)).*"
    r"|(?:transcribed|translated|subtitled|captioned|edited) by (?!who).*"
    r"|(?:please |and |don t forget to |be sure to |make sure to )*(?:(?:like|share|comment)(?: and | ))*subscribe"
    r"(?: (?:to|for) (?:my|our|the|this) (?:youtube )?channel)?(?: (?:and|for more) .*)?"
    r"|(?:and |so )?(?:(?:i ll|i will|we ll|we will) )?see you (?:all |guys )?(?:in (?:the|my|our) next (?:video|one|episode)"
    r"|next (?:time|video))(?: bye.*)?"
    r"|(?:copyright .* )?all rights reserved|to be continued|the end|we ll be right back"
    r"|(?:hit|smash) the like button.*|transcript(?:ion)? (?:emily beynon|outsourcing.*)|eso translated by.*"
    r"|captioning made possible by.*|closed captioning (?:by|provided|made).*"
    r"|copyright \d{4}(?: .*)?|(?:\w+ )?bf watch tv.*|pissedconsumer com|bbc radio(?: \d)?|this is the end of (?:the|this) video"
    r"|(?:so |and )?(?:we ll|i ll) see you next (?:week|time|video)(?: .*)?|(?:so |and )?that s (?:all|it) for (?:today|this video)"
    r"|i hope (?:that )?you(?: all| guys)? (?:enjoyed|liked) (?:this|the|my) video.*|(?:please )?leave (?:a|your) comments? (?:down )?below.*"
    r"|(?:(?:hi|hello|hey) )?(?:guys |everyone |everybody )?welcome (?:back )?to (?:my|our|the) (?:youtube )?channel(?: .*)?"
    r"|(?:thanks|thank you)(?: (?:so|very) much)? for your (?:attention|support|viewership)(?: .*)?"
    r"|if you (?:enjoyed|liked|like) this video.*|this (?:video|transcript) (?:was|is) .*(?:sponsored|brought to you) by.*",
    "de": r"untertitel(?:ung)? (?:zdf|des|der|von|im auftrag|aufgrund|durch|fur|bei|swr|wdr|ndr|br).*|untertitelung.*\d{4}"
    r"|(?:copyright )?(?:wdr|swr|ndr|zdf|ard text) .*(?:\d{4}|funk|im auftrag.*)"
    r"|(?:vielen dank|danke|dankeschon)(?: euch)? (?:furs|fur das|fur s|fur ihr|fur euer) (?:zuschauen|zusehen|zuhoren"
    r"|anschauen|einschalten)(?: und .*| bis .*)?|(?:vielen dank|danke(?: schon)?|dankeschon) fur (?:ihre|eure|die) aufmerksamkeit"
    r"|(?:und )?das war s (?:fur heute|mit diesem video).*|vergesst nicht(?: den kanal)? zu abonnieren.*"
    r"|bis zum nachsten (?:mal|video)|(?:bitte )?abonniert? (?:den|meinen|unseren) kanal.*|fortsetzung folgt",
    "fr": r"sous titr(?:es|age|e) (?:realise|fait|cree|par|st|societe|fr|de|mfp).*|.*\bsoustitreur\b.*"
    r"|merci (?:d avoir|a tous d avoir) (?:regarde|ecoute|visionne|suivi).*"
    r"|(?:et )?(?:n oubliez pas de (?:liker|vous abonner)|abonnez vous)(?: (?:a|et) .*)?|a suivre"
    r"|(?:a|on se retrouve) (?:la prochaine(?: fois)?|bientot pour (?:une nouvelle video|de nouvelles videos))|merci pour votre (?:ecoute|attention|fidelite).*",
    "es": r"subtitulos? (?:realizados?|creados?|hechos?|por|en espanol|de la).*"
    r"|(?:muchas )?gracias por (?:ver|mirar|escuchar|vernos|su atencion|sintonizar)(?: (?:el|este|nuestro|mi|la) .*)?"
    r"|(?:no olvides (?:de )?)?suscrib(?:ete|anse|irte)(?: (?:al|a mi|a nuestro) canal)?(?: y .*)?|continuara"
    r"|(?:nos vemos|hasta) (?:en )?(?:el|la) proxim[oa] (?:video|vez)|mas informacion www.*|hasta la proxima(?: .*)?",
    "it": r"sottotitol(?:i|ato|azione) (?:creat|e revisione|a cura|di|della|dalla|realizzat|da).*"
    r"|grazie (?:a tutti )?(?:per|di) (?:la visione|aver (?:guardato|visto|ascoltato|seguito)|l attenzione|l ascolto)(?: .*)?"
    r"|iscri(?:vetevi|viti) al (?:mio |nostro )?canale.*|(?:ci vediamo )?(?:al(?:la)?|nel) prossim[oa](?: volta| video)?",
    "pt": r"legendas? (?:pela|por|da|em|adriana|e ).*"
    r"|(?:muito )?obrigad[oa]s? por (?:assistir|assistirem|ver|terem|ter assistido|ouvir)(?: .*)?"
    r"|(?:nao (?:se )?esquecam? de )?(?:se )?inscrev(?:a se|am se|er)(?: (?:no|em) .*)?|ate (?:o|a) proxim[oa](?: video| vez)?|deix(?:e|em) (?:o )?seu like.*",
    "nl": r"ondertitel(?:d|ing|s|en)? (?:door|van|ing|is|tv).*|tv gelderland.*|(?:bedankt|dank (?:je|u)(?: wel)?) voor"
    r" (?:het )?(?:kijken|luisteren)(?: .*)?|(?:vergeet niet te )?abonneren?(?: .*)?|tot de volgende keer|wordt vervolgd",
    "sv da no": r"(?:undertext(?:er|ning)?|undertekster?|textning|teksting|svensktextning|tekstet|danske tekster)(?: .*)?"
    r"|tack for att (?:du|ni) (?:har )?(?:tittade?|tittat|lyssnade?|lyssnat|har).*|tack for (?:visningen|idag)"
    r"|tak (?:fordi|for at) (?:du|i) (?:sa|sa med|kiggede|lyttede|har).*|takk for at (?:du|dere) (?:sa|ser|lytter).*"
    r"|(?:tak|takk) for (?:at se med|oppmerksomheten|nu|na)|prenumerera pa .*|abonner pa .*",
    "fi et": r"tekstity(?:s|kset).*|kiitos (?:katsomisesta|kun katsoit(?:te)?|kuuntelusta)|tilaa kanava.*"
    r"|aitah (?:vaatamast|kuulamast).*",
    "pl": r"napisy (?:stworzone|przez|wykonane|by).*|(?:dziekuje(?:my)?|dzieki)(?: bardzo)? za (?:ogladanie|uwage|obejrzenie"
    r"|wysluchanie|wspolne ogladanie)(?: .*)?|(?:zasubskrybuj|subskrybuj)(?:cie)?(?: .*)?|do zobaczenia w nastepnym.*",
    "cs sk": r"titulky(?: (?:vytvoril|prelozil|by|od).*)?|(?:dekuj[iu]|dakuj(?:em|eme)|dekujeme) za (?:pozornost|sledovani|sledovanie"
    r"|zhliadnutie|zhlednuti).*|odbirejte.*|pokracovani priste",
    "hu": r"felirat(?:ok|ozta|ot)?(?: .*)?|koszon(?:om|juk)(?: szepen)? (?:hogy (?:megnezt|meghallgatt|velunk).*|a (?:figyelmet|nezest))"
    r"|iratkozz(?:atok)? fel.*|folytatasa kovetkezik",
    "ro": r"subtitr(?:are|ari|at)a? .*|(?:va )?mult(?:umesc|umim) (?:pentru|ca) (?:vizionare|ati (?:urmarit|vizionat)|urmarire).*"
    r"|nu uitati sa (?:dati|va abonati).*|(?:abonati va|aboneaza te) .*",
    "tr": r"altyaz[iı](?: .*)?|izledi(?:giniz|gin) (?:icin )?tesekkur(?:ler| eder\w*)?.*|(?:kanalima |kanalimiza )?abone ol\w*.*"
    r"|bir sonraki videoda gorusmek uzere",
    "hr sr sl": r"(?:hvala|najlepsa hvala)(?: vam)? (?:sto (?:pratite|gledate|ste gledali)|na (?:gledanju|paznji)"
    r"|za (?:ogled|gledanje|pozornost)).*|(?:titlovi?|prijevod|prevod|podnapisi)(?: .*)?|pretplatite se.*",
    "lt lv": r"aciu kad (?:ziurejote|ziuri\w*).*|subtitr(?:us|ai|i) .*|paldies (?:par skatisanos|ka skatijaties).*",
    "id ms vi": r"terima kasih (?:telah|sudah|kerana|karena) (?:menonton|menyaksikan|mendengarkan).*"
    r"|jangan lupa (?:untuk )?(?:subscribe|like).*|(?:hay )?(?:subscribe|ang ky) (?:cho )?kenh.*|ghien mi go.*"
    r"|cam on (?:cac ban|quy vi|moi nguoi)?.*(?:a theo doi|a xem|lang nghe).*|hen gap lai.*video.*",
    "ca cy": r"subtitols? .*|gracies per (?:veure|mirar|escoltar).*|diolch (?:yn fawr )?am (?:wylio|wrando).*",
    "ru uk bg": r"продолжение следует|далі буде|продовження (?:в|у) наступн.*|следва продължение|(?:редактор )?субтитр.*(?:сделал|создавал|делал|подогнал|корректор"
    r"|от|выполнены|зробив|від|by).*|редактор субтитров.*|корректор .*|субтитрувальни.*"
    r"|(?:большое )?(?:спасибо|дякую|дякуємо|благодаря|благодарим)(?: вам| всем| ви)? (?:за|що|че) (?:просмотр|внимание"
    r"|перегляд|увагу|гледан|вниман|дивил|гледа|слуша).*|(?:ставьте лаики|подпи(?:сываи|шит)|підпи(?:суи|ш)|абонира).*"
    r"|до (?:новых встреч|следующего видео|встречи в следующ).*",
    "el": r"υποτιτλοι?.*|ευχαριστ(?:ω|ουμε)(?: πολυ)? που (?:παρακολουθησατε|παρακολουθειτε|ειδατε).*|εγγραφειτε.*",
    "ar fa he": r"ترجمة .*|(?:شكرا|شكرًا) (?:لكم )?(?:على )?(?:للمشاهدة|المشاهدة|لمشاهدت\w*|للمتابعة|متابعت\w*|مشاهدت\w*).*"
    r"|(?:لا تنسوا? )?(?:ال)?اشتر(?:كوا|كي|ك|اك) (?:في|ب).*|زیرنویس.*|(?:ممنون|متشکرم|با تشکر).*(?:تماشا|توجه).*"
    r"|תודה (?:רבה )?(?:שצפיתם|על הצפייה|שצפית).*|כתוביות .*|תרגום .*",
    "hi th": r".*(?:देखने|सुनने) के लिए (?:आपका )?धन्यवाद.*|.*(?:चैनल|वीडियो) को (?:सब्सक्राइब|लाइक).*|ขอบคุณ(?:ที่|ทุกคนที่)?(?:รับชม|ติดตาม|ดู).*"
    r"|โปรดติดตามตอนต่อไป|(?:อย่าลืม)?กดติดตาม.*|คำบรรยาย.*",
    "ja": r"(?:最後まで)?(?:ご)?(?:視聴|清聴|覧|覧いただき|視聴いただき)(?:いただき|頂き)?(?:まして)?(?:誠に)?ありがとうござい.*|.*チャンネル登録.*"
    r"|字幕.*(?:提供|作成|by).*|次回もお楽しみに|(?:また)?次(?:の|回の)動画(?:で|も).*|つづく|.*高評価.*(?:お願い|よろしく).*",
    "zh": r"(?:谢谢|謝謝|感谢|感謝|多謝|多谢)(?:大家|您|各位|你)?(?:的)?(?:观看|觀看|收看|收聽|收听|觀賞|观赏).*|.*(?:点赞|點贊|點讚).*(?:订阅|訂閱).*"
    r"|(?:中文)?字幕(?:由|by|志愿者|志願者|提供|製作|制作|組|组).*|由amaraorg.*|.*(?:提供的|制作的)字幕|优优独播剧场.*|.*(?:明镜|明鏡)与?(?:與)?(?:点点|點點).*"
    r"|(?:请|請)(?:订阅|訂閱).*|未完待续|未完待續|下(?:期|集)(?:再见|再見|預告|预告)",
    "ko": r"(?:끝까지|지금까지|오늘도)?(?:영상)?(?:을)?(?:시청|청취|봐|들어)(?:해)?(?:주|해주)?셔?서?(?:대단히)?(?:감사|고맙).*|.*구독(?:과|,)?(?:,)?(?:그리고)?(?:좋아요|알림).*"
    r"|(?:한글)?자막(?:by|제공|제작).*|다음(?:영상|시간|비디오)에(?:서)?(?:만나|뵙|봬|또).*|(?:mbc|kbs|sbs)뉴스.*",
}
"""Lines, as they are once `_plain()` has taken accents and punctuation away; those of CJK without spaces."""
_LINE = re.compile("|".join(f"(?:{lines})" for lines in _LINES.values()))
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|[。！？]+|\n")  # Chinese and Japanese marks
_TIMES_OF_A_LOOP = 3
_FEWEST_SAID = 3
_THANKS = ("thank", "danke", "vielen dank", "merci", "gracias", "muchas gracias", "grazie", "obrigad")

_NO_UTTERANCE = frozenset({"you", "the", "a", "i", "and", "but", "it", "so", "of", "to", "in", "is", "that", "this"})
_SHORT_LINES = frozenset(
    {
        "thank you", "thank you very much", "thank you so much", "thanks", "bye", "bye bye", "goodbye", "okay", "ok", "oh",
        "uh", "um", "ah", "hmm", "mm", "mhm", "yeah", "yes", "well", "huh", "hm", "i m sorry", "sorry", "please", "good",
        "right", "see you", "good night", "i don t know", "what", "peace", "silence", "music", "applause", "shh", "shhh",
        "vielen dank", "danke", "danke schon", "tschuss", "ja", "hallo", "merci", "merci beaucoup", "merci a tous", "شكرا لكم", "gracias",
        "muchas gracias", "adios", "grazie", "grazie a tutti", "ciao", "obrigado", "obrigada", "tchau", "bedankt", "dank je wel",
        "tack", "tak", "takk", "kiitos", "dziekuje", "dzieki", "dekuji", "koszonom", "multumesc", "tesekkurler",
        "tesekkur ederim", "hvala", "спасибо", "спасибо большое", "дякую", "благодаря", "ευχαριστω", "شكرا", "תודה", "धन्यवाद",
        "terima kasih", "cam on", "ขอบคุณค่ะ", "ขอบคุณครับ", "ありがとうございました", "ありがとうございます", "ありがとう", "おやすみなさい",
        "谢谢", "謝謝", "谢谢大家", "감사합니다", "고맙습니다", "네",
    }
) | _NO_UTTERANCE  # fmt: skip


def is_subtitle_line(text: str) -> bool:
    """Return True if each sentence is the line of a subtitle, or as little as "Thank you.", and one at least is a line."""
    sentences = [plain for part in _SENTENCE_END.split(text) if (plain := _plain(part))]
    are_lines = [bool(_LINE.fullmatch(sentence)) for sentence in sentences]
    whole = bool(_LINE.fullmatch(_plain(text)))
    return whole or (
        any(are_lines)
        and all(is_line or sentence in _SHORT_LINES for is_line, sentence in zip(are_lines, sentences, strict=True))
    )


def is_short_line(text: str) -> bool:
    """Return True for "Thank you.", "Bye.", "you" and the like: said by people, and often invented."""
    return _plain(text) in _SHORT_LINES


def is_no_utterance(text: str) -> bool:
    """Return True for a word that nobody says alone, as "you" or "the", and for short lines again and again."""
    words = _plain(text).split()
    if len(words) <= 1:
        return bool(words) and words[0] in _NO_UTTERANCE
    return any(
        words == words[:length] * (len(words) // length) and len(words) >= _TIMES_OF_A_LOOP * length
        for length in range(1, len(words) // _TIMES_OF_A_LOOP + 1)
        if " ".join(words[:length]) in _SHORT_LINES
    )


def may_be_said(text: str) -> bool:
    """Return True if a sentence of three words or more in it is not what recognisers write when nobody speaks."""
    if is_subtitle_line(text) or is_no_utterance(text):
        return False
    sentences = [plain for part in _SENTENCE_END.split(text) if (plain := _plain(part))]
    return any(
        len(plain.split()) >= _FEWEST_SAID
        and not (_LINE.fullmatch(plain) or plain in _SHORT_LINES or plain.startswith(_THANKS))
        for plain in sentences
    )


def is_in_another_script(text: str) -> bool:
    """Return True if most of the letters are not Latin ones."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN")) for letter in letters)
    return 2 * latin < len(letters)


def _plain(text: str) -> str:
    """Return the words in lower case, without accents and punctuation; Chinese, Japanese and Korean without spaces."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ø", "o").replace("ł", "l").replace("đ", "d")
    if _CJK.search(text):
        return "".join(filter(str.isalnum, text))
    text = unicodedata.normalize("NFD", text) if not any("\u0900" <= each <= "\u0e7f" for each in text) else text
    kept = (
        each if each.isalnum() or "\u0900" <= each <= "\u0e7f" else "" if unicodedata.combining(each) else " "
        for each in text
    )  # fmt: skip
    return " ".join("".join(kept).split())
