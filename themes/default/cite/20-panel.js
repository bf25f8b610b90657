// Citing what the button stands at: copies at once, says so, and offers the other forms beside the button.
(() => {
  "use strict";
  const cite = window.rungsCite;
  const { make, say } = cite;
  const main = document.getElementById("_main");
  const { release, date, frozen } = main.dataset;
  const isFrozen = "isFrozen" in main.dataset;

  // The page's address as the site is published, or else as it is met.
  const rootHere = new URL(cite.root, location.href).href;
  const site = document.querySelector("[data-site]")?.dataset.site ?? rootHere;
  const here = site + (location.origin + location.pathname).replace(/^null/, "file://").slice(rootHere.length);
  const today = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  };

  // Gives all forms to the clipboard in one go. The event works from disk and without encryption, where the newer
  // interface is missing; that one takes fewer forms, and is asked where the event is refused.
  cite.copy = async (forms) => {
    let isGiven = false;
    const ready = (event) => event.preventDefault();
    const give = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      for (const [type, text] of Object.entries(forms)) event.clipboardData.setData(type, text);
      isGiven = true;
    };
    addEventListener("beforecopy", ready, true);
    addEventListener("copy", give, true);
    try {
      isGiven = document.execCommand("copy") && isGiven;
    } catch {
      isGiven = false;
    }
    removeEventListener("beforecopy", ready, true);
    removeEventListener("copy", give, true);
    if (isGiven) return true;
    try {
      const known = Object.entries(forms).filter(([type]) => type !== "text/markdown");
      const blobs = known.map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      return true;
    } catch {
      return false;
    }
  };

  // Everything that is said of a subject. As of a release, its link is that of the frozen page.
  const citationOf = (subject, asOfRelease) => {
    // On the page of another statement, it stands under a name that is no fragment.
    const anchor = (subject.id || subject.querySelector(":scope > [id]")?.id)?.replace(/^_/, "");
    const isStatement = subject.matches(".statement");
    const { classList } = subject;
    const isLoose = classList.contains("statement--loose");
    // Of a section or a cell, nothing tells here whether a statement has left it since.
    const isIn = isFrozen || (isStatement && !isLoose && release && !classList.contains("statement--unreleased"));
    const at = (page) => new URL(`#${anchor}`, page).href;
    const whole = (url) => site + new URL(url, location.href).href.slice(rootHere.length);
    const isPermanent = isStatement && !isLoose && !isFrozen;
    const link = asOfRelease ? at(whole(frozen)) : isPermanent ? `${site}s/${anchor}.html` : at(here);
    const edition = isIn ? say("cite_release", { version: release }) : say("cite_date", { date: today() });
    const place = cite.placeOf(subject);
    const forms = cite.write(cite.wordsAt(subject), { ...place, edition, link, isLoose });
    const item = { words: forms.words, markdown: forms.markdown, ...place, release: isIn ? release : "", date: (isIn && date) || today(), link };
    return { subject, anchor, isStatement, isLoose, isIn, place, forms, item };
  };

  const panel = make("div", "cite-panel");
  panel.popover = "auto";
  panel.setAttribute("role", "group");
  panel.ariaLabel = say("citing_button");
  panel.dir = document.dir;
  const said = make("p", "cite-panel__said", panel);
  const of = make("p", "cite-panel__place", panel);
  const refused = make("pre", "cite-panel__text", panel);
  refused.tabIndex = 0;
  refused.hidden = true;
  const choices = make("ul", "cite-panel__choices", panel);
  let button;

  const announce = (text) => {
    said.textContent = text;
    cite.status.textContent = "";
    // A text that stays the same is not said again.
    requestAnimationFrame(() => (cite.status.textContent = text));
  };
  const give = async (forms, text) => {
    const isGiven = await cite.copy(forms);
    refused.hidden = isGiven;
    refused.textContent = isGiven ? "" : forms["text/plain"];
    announce(isGiven ? text : say("cite_failed"));
  };
  const choice = (text, act) => {
    const made = make("button", "cite-panel__choice", make("li", "", choices), text);
    made.onclick = act;
    return made;
  };
  const way = (text, href) => (make("a", "cite-panel__choice", make("li", "", choices), text).href = href);

  const show = (subject, asOfRelease) => {
    const citation = citationOf(subject, asOfRelease);
    const { forms, item, place, anchor, isStatement, isLoose, isIn } = citation;
    of.textContent = "";
    cite.putNames(of, place);
    choices.replaceChildren();
    choice(say("cite_markdown"), () => give({ "text/plain": forms.markdown }, say("cite_copied_markdown")));
    choice(say("cite_plain"), () => give({ "text/plain": forms.plain }, say("cite_copied_plain")));
    if (frozen && !asOfRelease) {
      const text = say("cite_as_of", { version: release });
      // Elsewhere the words may differ: the release itself shows, and cites, what it holds.
      if (isStatement && isIn) choice(text, () => show(subject, true));
      else if (!isStatement) way(text, `${frozen}#${encodeURIComponent(anchor)}`);
    }
    const add = choice(say("cite_add"), () => {
      const items = cite.items();
      const isThere = items.some(({ link, markdown }) => link === item.link && markdown === item.markdown);
      const isKept = isThere || cite.keep([...items, item]);
      announce(say(!isKept ? "cite_not_kept" : isThere ? "cite_known" : "cite_added"));
      if (isKept && !add.parentNode.nextSibling?.matches(".cite-panel__list")) {
        const list = make("li", "cite-panel__list");
        add.parentNode.after(list);
        make("button", "cite-panel__choice", list).onclick = () => {
          panel.hidePopover();
          cite.openList();
        };
      }
      const list = panel.querySelector(".cite-panel__list button");
      if (list) list.textContent = cite.listName;
    });
    if (isStatement && !isLoose && !document.body.matches(".page--statement")) way(say("cite_page"), `${cite.root}s/${anchor}.html`);
    for (const { cell, name } of cite.cellsOf(subject)) {
      choice(say("cite_only", { name }), () => {
        show(cell);
        panel.querySelector("button").focus();
      });
    }
    if (asOfRelease) panel.querySelector("button").focus();
    const text = asOfRelease ? say("cite_copied_release", { version: release }) : say("cite_copied");
    return give({ "text/html": forms.html, "text/markdown": forms.markdown, "text/plain": forms.plain }, text);
  };

  cite.open = async (at, subject) => {
    button = at;
    button.after(panel);
    await show(subject);
    button.ariaExpanded = "true";
    panel.showPopover();
    // Under the button, or under the words where these are few; a title has the panel under its beginning.
    const [box, words] = [button, subject].map((one) => one.getBoundingClientRect());
    const { clientWidth } = document.documentElement;
    const width = panel.offsetWidth;
    const isTitle = getComputedStyle(button).position === "static";
    const edge = isTitle ? words : box;
    const left = isTitle === (document.dir === "rtl") ? edge.right - width : edge.left;
    const bottom = words.height < 200 ? Math.max(words.bottom, box.bottom) : box.bottom;
    panel.style.left = `${Math.max(8, Math.min(left, clientWidth - width - 8)) + scrollX}px`;
    panel.style.top = `${bottom + 4 + scrollY}px`;
    panel.scrollIntoView({ block: "nearest" });
  };

  panel.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") return;
    button.ariaExpanded = "false";
    cite.status.textContent = "";
    panel.remove();
    cite.settle();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (panel.matches(":popover-open") && target !== button && !panel.contains(target)) panel.hidePopover();
  });
})();
