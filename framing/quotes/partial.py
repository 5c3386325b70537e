"""Words in marks that a reporter builds into a sentence about what somebody said."""

from __future__ import annotations

from framing.quotes.cues import Cue
from framing.quotes.page import Draft, Page

_NAMED = frozenset("""партия газета журнал издание агентство радиостанция радио телеканал канал сайт портал фильм книга роман песня альбом
сериал картина спектакль пьеса опера балет программа проект компания холдинг корпорация фирма завод фабрика банк концерн группа движение фракция
объединение организация фонд союз блок орден медаль премия конкурс фестиваль турнир клуб команда стадион театр кинотеатр гостиница отель ресторан кафе магазин
центр институт аэропорт станция вокзал метро корабль судно крейсер лайнер подлодка ракета комплекс самолет вертолет поезд спутник аппарат шахта рудник месторождение
операция закон статья указ доклад стихотворение рассказ повесть поэма сказка мультфильм лента клип хит трек сингл шоу игра приложение сервис система сеть площадка
мессенджер соцсеть марка бренд сорт модель парк санаторий лагерь школа университет академия колония сизо тюрьма бригада полк батальон дивизия отряд группировка клан
телеграм-канал telegram-канал блог рубрика номинация звание титул лозунг девиз хештег кнопка функция режим эффект синдром вирус штамм препарат вакцина трасса дорога улица площадь
газопровод нефтепровод трубопровод месторождение пакет соглашение стратегия форум саммит выставка акция марш митинг кампания предприятие трест комбинат ансамбль ооо оао зао ао пао гк ук нпо фгуп мвц""".split())


def partials(page: Page, cues: list[Cue], direct: list[Draft], indirect: list[Draft]) -> list[Draft]:
    """Partial quotes: in marks, no utterance of their own, within reach of a cue."""
    found: list[Draft] = []
    taken = [(d.start, d.stop) for d in direct]
    for n, mark in enumerate(page.outer):
        if any(a < mark.stop and mark.start < b for a, b in taken):
            continue
        first, last = page.token_from(mark.start), page.token_upto(mark.stop)
        if last <= first or named(page, first, last):
            continue
        around = [d for d in indirect if d.kind == "indirect" and d.start <= mark.start and mark.stop <= d.stop + 1]
        if around:
            host = min(around, key=lambda d: d.stop - d.start)
            found.append(like(host, mark.start, mark.stop, "marks-in-indirect"))
            continue
        cue = governing(page, cues, first, last)
        if cue is not None:
            d = Draft("partial", mark.start, mark.stop, "marks-after-cue")
            d.cue_first, d.cue_last, d.cue_at = cue.first, cue.last, cue.at
            d.cue_lemma, d.cue_form, d.cue_kind, d.stance = cue.row.cue, cue.row.form, cue.row.kind, cue.row.stance
            found.append(d)
    return found


def like(host: Draft, start: int, stop: int, rule: str) -> Draft:
    d = Draft("partial", start, stop, rule)
    d.cue_first, d.cue_last, d.cue_at, d.cue_lemma, d.cue_form, d.cue_kind, d.stance = (
        host.cue_first, host.cue_last, host.cue_at, host.cue_lemma, host.cue_form, host.cue_kind, host.stance)
    d.words = host.words
    d.follows = host.follows
    return d


def named(page: Page, first: int, last: int) -> bool:
    """Whether the marked words are a name (of a work, an organisation), not speech."""
    t = page.toks[first]
    start, stop = t.start, page.toks[last - 1].stop
    clause = page.has_clause(first, last)
    if any(e.start < stop and start < e.stop and (e.stop - e.start) >= 0.7 * (stop - start) for e in page.parsed.entities):
        return True
    before = first - 1
    while before >= 0 and page.is_punct(before):
        before -= 1
    if before >= 0 and page.sent[before] == page.sent[first] and page.lemma[before] in _NAMED:
        return True
    if t.text[:1].isupper() and not clause and last - first <= 6:
        return True
    return page.low[before] in ("называемый", "называемая", "называемые", "называемого", "называемой", "называемых", "называемое", "под", "имени") if before >= 0 else False


def governing(page: Page, cues: list[Cue], first: int, last: int) -> Cue | None:
    """The cue whose clause the marked words belong to."""
    tops = [i for i in range(first, last) if not first <= page.head[i] < last]
    near: list[tuple[int, Cue]] = []
    for cue in cues:
        if page.sent[cue.at] != page.sent[first] or page.mark_of[cue.at] >= 0 or cue.row.form not in ("verb", "adjective", "phrase", "noun"):
            continue
        steps = min((climb(page, i, cue.at) for i in tops), default=99)
        if steps < 99:
            near.append((steps, cue))
    return min(near, key=lambda p: p[0])[1] if near else None


def climb(page: Page, i: int, top: int) -> int:
    steps = 0
    while i >= 0 and steps < 40:
        if i == top:
            return steps
        i, steps = page.head[i], steps + 1
    return 99
