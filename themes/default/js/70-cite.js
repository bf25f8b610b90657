// One button for citing, which goes to the statement, section or cell that is pointed at, has the focus or is in the
// address, so that hundreds of statements have no hundreds of stops more; and the way to the collected list. What
// copies and what shows the list is loaded when it is first needed.
(() => {
  "use strict";
  const cite = window.rungsCite;
  const main = document.getElementById("_main");
  if (!main) return;
  const { currentScript } = document;
  // The way from the page to the site's root, and the root itself: several sites may share one origin.
  cite.root = currentScript.getAttribute("src").replace(/assets\/[^/]*$/, "") || "./";
  const KEY = `rungs-cited ${new URL(cite.root, location.href).pathname}`;
  const FIELDS = ["words", "markdown", "competency", "level", "section", "release", "date", "link"];

  cite.say = (key, values = {}) => cite.words[key].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  cite.make = (name, className, holder, text = "") => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (name === "button") made.type = "button";
    made.textContent = text;
    holder?.append(made);
    return made;
  };

  let wanted, isAsked;
  const withRest = (then) => {
    if (cite.isReady) return then?.();
    wanted = then ?? wanted;
    if (isAsked) return;
    isAsked = true;
    const script = document.createElement("script");
    script.src = new URL(cite.script, currentScript.src).href;
    script.onload = () => {
      cite.isReady = true;
      wanted?.();
    };
    script.onerror = () => {
      isAsked = false;
      if (wanted && button) button.textContent = cite.status.textContent = cite.say("citing_failed");
    };
    document.head.append(script);
  };

  // The collected list. What is no citation is passed over, whoever put it there.
  cite.items = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept.filter((item) => FIELDS.every((field) => typeof item?.[field] === "string"));
    } catch {
      return [];
    }
  };
  cite.keep = (items) => {
    try {
      if (items.length) localStorage.setItem(KEY, JSON.stringify(items));
      else localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    } finally {
      refresh();
    }
  };
  let entry;
  const refresh = () => {
    const count = cite.items().length;
    if (!entry && count) {
      entry = cite.make("li", "", document.querySelector(".masthead__links"));
      cite.make("button", "cited-open", entry).onclick = () => withRest(() => cite.openList());
    }
    if (!entry) return;
    entry.hidden = !count;
    entry.firstChild.textContent = cite.listName = `${cite.say("citing_list")} (${count})`;
    cite.showList?.();
  };
  addEventListener("storage", refresh);
  addEventListener("pageshow", refresh);

  // What can be cited at a place of the page.
  const subjectAt = (node) => {
    const near = node?.closest?.(".statement, .compare__title, .entry__title, .compare__level, .entry__section-name");
    if (near) return near.matches("h2, h3, h4") ? near.parentNode : near;
    return node?.matches?.(".compare__cell, .entry__section") ? node : null;
  };
  const ofAddress = () => {
    try {
      return subjectAt(document.getElementById(decodeURIComponent(location.hash.slice(1))));
    } catch {
      return null;
    }
  };

  let button, subject, pointed, isPointed, isMoving;
  const isOpen = () => button?.ariaExpanded === "true";
  const focused = () => {
    const { activeElement } = document;
    return activeElement === button ? subject : main.contains(activeElement) && subjectAt(activeElement);
  };

  const move = (to) => {
    if (to === subject && button?.isConnected === Boolean(to)) return;
    subject = to;
    if (!to) return button?.remove();
    if (!button) {
      cite.status = cite.make("p", "visually-hidden", main);
      cite.status.setAttribute("role", "status");
      button = cite.make("button", "cite", null, cite.say("citing_button"));
      button.setAttribute("aria-keyshortcuts", "c");
      button.onclick = press;
      button.onpointerenter = button.onfocus = () => withRest();
    }
    const before = to.querySelector(":scope > :is(.permalink, .anchor)") ?? to.firstElementChild;
    // Whoever goes on by keys goes on from where they were.
    const held = button.matches(":focus-visible") && button.previousElementSibling;
    isMoving = true;
    before.after(button);
    if (held) held.focus({ preventScroll: true });
    isMoving = false;
  };
  const settle = () => {
    if (isOpen() || isMoving) return;
    move((isPointed && pointed) || focused() || pointed || ofAddress() || null);
  };
  const press = () => {
    const at = subject;
    withRest(() => cite.open(button, at));
  };
  cite.settle = settle;

  // What moves under a pointer that rests is not pointed at.
  main.addEventListener("pointermove", ({ target, pointerType, movementX, movementY }) => {
    if (pointerType === "touch" || !(movementX || movementY)) return;
    const at = target === button ? subject : subjectAt(target);
    if (at === pointed && isPointed) return;
    pointed = at;
    isPointed = true;
    settle();
  });
  main.addEventListener("pointerleave", () => {
    pointed = null;
    settle();
  });
  main.addEventListener("click", ({ target }) => {
    if (target !== button) pointed = subjectAt(target);
    isPointed = true;
    settle();
  });
  main.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible")) isPointed = false;
    settle();
  });
  main.addEventListener("focusout", ({ relatedTarget }) => relatedTarget || settle());
  addEventListener("hashchange", settle);
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key !== "c" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.isContentEditable || target.closest?.("input, textarea, select, dialog")) return;
    const at = focused() || ofAddress();
    if (!at) return;
    event.preventDefault();
    if (!isOpen()) move(at);
    press();
  });
  refresh();
  settle();
})();
