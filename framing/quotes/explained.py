"""What each rule of the room means, in a sentence of Russian and of English."""

from __future__ import annotations

SPAN_RULES: dict[str, tuple[str, str]] = {
    "marks-author-inside": (
        "Внутри кавычек стоят слова автора: «А, — сказал X, — Б».",
        "The author's words stand inside the marks.",
    ),
    "marks-interrupted": (
        "Слова автора ведут от одних кавычек к следующим.",
        "The author's words lead on from one pair of marks to the next.",
    ),
    "marks-dash-after": (
        "За кавычками идут слова автора с глаголом речи.",
        "The author's words with a verb of speech follow the marks.",
    ),
    "marks-signature": ("За кавычками стоит подпись: «...» — Имя.", "A signature follows the marks."),
    "marks-listed-on": ("Ещё одни слова в кавычках после того же двоеточия.", "Further words in marks after the same colon."),
    "marks-colon-before": (
        "Перед кавычками слова автора с двоеточием.",
        "The author's words and a colon stand before the marks.",
    ),
    "marks-name-colon": ("Перед кавычками имя с двоеточием.", "A name and a colon stand before the marks."),
    "marks-colon-name": ("После кавычек двоеточие и имя (заголовок).", "A colon and a name follow the marks (a headline)."),
    "marks-cried": ("Слова, которые выкрикнули или написали: «с криком «...»».", "Words that were called out or written."),
    "marks-listed-before": ("Слова в кавычках через запятую перед глаголом речи.", "Words in marks, listed before their verb."),
    "marks-told-plainly": ("Прямая речь сразу за глаголом, без двоеточия.", "Direct speech right behind its verb, no colon."),
    "marks-headline": ("Заголовок — слова в кавычках.", "A heading that is words in marks."),
    "marks-paragraph": ("Весь абзац стоит в кавычках.", "The whole paragraph stands in marks."),
    "marks-cue-next-sentence": ("Следующее предложение говорит, чьи это слова.", "The next sentence says whose words they are."),
    "marks-sentence": ("Целое предложение стоит в кавычках.", "A whole sentence stands in marks."),
    "marks-in-indirect": ("Слова в кавычках внутри косвенной речи.", "Words in marks inside indirect speech."),
    "marks-after-cue": ("Слова в кавычках зависят от слова речи.", "Words in marks depend on a word of speech."),
    "headline-colon": ("Заголовок: кто говорит, двоеточие, что говорит.", "A headline: who speaks, a colon, what is said."),
    "headline-dash": ("После тире названо, кто это говорит.", "After a dash the line names who says it."),
    "interview": (
        "Интервью: строка начинается с имени или «Вопрос/Ответ».",
        "An interview: the line begins with a name or Question/Answer.",
    ),
    "signature-line": ("Следующая строка — подпись: «— Имя, 58 лет».", "The next line is a signature."),
    "dash-line": ("Реплика с тире в начале строки.", "A line of dialogue that begins with a dash."),
    "list-after-colon": ("Пункт списка после слов «X заявил:».", 'An item of a list after "X said:".'),
    "statement-list": (
        "Пункт списка под строкой «X на форуме. Главное:».",
        'An item of a list under a line such as "X at the forum. The gist:".',
    ),
    "block-goes-on": ("Следующий абзац той же речи от первого лица.", "The next paragraph of the same words."),
    "block-after-statement": (
        "Абзац от первого лица без кавычек после строки «..., сказал X».",
        'A paragraph of a first person without marks after a line "..., X said".',
    ),
    "block-after-colon": ("Абзац без кавычек после слов «X заявил:».", 'A paragraph without marks after "X said:".'),
    "that-clause": ("Придаточное с «что» или вопросом при слове речи.", "A content clause of a word of speech."),
    "after-comma": ("После слова речи и запятой, без союза.", "After a word of speech and a comma, without a conjunction."),
    "after-colon": ("После слова речи и двоеточия, без кавычек.", "After a word of speech and a colon, without marks."),
    "after-colon-first-person": (
        "После слова речи и двоеточия, от первого лица без кавычек.",
        "After a word of speech and a colon, in the first person, without marks.",
    ),
    "infinitive": ("Инфинитив при глаголе речи: «призвал прекратить».", "An infinitive of a verb of speech."),
    "noun-phrase": ("Именная группа при глаголе утверждения: «подтвердил гибель».", "A noun phrase of an assertive verb."),
    "according-to": ("«По словам X», «по данным X» и подобное.", '"According to X" and the like.'),
    "as-clause": ("Вставка «как сообщил X».", 'A put-in clause "as X reported".'),
    "put-in-clause": ("Вводные слова «..., сообщил X».", 'A put-in clause "..., X said".'),
    "according-to-first-person": ("«По словам X» при речи от первого лица.", '"According to X" with speech in the first person.'),
    "as-clause-first-person": ("«Как сказал X» при речи от первого лица.", '"As X said" with speech in the first person.'),
    "put-in-clause-first-person": (
        "«..., сказал X» при речи от первого лица без кавычек.",
        '"..., X said" with speech in the first person, without marks.',
    ),
    "about-this": ("«Об этом сообщил X»: ссылка без содержания.", '"X reported this": an attribution without content.'),
    "relay": ("«Со ссылкой на X»: указан источник сообщения.", '"With reference to X": where the report comes from.'),
    "relay-verb": (
        "СМИ передаёт чужие слова: сами слова принадлежат другому.",
        "A medium passes on words; the words belong to another.",
    ),
    "relay-beside-quote": ("Ссылка рядом с цитатой другого говорящего.", "An attribution beside somebody's quote."),
    "relay-beside-statement": ("Ссылка рядом с утверждением другого говорящего.", "An attribution beside somebody's statement."),
    "announced": ("«X сказал:», а самих слов в тексте нет.", '"X said:", and the words are missing from the text.'),
    "untold": (
        "Сказано, что X говорил, но не что: «отвечает на вопросы», «выступил с обращением».",
        'X spoke, the text does not tell what: "answers questions", "issued a statement".',
    ),
    "attribution-alone": ("Ссылка стоит отдельным предложением.", "The attribution stands alone."),
}

SPEAKER_RULES: dict[str, tuple[str, str]] = {
    "relay-names": ("СМИ ссылается на него: «со ссылкой на X».", "The medium refers to this speaker."),
    "relayed": ("Его слова передаёт другой: «цитирует министра».", "Somebody else passes on this speaker's words."),
    "document": ("Так сказано в документе этого автора: «говорится в заявлении X».", "The document of this author says so."),
    "nobody": ("Говорящий не назван: «сообщается», «стало известно».", "Nobody is named as the speaker."),
    "dropped-subject": (
        "Подлежащее опущено: оно в предыдущем предложении.",
        "The subject is left out: the sentence before has it.",
    ),
    "echoed": ("Те же слова в статье говорит этот человек.", "Further on in the article this speaker says the same words."),
    "passed-on": ("Сказавший не назван: слова того, кто их передаёт.", "Nobody is named: the words of who passes them on."),
    "own-subject": ("Подлежащее глагола речи.", "The subject of the verb of speech."),
    "participle": ("Слово, к которому относится причастие речи.", "The noun that a participle of speech describes."),
    "relative-clause": ("Слово, к которому относится «который».", "The noun that the relative pronoun stands for."),
    "place-speaks": ("Учреждение: «в полиции сообщили».", 'An institution: "at the police they said".'),
    "there": (
        "«Там добавили»: учреждение, которое говорило или было названо последним.",
        '"There they added": the body that spoke or was named last.',
    ),
    "complement": ("Дополнение: «по словам X», «заявление X».", 'The complement of "according to" or of a noun of speech.'),
    "words-around": ("Назван в словах автора рядом с цитатой.", "Named in the author's words beside the quote."),
    "same-quote": ("Та же цитата продолжается.", "The same quote goes on."),
    "turns": ("Реплики идут по очереди.", "The speakers of a dialogue take turns."),
    "self-named": ("Называет себя: «Меня зовут X».", 'The words name their speaker: "My name is X".'),
    "led": ("Назван в строке над списком.", "Named in the line over the list."),
    "introduced": ("Представлен в абзаце перед цитатой.", "Introduced in the paragraph before the quote."),
    "previous-speaker": ("Говорит тот же, что и в предыдущем высказывании.", "The speaker of the statement before."),
    "named-before": (
        "Описан без имени («политик»): это тот, кто назван последним.",
        'Described without a name ("the politician"): the person named last.',
    ),
    "named-after": (
        "Цитата открывает статью; чьи это слова, сказано сразу после неё.",
        "The quote opens the article; the person whose words come next says it.",
    ),
    "same-title": (
        "Так статья называет этого человека: «продюсер» — после «продюсер Имя Фамилия».",
        'What the article calls a named person: "the producer", of "the producer Name Surname".',
    ),
    "own-description": (
        "Описан своими словами и не назван: «чиновник министерства финансов».",
        'Described in words of its own and not named: "an official of the ministry of finance".',
    ),
    "goes-on-speaking": (
        "«Он» после слов этого человека или после предложения о нём.",
        '"He" after this person\'s words, or after a sentence whose subject the person is.',
    ),
    "interviewee": ("Отвечает тот, с кем беседа.", "The one who is interviewed answers."),
}

RULES_EXPLAINED: dict[str, tuple[str, str]] = SPAN_RULES | SPEAKER_RULES
"""Rule name -> (Russian, English)."""
