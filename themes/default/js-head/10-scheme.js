// Light, dark, or as the system has it: the reader's choice, kept from page to page. This runs before the style sheet
// is there, so that no page is painted in the other colors first. The control in the colophon shows once this has run.
(() => {
  "use strict";
  const KEY = "rungs-scheme";
  const root = document.documentElement;

  // A page from disk, or a browser that keeps nothing, may refuse the storage: the choice then lasts for the page.
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return root.dataset.scheme;
    }
  };
  const keep = (scheme) => {
    try {
      localStorage.setItem(KEY, scheme);
    } catch {
      // Nothing is lost but the memory.
    }
  };

  const apply = (wanted) => {
    const scheme = wanted === "light" || wanted === "dark" ? wanted : "system";
    root.dataset.scheme = scheme;
    document.querySelector("meta[name=color-scheme]").content = scheme === "system" ? "light dark" : scheme;
    for (const meta of document.querySelectorAll("meta[data-scheme]")) {
      const own = meta.dataset.scheme;
      meta.media = scheme === "system" ? `(prefers-color-scheme: ${own})` : own === scheme ? "all" : "not all";
    }
    for (const input of document.querySelectorAll(".scheme__input")) input.checked = input.value === scheme;
  };
  const again = () => apply(kept());

  again();
  addEventListener("DOMContentLoaded", again);
  addEventListener("pageshow", again);
  addEventListener("storage", again);
  addEventListener("change", ({ target }) => {
    if (!target.matches(".scheme__input")) return;
    keep(target.value);
    apply(target.value);
  });
})();
