"""Lines that recognisers write when nobody speaks, in many languages, and what people say that is like them."""

from __future__ import annotations

import pytest

from appliance.text.invented import is_no_utterance, is_short_line, is_subtitle_line, may_be_said

INVENTED = """
Thank you for watching!|Thanks for watching.|Thank you so much for watching, and I'll see you in the next one.
Please subscribe to my channel.|Don't forget to like and subscribe!|Like, share and subscribe!|See you next time!
I'll see you in the next video.|Subtitles by the Amara.org community|Transcription by CastingWords|To be continued...
Transcribed by https://otter.ai|Thank you. Thanks for watching. Bye.|For more information, visit www.un.org
Untertitelung des ZDF für funk, 2017|Untertitel im Auftrag des ZDF für funk, 2017|Untertitel der Amara.org-Community
Untertitel von Stephanie Geiges|SWR 2021|Copyright WDR 2021|Vielen Dank fürs Zuschauen!|Bis zum nächsten Mal.
Sous-titres réalisés par la communauté d'Amara.org|Sous-titrage Société Radio-Canada|Sous-titrage ST' 501
Merci d'avoir regardé cette vidéo !|Abonnez-vous !|N'oubliez pas de vous abonner à la chaîne.
Subtítulos realizados por la comunidad de Amara.org|¡Suscríbete al canal!|¡Gracias por ver!|Gracias por ver el video.
Sottotitoli creati dalla comunità Amara.org|Sottotitoli e revisione a cura di QTSS|Grazie per aver guardato il video!
Legendas pela comunidade Amara.org|Legenda Adriana Zanotto|Obrigado por assistir!|Inscreva-se no canal!
Ondertiteld door de Amara.org gemeenschap|TV GELDERLAND 2021|Bedankt voor het kijken!
Napisy stworzone przez społeczność Amara.org|Dziękuję za uwagę.|Dziękuję za oglądanie!
Субтитры сделал DimaTorzok|Редактор субтитров А.Семкин Корректор А.Егорова|Продолжение следует...
Спасибо за просмотр!|Подписывайтесь на канал!|Дякую за перегляд!|Благодаря за вниманието!
ご視聴ありがとうございました|チャンネル登録お願いします|最後までご視聴ありがとうございました
谢谢观看|謝謝觀看|请不吝点赞 订阅 转发 打赏支持明镜与点点栏目
字幕由 Amara.org 社区提供|优优独播剧场——YoYo Television Series
시청해주셔서 감사합니다.|시청해 주셔서 감사합니다!|구독과 좋아요 부탁드립니다.|MBC 뉴스 이덕영입니다.|한글자막 by 한효정
İzlediğiniz için teşekkür ederim.|Altyazı M.K.|Abone olmayı unutmayın.
ترجمة نانسي قنقر|شكرا للمشاهدة|اشتركوا في القناة|תודה שצפיתם!|देखने के लिए धन्यवाद!
Tack för att ni tittade!|Undertexter från Amara.org-gemenskapen|Undertekster av Ai-Media|Takk for at du så på!
Tak fordi du så med!|Kiitos katsomisesta!|Aitäh vaatamast!|Titulky vytvořil JohnyX|Děkuji za pozornost.
Köszönöm, hogy megnézted!|Vă mulțumim pentru vizionare!|Υπότιτλοι AUTHORWAVE|Ευχαριστώ που παρακολουθήσατε!
Terima kasih telah menonton!|Hãy subscribe cho kênh Ghiền Mì Gõ Để không bỏ lỡ|Cảm ơn các bạn đã theo dõi.
ขอบคุณที่รับชม|โปรดติดตามตอนต่อไป|Subtítols creats per la comunitat Amara.org|Hvala što pratite kanal!
Hit the like button and subscribe.|Transcript Emily Beynon|Transcription Outsourcing, LLC.|ESO. Translated by —
Captioning made possible by ESO|Closed captioning by CaptionMax|We'll see you next week.|Copyright © 2020|BBC Radio
That's all for today. Thanks for watching.|This is the end of the video.|I hope you enjoyed this video.
Leave a comment below.|Hi guys, welcome back to my channel.|Thank you for your attention.|PissedConsumer.com
© BF-WATCH TV 2021|Untertitel: ZDF|Das war's für heute.|Danke schön für Ihre Aufmerksamkeit.|Sous-titrage MFP.
Vergesst nicht zu abonnieren.|Merci pour votre écoute.|À bientôt pour de nouvelles vidéos.|¡Hasta la próxima!
N'oubliez pas de liker et de vous abonner.|Ci vediamo nel prossimo video.|Deixe seu like.|次回もお楽しみに|Altyazı
اشترك في القناة|Titulky|Feliratok|Titlovi|Продовження в наступній частині
Ačiū, kad žiūrėjote!|Diolch yn fawr am wylio'r fideo.
"""  # noqa: RUF001
SAID = """
What does HTTPS mean?|What does WWW stand for?|Is http slower than https?
Can you add subtitles by tomorrow?|Add subtitles by Friday to my list.|Who made the subtitles?|Turn on subtitles.
Thanks for watching the kids.|What does thank you for watching mean?|Say thank you for watching.|Turn the captions off.
Please subscribe me to the newspaper.|Remind me to subscribe to the paper.|Translated by whom?|See you tomorrow.
What is the copyright of 2020?|Thank you for your help.|Turn on BBC Radio.|Leave a comment on the list.
Welcome home.|2024.
What is the end of the film?|Set a timer called to be continued.|Thank you.|Bye.
Wer hat den Untertitel geschrieben?|Wann ist das ZDF gegründet worden?|Was kommt heute im ZDF?|Abonniere die Zeitung.
Was heißt Fortsetzung folgt auf Englisch?|Danke, das reicht.|Wie spät ist es?
Gracias por ver a mi abuela hoy.|¿Quién hizo los subtítulos?|Mets les sous-titres.|Merci d'avoir allumé la lumière.
Grazie, spegni la luce.|Metti i sottotitoli.|Continua a suonare.|Legendas ligadas, por favor.
Zet de ondertiteling aan.|Aktivera undertexter|Slå på undertekster.|Kiitos, sammuta valot.|Kto zrobił napisy?
Спасибо, выключи свет.|Включи субтитры.
今何時ですか|字幕をつけて|谢谢你帮我开灯|字幕怎么关|몇 시예요?|자막 켜 줘|Altyazıları aç.
"""  # noqa: RUF001


def lines(text: str) -> list[str]:
    return [line for row in text.strip().splitlines() for line in row.split("|")]


@pytest.mark.parametrize("line", lines(INVENTED))
def test_the_last_line_of_subtitles_is_known(line: str) -> None:
    assert is_subtitle_line(line)


@pytest.mark.parametrize("sentence", lines(SAID))
def test_a_sentence_of_a_person_is_none(sentence: str) -> None:
    assert not is_subtitle_line(sentence)


@pytest.mark.parametrize(
    "line", ["Thank you.", "Bye!", "Vielen Dank.", "Merci.", "ありがとうございました。", "Спасибо."]
)
def test_thanks_and_greetings_are_short_lines_in_any_language(line: str) -> None:
    assert is_short_line(line)
    assert not is_no_utterance(line)
    assert is_no_utterance(f"{line} {line} {line}") or not line.isascii()


@pytest.mark.parametrize(
    "text",
    ["Thank you. What is the time?", "and the future with you", "What is the past?"],
)
def test_words_that_nobody_invents_may_be_said(text: str) -> None:
    assert may_be_said(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[BLANK_AUDIO]",
        "Thank you.",
        "you you you",
        "Thanks for watching!",
        "Bye. Bye. Bye.",
        "Thank you very much.",
        "Okay. Thank you. Bye.",
        "Thank you so much.",
    ],
)
def test_what_is_written_for_noise_is_not_said(text: str) -> None:
    assert not may_be_said(text)
