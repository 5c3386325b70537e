(() => {
  "use strict";
  const roots = [...document.querySelectorAll(".framing:not(.on)")].filter((r) => !r.parentElement.closest(".framing"));
  const start = (root) => {
    root.classList.add("on");
    const RU = (root.lang || "ru") === "ru";
    const W = RU
      ? { close: "Закрыть", all: "все", actor: "Актёр", speaks: "Говорит", kind: "Вид речи", reset: "Сбросить", nobody: "говорящий не найден",
          rule: "правило: ", voice: "голос: ", who: "говорящий: ", untoned: "тон не оценён", more: "Показать ещё ", less: "Свернуть ", of: " из ",
          find: "Найти статью", pick: "Выбор актёра", filters: "Фильтры текста", tone: { 1: "+ одобрение", "-1": "− неодобрение", 0: "нейтрально" },
          leans: { 1: "скорее одобрение, модель не уверена", "-1": "скорее неодобрение, модель не уверена" },
          kinds: { direct: "прямая речь", partial: "цитата-вставка", indirect: "косвенная речь", source: "ссылка на источник" },
          ps: ["пассаж", "пассажа", "пассажей"], as: ["актёра", "актёров", "актёров"], sps: ["говорящего", "говорящих", "говорящих"], ms: ["упоминание", "упоминания", "упоминаний"],
          qs: ["высказывание", "высказывания", "высказываний"] }
      : { close: "Close", all: "all", actor: "Actor", speaks: "Speaker", kind: "Kind of speech", reset: "Reset", nobody: "speaker not found",
          rule: "rule: ", voice: "voice: ", who: "speaker: ", untoned: "tone not judged", more: "Show ", less: "Hide ", of: " of ",
          find: "Find an article", pick: "Choose an actor", filters: "Filters of the text", tone: { 1: "+ approval", "-1": "− disapproval", 0: "neutral" },
          leans: { 1: "rather approval, the model is not sure", "-1": "rather disapproval, the model is not sure" },
          kinds: { direct: "direct speech", partial: "quoted fragment", indirect: "indirect speech", source: "source named" },
          ps: ["passage", "passages", "passages"], as: ["more actor", "more actors", "more actors"], sps: ["more speaker", "more speakers", "more speakers"], ms: ["mention", "mentions", "mentions"],
          qs: ["statement", "statements", "statements"] };
    const $ = (s, r = root) => r.querySelector(s), $$ = (s, r = root) => [...r.querySelectorAll(s)];
    const el = (t, p = {}, ...c) => { const e = Object.assign(document.createElement(t), p); e.append(...c); return e; };
    const form = (n, f) => RU ? (n % 100 > 10 && n % 100 < 20 ? f[2] : n % 10 === 1 ? f[0] : n % 10 > 1 && n % 10 < 5 ? f[1] : f[2]) : f[n === 1 ? 0 : 1];
    const count = (n, f) => n + "\u00a0" + form(n, f);
    const parse = (s) => [...new URLSearchParams(s)];
    const lists = (s) => { const own = $$(s); return own.length ? own : [...document.querySelectorAll(s)]; };
    const hit = (li, f) => f.every(([k, v]) => { const has = (li.dataset[k] || "").split(" "); return v.split(",").some((x) => has.includes(x)); });

    // the drawer: the passages behind a number
    const title = el("h2", { tabIndex: -1 }), list = el("ol", { className: "evl" });
    const shut = el("button", { type: "button", className: "bt", textContent: W.close });
    const drawer = el("div", { className: "drawer", hidden: true }, el("div", { className: "dh" }, title, shut), list);
    title.id = "drawer-" + Math.abs([...root.textContent.slice(0, 400)].reduce((h, c) => (h * 31 + c.charCodeAt(0)) | 0, 7));
    drawer.setAttribute("role", "dialog"); drawer.setAttribute("aria-labelledby", title.id);
    const tip = el("div", { className: "tip", hidden: true, role: "tooltip" });
    root.append(drawer, tip);
    let back = null;
    const close = () => { if (!drawer.hidden) { drawer.hidden = true; if (back) back.focus(); } };
    shut.onclick = close;
    const bare = (li) => { const c = li.cloneNode(true); c.removeAttribute("id"); return c; };
    const open = (from, items, words, total) => {
      back = from; list.replaceChildren(...items.map(bare));
      title.textContent = words + " — " + (items.length < total ? items.length + W.of + count(total, W.ps) : count(items.length, W.ps));
      drawer.hidden = false; drawer.scrollTop = 0; title.focus();
    };
    const unique = (items) => { const seen = new Set(); return items.filter((x) => !seen.has(x.dataset.id) && seen.add(x.dataset.id)); };
    const opened = (node) => { for (let d = node && node.closest("details"); d; d = d.parentElement.closest("details")) d.open = true; };

    // portraits: one at a time
    const portraits = $$(".pf");
    const portrait = (i) => { portraits.forEach((d) => { d.hidden = d.dataset.i !== String(i); d.open = !d.hidden; });
      $$(".chips button").forEach((b) => b.setAttribute("aria-pressed", b.dataset.i === String(i))); const s = $(".pick select"); if (s) s.value = i; };
    const holder = $(".pick");
    if (holder && portraits.length > 1) {
      const names = portraits.map((d) => [d.dataset.i, d.dataset.name, d.dataset.n, d.dataset.c]);
      if (names.length > 20) {
        const box = el("select", { onchange: () => portrait(box.value) }, ...names.map(([i, n, c]) => el("option", { value: i, textContent: n + " (" + c + ")" })));
        holder.append(el("label", {}, W.actor + " ", box));
      } else {
        const chips = el("div", { className: "chips" }); chips.setAttribute("role", "group"); chips.setAttribute("aria-label", W.pick);
        names.forEach(([i, n, c, k]) => { const b = el("button", { type: "button", className: k, onclick: () => portrait(i) }, n + " ", el("small", { textContent: c })); b.dataset.i = i; chips.append(b); });
        holder.append(chips);
      }
      portraits.forEach((d) => { const s = $(":scope>summary", d); s.tabIndex = -1; s.addEventListener("click", (e) => e.preventDefault()); });
      portrait(names[0][0]);
    }

    // the tables of actors and of speakers: tail and sorting
    $$(".ov,.sp").forEach((table) => {
      const tail = $(".tail", table);
      if (tail) {
        const n = tail.rows.length, b = el("button", { type: "button", className: "bt" });
        const set = (h) => { tail.hidden = h; b.textContent = (h ? W.more : W.less) + count(n, tail.dataset.as === "actors" ? W.as : W.sps); b.setAttribute("aria-expanded", !h); };
        b.onclick = () => set(!tail.hidden); set(true); table.closest(".scroll").after(b);
      }
      $$("th[data-k]", table).forEach((th) => {
        const b = el("button", { type: "button" }); b.append(...th.childNodes); th.append(b);
        b.onclick = () => {
          const name = th.dataset.k === "name", down = th.getAttribute("aria-sort") === "descending" || (name && !th.hasAttribute("aria-sort"));
          $$("th[aria-sort]", table).forEach((t) => t.removeAttribute("aria-sort")); th.setAttribute("aria-sort", down ? "ascending" : "descending");
          const column = $$("th[data-k]", table).filter((t) => t.dataset.k !== "name").indexOf(th);
          const value = (tr) => name ? $(".pl", tr).textContent : parseInt($(".n,.z", $$("td.num", tr)[column]).textContent.replace(/\D/g, "")) || 0;
          $$("tbody", table).forEach((body) => body.append(...[...body.rows].sort((a, c) => { const x = value(a), y = value(c);
            return (down ? 1 : -1) * (name ? x.localeCompare(y, "ru") : x - y) || a.dataset.i - c.dataset.i; })));
        };
      });
    });

    // articles of a corpus: a list, one article open
    $$(".arts").forEach((box) => {
      const arts = $$(".art", box); if (arts.length < 2) return;
      const find = el("input", { type: "search" }), ol = el("ol", { className: "alist" });
      const show = (d) => arts.forEach((a, i) => { a.hidden = a !== d; a.open = a === d; buttons[i].setAttribute("aria-pressed", a === d); });
      const buttons = arts.map((a) => { const s = $("summary", a), small = $("small", s).textContent;
        const b = el("button", { type: "button", onclick: () => show(a) }, el("span", { textContent: $("b", s).textContent }), el("small", { textContent: small })); ol.append(el("li", {}, b)); return b; });
      find.oninput = () => buttons.forEach((b, i) => { b.parentNode.hidden = !(b.textContent + (find.value.length > 2 ? arts[i].textContent : "")).toLowerCase().includes(find.value.toLowerCase()); });
      box.prepend(el("p", { className: "flt" }, el("label", {}, W.find + " ", find)), ol); box.show = show; show(arts[0]);
      arts.forEach((a) => { const s = $(":scope>summary", a); s.tabIndex = -1; s.addEventListener("click", (e) => e.preventDefault()); });
    });
    const reveal = (node) => { const art = node.closest(".art"); if (art) { const box = art.closest(".arts"); if (box.show) box.show(art); else art.open = true; } const pf = node.closest(".pf"); if (pf) portrait(pf.dataset.i); opened(node); };

    root.addEventListener("click", (e) => {
      const a = e.target.closest("a"); if (!a || !root.contains(a)) return;
      const label = a.getAttribute("aria-label"), words = label ? label.slice(label.indexOf(": ") + 2) : a.textContent;
      if (a.dataset.f) { const f = parse(a.dataset.f), items = lists(".evd .ev").filter((li) => hit(li, f));
        if (items.length) { e.preventDefault(); open(a, items, words, +a.dataset.n); } }
      else if (a.dataset.q && a.classList.contains("n")) { const f = parse(a.dataset.q), items = unique(lists(".vq .qv").filter((li) => hit(li, f)));
        if (items.length) { e.preventDefault(); open(a, items, words, +a.dataset.n); } }
      else if (a.dataset.p) { const d = $("#p-" + a.dataset.p); if (d) { e.preventDefault(); portrait(a.dataset.p); opened(d); (d.closest("section") || d.closest(".pf")).scrollIntoView(); } }
      else if (a.classList.contains("sg")) { const id = a.dataset.m.split(" ").pop(), li = $(`.evd .ev[data-id="${id}"]`);
        if (li) { e.preventDefault(); const all = $$(".ev", li.parentNode); open(a, all, facts.get(a.closest(".reader")).a[li.dataset.a], all.length);
          const me = list.children[all.indexOf(li)]; me.classList.add("here"); me.scrollIntoView({ block: "center" }); } }
      else if (a.hash) { const to = document.getElementById(decodeURIComponent(a.hash.slice(1))); if (to && root.contains(to)) { reveal(to); drawer.hidden = true; } }
    });
    document.addEventListener("keydown", (e) => { if (e.key === "Escape") { close(); hide(); } });

    // why: a tip on hover and focus; arrows walk the mentions
    const facts = new Map($$(".reader").map((r) => [r, JSON.parse($(".facts", r).textContent)]));
    const hide = () => { tip.hidden = true; $$(".hot").forEach((x) => x.classList.remove("hot")); };
    const place = (a) => { const r = a.getClientRects()[0]; if (!r) return; tip.hidden = false; const o = root.getBoundingClientRect(), stat = getComputedStyle(root).position === "static";
      const dx = stat ? scrollX : -o.left, dy = stat ? scrollY : -o.top, wide = document.documentElement.clientWidth;
      tip.style.left = Math.max(8, Math.min(r.left + dx, dx + wide - tip.offsetWidth - 8)) + "px";
      tip.style.top = (r.top > tip.offsetHeight + 14 ? r.top + dy - tip.offsetHeight - 6 : r.bottom + dy + 12) + "px"; };
    const line = (...bits) => { const p = el("p"); bits.forEach((b, i) => { if (i) p.append(el("br")); p.append(b); }); return p; };
    facts.forEach((D, reader) => {
      const sg = $$(".sg", reader);
      const why = (a) => { hide(); const ids = a.dataset.m.split(" ");
        tip.replaceChildren(...ids.slice().reverse().map((i) => { const [r, kind, rule, voice, tone, reason, sign] = D.m[i], head = el("span");
          head.append(el("b", { textContent: D.a[r] }), " · " + kind); head.style.color = "inherit";
          return line(head, el("span", { textContent: W.rule + rule }), el("span", { textContent: W.voice + voice + " · " + (tone === null ? W.untoned : (tone && !sign ? W.leans[tone] : W.tone[sign]) + (tone && reason ? ": " + reason : "")) })); }));
        sg.forEach((s) => s.dataset.m.split(" ").includes(ids.at(-1)) && s.classList.add("hot")); place(a); };
      sg.forEach((a, k) => { a.tabIndex = k ? -1 : 0; a.onmouseenter = () => why(a); a.onmouseleave = hide; a.onblur = hide;
        a.onfocus = () => { sg.forEach((s) => { s.tabIndex = -1; }); a.tabIndex = 0; why(a); };
        a.onkeydown = (e) => { const d = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key]; if (d && sg[k + d]) { e.preventDefault(); sg[k + d].focus(); } }; });
      $$(".qo", reader).forEach((q) => { const note = $("#n" + q.dataset.q), [kind, , rule, by] = D.q[q.dataset.q];
        q.onmouseenter = q.onfocus = () => { hide(); if (note) note.classList.add("hot");
          tip.replaceChildren(line(el("b", { textContent: q.getAttribute("aria-label") }), el("span", { textContent: W.kinds[kind] + " · " + W.rule + rule }), ...(by ? [el("span", { textContent: W.who + by })] : []))); place(q); };
        q.onmouseleave = q.onblur = hide; });

      // filters
      const choice = (words, options) => { const s = el("select", { onchange: () => run() }, ...options.map(([v, x]) => el("option", { value: v, textContent: x }))); return [el("label", {}, words, s), s]; };
      const tally = (ids) => { const t = {}; ids.forEach((i) => { t[i] = (t[i] || 0) + 1; }); return Object.entries(t).sort((a, b) => b[1] - a[1]); };
      const [la, sa] = choice(W.actor, [["", W.all], ...tally(Object.values(D.m).map((m) => m[0])).map(([i, n]) => [i, D.a[i] + " (" + n + ")"])]);
      const [ls, ss] = choice(W.speaks, [["", W.all], ...tally(Object.values(D.q).flatMap((q) => q[1].length ? q[1] : [0])).map(([i, n]) => [i, (D.a[i] || W.nobody) + " (" + n + ")"])]);
      const [lk, sk] = choice(W.kind, [["", W.all], ...tally(Object.values(D.q).map((q) => q[0])).map(([k, n]) => [k, W.kinds[k] + " (" + n + ")"])]);
      const out = el("output"), reset = el("button", { type: "button", className: "bt", textContent: W.reset, onclick: () => { sa.value = ss.value = sk.value = ""; run(); } });
      const run = () => { const a = sa.value, s = ss.value, k = sk.value, speech = s || k, on = !!(a || speech);
        const fits = (n) => { const q = D.q[n]; return (!s || (q[1].length ? q[1] : [0]).some((x) => String(x) === s)) && (!k || q[0] === k); };
        reader.classList.toggle("fon", on); const inside = (x) => { const w = x.closest(".q"); return w && w.dataset.qs.split(" ").some(fits); }, seen = new Set();
        sg.forEach((x) => { const ids = x.dataset.m.split(" ").filter((i) => !a || String(D.m[i][0]) === a), ok = ids.length && (!speech || inside(x)); x.classList.toggle("off", !ok); if (ok) ids.forEach((i) => seen.add(i)); });
        $$(".q", reader).forEach((x) => x.classList.toggle("off", !inside(x)));
        $$(".lb,.tm", reader).forEach((x) => x.classList.toggle("off", !x.dataset.m.split(" ").some((i) => seen.has(i))));
        $$(".qo,.qc,.mg li", reader).forEach((x) => x.classList.toggle("off", !fits(x.dataset.q)));
        $$(".pr", reader).forEach((p) => p.classList.toggle("none", on && !($$(".sg:not(.off)", p).length || (!a && speech && $$(".qo:not(.off)", p).length))));
        reset.hidden = !on; out.textContent = count(seen.size, W.ms) + ", " + count(Object.keys(D.q).filter(fits).length, W.qs); };
      if (Object.keys(D.m).length + Object.keys(D.q).length) { const bar = el("div", { className: "flt" }, la, ls, lk, reset, out); bar.setAttribute("role", "group"); bar.setAttribute("aria-label", W.filters); reader.before(bar); run(); }
    });

    // contents list, print
    const toc = $$(".toc a"), seen = new IntersectionObserver((es) => es.forEach((e) => { if (e.isIntersecting) toc.forEach((t) => t.hash === "#" + e.target.id ? t.setAttribute("aria-current", "true") : t.removeAttribute("aria-current")); }), { rootMargin: "-20% 0px -70%" });
    if (toc.length) $$("main>section").forEach((s) => seen.observe(s));
    addEventListener("beforeprint", () => $$(".pf,.cmp").forEach((d) => { d.dataset.was = d.open ? 1 : ""; d.open = true; }));
    addEventListener("afterprint", () => $$("details[data-was]").forEach((d) => { d.open = !!d.dataset.was; delete d.dataset.was; }));
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && root.contains(target)) { reveal(target); target.scrollIntoView(); }
  };
  roots.forEach(start);
})();
