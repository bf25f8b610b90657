// The citations that a reader has collected, in a dialog: to look at, to thin out, and to take along as one block.
(() => {
  "use strict";
  const cite = window.rungsCite;
  const { make, say } = cite;
  // What a spreadsheet would take for a formula.
  const FORMULA = /^[=+\-@\t\r]/;
  const COLUMNS = ["words", "competency", "level", "section", "release", "date", "link"];
  let dialog, title, list, status, undo, exports, former;

  const csv = (items) => {
    const cell = (text) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const rows = [say("cite_columns").split(","), ...items.map((item) => COLUMNS.map((column) => item[column]))];
    return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  };
  const markdown = (items) => items.map((item) => `${item.markdown}\n`).join("\n");

  const announce = (text) => {
    status.textContent = "";
    requestAnimationFrame(() => (status.textContent = text));
  };
  const copy = async (text, done) => announce(await cite.copy({ "text/plain": text }) ? done : say("cite_not_copied"));
  const download = (name, type, text) => {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = `${say("cite_file")}.${name}`;
    link.click();
    // The browser has to have begun.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  const change = (items, text) => {
    former = cite.items();
    const isKept = cite.keep(items);
    announce(isKept ? text : say("cite_not_kept"));
    undo.hidden = !isKept;
    return isKept;
  };

  cite.showList = () => {
    if (!dialog?.open) return;
    const items = cite.items();
    title.textContent = cite.listName;
    exports.hidden = !items.length;
    list.replaceChildren();
    items.forEach((item, at) => {
      const entry = make("li", "cited__item", list);
      const words = make("p", "cited__words", entry, item.words);
      words.id = `_cited-${at}`;
      words.dir = "auto";
      const rest = make("p", "cited__place", entry);
      const link = make("a", "", rest);
      cite.putNames(link, item);
      // Whatever else stands in the storage, only an address leads anywhere.
      if (/^(https?|file):/.test(item.link)) link.href = item.link;
      link.onclick = () => dialog.close();
      rest.append(` · ${item.release ? say("cite_release", { version: item.release }) : say("cite_date", { date: item.date })} `);
      const remove = make("button", "cited__button", rest, say("cite_remove"));
      remove.setAttribute("aria-describedby", words.id);
      remove.onclick = () => {
        const now = cite.items();
        now.splice(at, 1);
        change(now, say("cite_removed"));
        (list.children[Math.min(at, list.children.length - 1)]?.querySelector("button") ?? undo).focus();
      };
    });
  };

  const build = () => {
    dialog = make("dialog", "cited", document.body);
    const head = make("div", "cited__head", dialog);
    title = make("h2", "cited__title", head);
    title.id = "_cited";
    dialog.setAttribute("aria-labelledby", title.id);
    make("button", "cited__button", head, say("cite_close")).onclick = () => dialog.close();
    make("p", "cited__note", dialog, say("cite_private"));
    list = make("ol", "cited__list", dialog);
    const done = make("div", "cited__done", dialog);
    status = make("p", "cited__status", done);
    status.setAttribute("role", "status");
    undo = make("button", "cited__button", done, say("cite_undo"));
    undo.onclick = () => {
      cite.keep(former);
      undo.hidden = true;
      announce("");
      list.querySelector("button")?.focus();
    };
    exports = make("div", "cited__exports", dialog);
    const act = (key, does) => (make("button", "cited__button", exports, say(key)).onclick = () => does(cite.items()));
    act("cite_markdown", (items) => copy(markdown(items), say("cite_copied_markdown")));
    act("cite_csv", (items) => copy(csv(items), say("cite_copied_csv")));
    act("cite_download_markdown", (items) => download("md", "text/markdown", markdown(items)));
    act("cite_download_csv", (items) => download("csv", "text/csv", `\ufeff${csv(items)}`));
    act("cite_clear", () => {
      change([], say("cite_cleared"));
      undo.focus();
    });
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  };

  cite.openList = () => {
    if (!dialog) build();
    undo.hidden = true;
    status.textContent = "";
    dialog.showModal();
    cite.showList();
  };
})();
