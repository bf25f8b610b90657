// What is found ─► links in lists, by page. Every text is set as text; no markup is made of it.
(() => {
  "use strict";
  const { take, search, sorted, marks, link } = window.rungsSearch;
  const root = document.currentScript.src.replace(/[^/]*$/, "");
  const STEP = 50;
  // Longer texts are cut around what was found.
  const LONG = 260;
  const parts = [];
  let words, missing, isBroken, update;

  // The words of a key, with values in the place of its {placeholders}; a number chooses among plural forms.
  const say = (key, values = {}) => {
    let form = words[key];
    if (typeof form !== "string") {
      form = form[new Intl.PluralRules(document.documentElement.lang).select(values.count)] ?? form.other;
    }
    return form.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  };

  window.rungsSearch.part = (index, part) => {
    parts[index] = part;
    missing -= 1;
    if (!missing) take(parts, words);
    update?.();
  };

  window.rungsSearch.start = (all, names) => {
    words = all;
    missing = names.length;
    for (const name of names) {
      const script = document.createElement("script");
      script.src = root + name;
      script.onerror = () => {
        isBroken = true;
        update?.();
      };
      document.head.append(script);
    }
  };

  const make = (name, className, holder, text = "") => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return holder.appendChild(made);
  };

  // The text, what was found in it marked.
  const write = (holder, text, found) => {
    let ranges = marks(text, found);
    let [from, to] = [0, text.length];
    if (to > LONG) {
      const first = ranges[0]?.[0] ?? 0;
      if (first > LONG / 2) from = text.lastIndexOf(" ", first - LONG / 4) + 1 || first;
      if (from + LONG < to) to = Math.max(text.lastIndexOf(" ", from + LONG), ranges[0]?.[1] ?? 0);
      if (to <= from) to = from + LONG;
    }
    if (from) holder.append("… ");
    for (const [begin, end] of ranges) {
      if (begin < from || end > to) continue;
      holder.append(text.slice(from, begin));
      make("mark", "", holder, text.slice(begin, end));
      from = end;
    }
    holder.append(text.slice(from, to));
    if (to < text.length) holder.append(" …");
  };

  const item = (list, found, group, row) => {
    const anchor = make("a", "search__hit", make("li", "", list));
    anchor.href = root + (row.url ?? link(group.url, row.anchor));
    const text = make("span", "search__words", anchor);
    text.dir = "auto";
    write(text, row.text, found);
    const { level, section } = row;
    const names = level === undefined ? [row.place] : [group.ladder.levels[level].name, group.ladder.sections[section].name];
    // A cell is called by its section already.
    const place = names.filter((name) => name && name !== row.text).join(" · ");
    if (place) anchor.append(" ");
    if (place) make("span", "search__place", anchor, place);
  };

  // Fills the place behind a field, whenever that changes.
  window.rungsSearch.attach = (form, field, dialog) => {
    const holder = form.parentNode;
    const names = document.getElementById("_names");
    if (dialog) {
      const close = make("button", "search__close", form, say("search_close"));
      close.type = "button";
      close.onclick = () => dialog.close();
      // The window of a dialog ends where its box does.
      dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    }
    const status = make("p", "search__status", holder);
    status.setAttribute("role", "status");
    const results = make("div", "search__results", holder);
    if (dialog) make("p", "search__keys", holder, say("search_keys"));

    const show = (found, from) => {
      let at = 0;
      const isDue = () => at >= from && at < from + STEP;
      for (const result of found.found) {
        const { group, own } = result;
        if (at >= from + STEP) break;
        let section, list;
        const open = () => {
          if (section) return;
          section = make("section", "search__group", results);
          const name = make("h2", "search__name", section);
          const holder = own ? make("a", "search__hit", name) : name;
          if (own) holder.href = root + group.url;
          write(holder, group.title, found.words);
          const of = group.ladder?.title;
          if (of && found.isOfSeveral) make("span", "search__place", name, ` ${of}`);
        };
        if (own) {
          if (isDue()) open();
          at += 1;
        }
        for (const row of sorted(result)) {
          if (isDue()) {
            open();
            list ??= make("ul", "search__list", section);
            item(list, found.words, group, row);
          }
          at += 1;
        }
      }
      if (from + STEP >= found.count) return;
      const more = make("button", "search__more", results, say("search_more", { count: found.count - from - STEP }));
      more.onclick = () => {
        const last = more.previousElementSibling;
        more.remove();
        show(found, from + STEP);
        last.nextElementSibling.querySelector("a").focus();
      };
    };

    let isDue;
    const go = () => {
      isDue = Boolean(missing);
      if (!isDue) results.querySelector("a")?.click();
    };

    update = () => {
      const query = field.value.trim();
      if (names) {
        names.hidden = Boolean(query);
        // From disk, some browsers leave the address alone.
        try {
          history.replaceState(history.state, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
        } catch {}
      }
      if (isBroken) status.textContent = say("search_failed");
      if (isBroken || missing) return;
      const found = search(query);
      results.replaceChildren();
      status.textContent = !query ? "" : found.count ? say("search_results", { count: found.count }) : say("search_none", { query });
      show(found, 0);
      if (isDue) go();
    };

    field.oninput = update;
    form.onsubmit = (event) => {
      event.preventDefault();
      go();
    };
    // A statement of the page at hand must not stay behind the dialog.
    results.addEventListener("click", (event) => {
      if (event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog?.close();
    });
    holder.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const stops = [field, ...results.querySelectorAll("a, button")];
      const at = stops.indexOf(document.activeElement);
      if (at < 0) return;
      event.preventDefault();
      stops[Math.max(0, Math.min(stops.length - 1, at + by))].focus();
    });
    update();
  };
})();
