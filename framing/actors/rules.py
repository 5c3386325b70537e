"""Every rule's name and what it means, in Russian and in English: what a user reads who asks why."""

from __future__ import annotations

from framing.actors.reasons import pronoun_rules

RULES: dict[str, tuple[str, str]] = {
    "entity": ("имя собственное, которое нашёл разметчик имён", "a name that the tagger of names found"),
    "body": (
        "нарицательное ведомства вместе с именем страны или места",
        "the common noun of a body together with the name of its country or place",
    ),
    "known": (
        "имя из списка известных актёров (seeds/ru/actors.tsv)",
        "a name from the list of known actors (seeds/ru/actors.tsv)",
    ),
    "called": (
        "имя в кавычках или латиницей после слова рода: «журнал», «компания»",
        "a quoted or Latin name after the word for what it is",
    ),
    "label": ("фамилия перед двоеточием или в начале фразы", "a surname before a colon or at the beginning of a sentence"),
    "again": ("то же имя, что названо в этом тексте ещё раз", "the same name that the text gives elsewhere"),
    "full-name": ("имя и фамилия совпадают с полным именем актёра", "first name and surname are those of the actor's full name"),
    "surname": ("фамилия ближайшего подходящего человека в тексте", "the surname of the nearest person it fits"),
    "first-name": ("имя человека, названного в тексте полностью", "the first name of a person whom the text names in full"),
    "initials": ("фамилия совпадает, инициалы подходят к имени", "the surname is the same and the initials fit the name"),
    "patronymic": ("имя и отчество подходят к полному имени", "first name and patronymic fit the full name"),
    "latin": ("написание латиницей в скобках после имени", "Latin spelling in brackets after the name"),
    "bracket": ("настоящее имя в скобках после имени", "the real name in brackets after the name"),
    "possessive": ("притяжательное прилагательное от имени", "a possessive adjective made from the name"),
    "abbreviation": ("сокращение или расшифровка того же названия", "an abbreviation, or what it stands for"),
    "adjective-power": (
        "прилагательное страны при словах «власти», «правительство», «сторона»",
        "a country's adjective with a word for its authorities",
    ),
    "capital-acts": ("столица говорит или решает: значит, страна", "a capital that says or decides stands for its country"),
    "palace-acts": ("резиденция говорит или решает: значит, её хозяин", "a palace that says or decides stands for its owner"),
    "title-name": ("должность или описание прямо перед именем", "a title or description directly before the name"),
    "title-known": (
        "эта должность дана этому человеку в этом тексте",
        "the text gives this very office to that person elsewhere",
    ),
    "title-body": ("глава того же ведомства", "the head of the same body"),
    "title-short": (
        "та же должность без дополнений: ближайший, кто её занимает",
        "the same office without complements: the nearest who holds it",
    ),
    "title-general": (
        "общее слово («политик», «лидер») для человека с подходящей должностью",
        "a general word for a person whose office fits it",
    ),
    "title-alone": ("должность, имени к которой в тексте нет", "an office whose holder the text does not name"),
    "title-near": (
        "должность без соперников: ближайший подходящий человек",
        "an office without rivals: the nearest person it fits",
    ),
    "relation": (
        "родственник или сотрудник названного человека, по подписи в тексте",
        "somebody's relative or aide, named so in the text",
    ),
    "description": ("описание ближайшего подходящего актёра", "a description of the nearest actor that it fits"),
    "apposition": (
        "описание, данное этому актёру в тексте («X, политик, ...»)",
        "a description that the text gives to that actor",
    ),
    "kind-noun": (
        "слово рода («страна», «компания») для ближайшего актёра этого рода",
        "a kind word (the country, the company) for the nearest actor of the kind",
    ),
    "headline-role": (
        "роль из заголовка или зачина; имя этого человека названо следом",
        "a role in the headline or opening; the person is named right after",
    ),
    "own-country": (
        "«его страна»: страна, которой этот человек служит по должности",
        "'his country': the country of the person's office",
    ),
    "own-body": (
        "«его компания»: та, которую этот человек возглавляет, основал или где служит",
        "'his company': the one that this person leads, founded or serves",
    ),
    "members": (
        "люди вместо того, чьи они: «музыканты» вместо группы, «россияне» вместо сборной",
        "people for the body that they are: the musicians for the band, the Russians for the national team",
    ),
    "group": ("группа людей, названная описанием", "a group of people named by its description"),
    "role": ("человек без имени, названный ролью", "an unnamed person called by a role"),
    "pair": ("обе стороны последнего разговора или события", "both parties of the last talk or event"),
    **pronoun_rules(),
    "reflexive": ("«свой», «себя»: подлежащее того же предложения", "reflexive: the subject of its own clause"),
    "that-one": (
        "«тот», «та»: не подлежащее предыдущей части, а другой её участник",
        "тот, та: not the subject of the clause before, but the other one in it",
    ),
    "plural": (
        "«они», «их»: ближайшая группа, или все названные вместе",
        "they, their: the nearest group, or all who were named together",
    ),
}
