// Keeps the open page in step with `rungs serve`: loads it again when it is no longer what the server would answer,
// leaves the reader where they were, and shows what the last build reported over the last good page.
//
// The server decides what is stale, from the stamp that it wrote into this script's tag. Nothing here is inline, and
// author text goes in as text only, so that the strictest content security policy holds.
(() => {
  "use strict";
  const script = document.currentScript;
  const { build, report: ownReport } = script.dataset;

  // A browser may refuse to store anything; then only the comfort is lost.
  const storage = {
    get(key) {
      try {
        return JSON.parse(sessionStorage.getItem(key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {}
    },
    remove(key) {
      try {
        sessionStorage.removeItem(key);
      } catch {}
    },
  };

  // ---- The reader's place ----------------------------------------------------------------------------------------

  // The fragment may change while the page is open.
  const placeKey = () => `rungs:place:${location.href}`;

  // The topmost thing in view that has a name: an edit above it moves it, and the view has to move along.
  function landmark() {
    let top = null;
    // A name that begins with `_` is the page's own furniture.
    for (const element of document.querySelectorAll("[id]:not([id^='_'])")) {
      const box = element.getBoundingClientRect();
      const isInView = box.height > 0 && box.top >= 0 && box.top < innerHeight;
      if (isInView && (!top || box.top < top.offset) && getComputedStyle(element).position !== "sticky") {
        top = { id: element.id, offset: box.top };
      }
    }
    return top;
  }

  function place() {
    return {
      x: scrollX,
      y: scrollY,
      landmark: scrollY > 0 ? landmark() : null,
      open: Array.from(document.querySelectorAll("details"), (details) => details.open),
    };
  }

  function goTo({ x, y, landmark, open }) {
    const details = document.querySelectorAll("details");
    if (details.length === open.length) details.forEach((element, at) => (element.open = open[at]));
    scrollTo({ left: x, top: y, behavior: "instant" });
    const element = landmark && document.getElementById(landmark.id);
    if (element) scrollBy({ top: element.getBoundingClientRect().top - landmark.offset, behavior: "instant" });
  }

  // The browser restores the position of a reload by itself while the page arrives, and before the first paint. From
  // here on it is kept from doing so: it finds the place by the count of elements, and an edit changes the count.
  const saved = storage.get(placeKey());
  storage.remove(placeKey());
  if (saved) {
    let isMoved = false;
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      addEventListener(kind, () => (isMoved = true), { once: true, passive: true });
    }
    history.scrollRestoration = "manual";
    goTo(saved);
    const settle = () => {
      if (!isMoved) goTo(saved);
      // Chromium restores once more after this event.
      setTimeout(() => (history.scrollRestoration = "auto"), 500);
    };
    addEventListener("load", settle, { once: true });
  }

  // Loads the page again, unless that was just tried for the same build and has not helped.
  function reload(number) {
    const last = storage.get("rungs:reload");
    if (last && last.number === number && last.url === location.href && Date.now() - last.time < 5000) return false;
    storage.set("rungs:reload", { number, url: location.href, time: Date.now() });
    storage.set(placeKey(), place());
    history.scrollRestoration = "auto";
    location.reload();
    return true;
  }

  // ---- What changed ----------------------------------------------------------------------------------------------

  // The version of each style sheet that this page has taken over without a reload.
  const swapped = new Map();

  function isAt(url, path, prefix) {
    const { origin, pathname } = new URL(url, location.href);
    if (origin !== location.origin) return false;
    try {
      const name = decodeURIComponent(pathname);
      return name === `/${path}` || name === prefix + path;
    } catch {
      return false;
    }
  }

  function swap(link, version, number) {
    const next = link.cloneNode();
    const url = new URL(link.href);
    url.searchParams.set("rungs", version);
    next.href = url.href;
    // The old one goes when the new one is there, so that the page is never without style.
    next.addEventListener("load", () => link.remove(), { once: true });
    next.addEventListener("error", () => reload(number), { once: true });
    link.after(next);
  }

  // Takes over what has changed; whether the page is about to be loaded again.
  function update({ build: number, stale, assets, prefix }) {
    if (stale) return reload(number);
    let isOutdated = false;
    const sheets = [];
    for (const [path, version] of Object.entries(assets)) {
      if (swapped.get(path) === version) continue;
      const links = Array.from(document.querySelectorAll("link[rel~='stylesheet']"));
      const own = links.filter((link) => isAt(link.href, path, prefix));
      if (own.length > 0) sheets.push({ path, version, own });
      else if (performance.getEntriesByType("resource").some(({ name }) => isAt(name, path, prefix))) isOutdated = true;
    }
    if (isOutdated) return reload(number);
    for (const { path, version, own } of sheets) {
      swapped.set(path, version);
      own.forEach((link) => swap(link, version, number));
    }
    return false;
  }

  // ---- What the build reported -----------------------------------------------------------------------------------

  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // The panel with the report, and the small button that brings it back. Made at the first need, in a tree of its own,
  // out of reach of the site's style.
  let view = null;

  function makeView() {
    const host = make("rungs-live", {});
    const root = host.attachShadow({ mode: "open" });
    const title = make("p", { className: "title", id: "title", role: "alert" });
    const text = make("pre", { tabIndex: 0, role: "region", "aria-label": "Report" });
    const close = make("button", { type: "button", className: "close", textContent: "Close", title: "Close (Escape)" });
    const panel = make("section", { className: "panel", hidden: true, role: "dialog", "aria-labelledby": "title" });
    panel.append(make("div", { className: "bar" }, title, close), text);
    const note = make("button", { type: "button", className: "note", hidden: true });
    const style = make("link", { rel: "stylesheet", href: "/_rungs/live.css" });
    root.append(style, panel, note);
    close.addEventListener("click", () => setOpen(false));
    note.addEventListener("click", () => {
      setOpen(true);
      text.focus({ preventScroll: true });
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !panel.hidden) setOpen(false);
    });
    // Unstyled it would push the page about.
    host.style.display = "none";
    const show = () => host.style.removeProperty("display");
    style.addEventListener("load", show, { once: true });
    style.addEventListener("error", show, { once: true });
    document.documentElement.append(host);
    return { host, title, text, panel, note };
  }

  // Opens or closes the panel at the reader's wish, which holds for this report on all pages.
  function setOpen(isOpen) {
    view.panel.hidden = !isOpen;
    view.note.hidden = isOpen;
    if (isOpen) storage.remove("rungs:closed");
    else storage.set("rungs:closed", view.text.textContent);
  }

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  function show({ failed, errors, warnings, report }) {
    // The server's own page shows the report itself.
    if (ownReport !== undefined) return;
    if (!failed && warnings === 0) {
      if (view) view.host.hidden = true;
      storage.remove("rungs:closed");
      return;
    }
    view ??= makeView();
    const { host, title, text, panel, note } = view;
    const isNew = host.hidden || text.textContent !== report || host.dataset.failed !== String(failed);
    host.hidden = false;
    host.dataset.failed = failed;
    const kinds = [];
    if (errors > 0) kinds.push(count(errors, "error"));
    if (warnings > 0) kinds.push(count(warnings, "warning"));
    const summary = kinds.join(", ") || "The build failed";
    if (isNew) {
      text.textContent = report;
      note.textContent = summary;
      // Warnings wait to be asked for; errors do not, unless they have been read and put away.
      panel.hidden = !failed || storage.get("rungs:closed") === report;
      note.hidden = !panel.hidden;
      title.textContent = failed ? `${summary}. The page shows the last good build.` : summary;
    }
  }

  // ---- The connection --------------------------------------------------------------------------------------------

  let source = null;

  function connect() {
    // A browser has six connections to a host: tabs out of sight must not hold them all.
    if (source || document.visibilityState === "hidden") return;
    const query = new URLSearchParams({ page: location.pathname, build });
    source = new EventSource(`/_rungs/events?${query}`);
    source.addEventListener("build", ({ data }) => {
      const news = JSON.parse(data);
      if (!update(news)) show(news);
    });
    source.addEventListener("error", ({ target }) => {
      // Mostly it tries again by itself.
      if (target.readyState !== EventSource.CLOSED || target !== source) return;
      source = null;
      setTimeout(connect, 1000);
    });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
