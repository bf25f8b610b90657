// The field to search in: on its own page, and elsewhere in a dialog behind the link in the masthead and the key "/".
// What looks and what is looked through is in `search.js`, beside the page, and is loaded when it is first used.
(() => {
  "use strict";
  const link = document.querySelector(".masthead__search");
  if (!link) return;
  const page = document.getElementById("_search");
  let dialog, form, field, isAsked;

  const make = (name, properties, holder) => holder.appendChild(Object.assign(document.createElement(name), properties));

  const load = () => {
    if (isAsked) return;
    isAsked = true;
    make("script", {
      src: link.href.replace(/html$/, "js"),
      onload: () => window.rungsSearch.attach(form, field, dialog),
      // The index of names is on the page, and needs no script.
      onerror: () => (page ? form.remove() : location.assign(link.href)),
    }, document.head);
  };

  const build = (holder) => {
    form = make("form", { className: "search__form", onsubmit: (event) => event.preventDefault() }, holder);
    form.setAttribute("role", "search");
    field = make("input", { className: "search__field", type: "text", autocomplete: "off", spellcheck: false }, form);
    field.setAttribute("aria-label", link.textContent);
    // Not a field of the type for searching: there, Escape means its text and not the dialog.
    field.inputMode = "search";
    field.enterKeyHint = "go";
  };

  const open = () => {
    if (!page && !dialog) {
      dialog = make("dialog", { className: "search search--dialog", ariaLabel: link.textContent }, document.body);
      build(dialog);
    }
    if (dialog && !dialog.open) dialog.showModal();
    field.focus();
    field.select();
    load();
  };

  if (page) {
    build(page);
    field.onfocus = load;
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    if (field.value) load();
  }

  link.setAttribute("aria-keyshortcuts", "/");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.isContentEditable || target.closest?.("input, textarea, select, dialog")) return;
    event.preventDefault();
    open();
  });
})();
