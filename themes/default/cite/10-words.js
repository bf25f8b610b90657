// What is cited ─► the same words as rich text, Markdown and plain text. `src/view/citation.rs` does this for pages without a
// script; `tests/citations.json` says what both give.
(() => {
  "use strict";
  const cite = window.rungsCite;
  const BLOCK = /^(P|UL|OL|PRE|BLOCKQUOTE|TABLE|HR|H[1-6])$/;
  const KEPT = /^(P|UL|OL|LI|PRE|BLOCKQUOTE|TABLE|THEAD|TBODY|TR|TH|TD|HR|BR|EM|STRONG|CODE)$/;
  const NOT_WORDS = ".change, .permalink, .today, .extra, .cite, .cite-panel";
  const LETTER = /[\p{Alphabetic}\p{N}]/u;
  const SEPARATOR = " · ";

  const first = (text) => String.fromCodePoint(text.codePointAt(0));
  const last = (text) => [...text.slice(-2)].pop();
  const longestRun = (text) => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

  // Words as Markdown that shows them: a backslash before each character that would mean more than itself. The rules are
  // those of `markdown/write.rs`.
  const escaped = (words, atStart) => {
    let before = atStart ? "\n" : " ";
    let text = "";
    let at = 0;
    for (const c of words) {
      const rest = words.slice(at + c.length);
      const next = rest && first(rest);
      const meansMore =
        "\\`*[]<~".includes(c) ||
        (c === "_" && !(LETTER.test(before) && LETTER.test(next))) ||
        (c === "&" && /^[#A-Za-z]/.test(next) && rest.includes(";")) ||
        (c === "!" && !next) ||
        (c === "#" && /\s/.test(before)) ||
        (">-+=:|".includes(c) && before === "\n") ||
        (".)".includes(c) && atStart && /^[0-9]{1,9}$/.test(words.slice(0, at)));
      text += (meansMore ? "\\" : "") + c;
      before = c;
      at += c.length;
    }
    return text;
  };

  const code = (text) => {
    const fence = "`".repeat(longestRun(text) + 1);
    const blank = text.trim() && /^[` ]|[` ]$/.test(text) ? " " : "";
    return fence + blank + text + blank + fence;
  };

  // Marks mean emphasis only where no letter is right outside of a sign that they enclose.
  const isMarked = (inside, outside) => LETTER.test(inside) || outside === undefined || /\s/.test(outside);

  const inline = (nodes, isMarkdown) => {
    let text = "";
    const add = (node) => {
      const { nodeName } = node;
      const mark = isMarkdown && { EM: "*", STRONG: "**" }[nodeName];
      if (nodeName === "#text") {
        const atStart = !text || text.endsWith("\n");
        let words = node.data.replace(/[ \t\n\r\f]+/g, " ");
        if (atStart || text.endsWith(" ")) words = words.replace(/^ /, "");
        text += isMarkdown ? escaped(words, atStart) : words;
      } else if (nodeName === "BR") {
        text = text.replace(/ $/, "") + (isMarkdown ? "\\\n" : "\n");
      } else if (nodeName === "CODE" && isMarkdown) {
        text += code(node.textContent);
      } else {
        const inner = node.textContent;
        const after = node.nextSibling?.textContent;
        const marked =
          mark && inner && isMarked(first(inner), last(text)) && isMarked(last(inner), after ? first(after) : undefined);
        if (marked) text += mark;
        node.childNodes.forEach(add);
        if (marked) text += mark;
      }
    };
    nodes.forEach(add);
    return text.replace(/^ +| +$/g, "");
  };

  const indented = (text, by) => text.replace(/\n(?=[^\n])/g, `\n${by}`);

  const block = (node, isMarkdown) => {
    const words = (of) => inline([...of.childNodes], isMarkdown);
    switch (node.nodeName) {
      case "UL":
      case "OL": {
        const items = [...node.children];
        const gap = items.some((item) => item.querySelector(":scope > p")) ? "\n\n" : "\n";
        const text = (item, at) => {
          const mark = node.nodeName === "OL" ? `${node.start + at}. ` : "- ";
          return mark + indented(blocks(item, isMarkdown).join(gap), " ".repeat(mark.length));
        };
        return items.map(text).join(gap);
      }
      case "PRE": {
        const text = node.textContent.replace(/\n+$/, "");
        const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
        return isMarkdown ? `${fence}\n${text}\n${fence}` : text;
      }
      case "BLOCKQUOTE":
        return quoted(blocks(node, isMarkdown).join("\n\n"));
      case "TABLE": {
        const cell = (of) => (isMarkdown ? words(of).replaceAll("|", "\\|") : words(of));
        const rows = [...node.rows].map((row) => [...row.cells].map(cell).join(" | "));
        if (!isMarkdown) return rows.join("\n");
        const lines = rows.map((row) => `| ${row} |`);
        lines.splice(1, 0, `|${" --- |".repeat(node.rows[0].cells.length)}`);
        return lines.join("\n");
      }
      case "HR":
        return "___";
      case "P":
        return words(node);
      default:
        return isMarkdown ? `**${words(node)}**` : words(node);
    }
  };

  const blocks = (node, isMarkdown) => {
    const found = [];
    let run = [];
    const end = () => {
      found.push(inline(run, isMarkdown));
      run = [];
    };
    for (const child of node.childNodes) {
      if (BLOCK.test(child.nodeName)) {
        end();
        found.push(block(child, isMarkdown));
      } else {
        run.push(child);
      }
    }
    end();
    return found.filter(Boolean);
  };

  const quoted = (text) => text.replace(/^(?=.)/gm, "> ").replace(/^$/gm, ">");

  const hasBlocks = (node) => [...node.children].some(({ nodeName }) => BLOCK.test(nodeName));
  const isText = (node) => node?.nodeName === "#text";
  const beginning = (node) => [...node.childNodes].find((child) => !isText(child) || child.data.trim());
  const trim = ({ firstChild, lastChild }) => {
    if (isText(firstChild)) firstChild.data = firstChild.data.replace(/^[ \t\n\r\f]+/, "");
    if (isText(lastChild)) lastChild.data = lastChild.data.replace(/[ \t\n\r\f]+$/, "");
  };
  const unwrap = (node) => node.replaceWith(...node.childNodes);

  // A copy of a statement's words and nothing else: no labels, links, examples or notes.
  const wordsOf = (statement) => {
    const copy = statement.cloneNode(true);
    const words = cite.make("div");
    copy.querySelectorAll(NOT_WORDS).forEach((node) => node.remove());
    const halves = copy.querySelectorAll("dd");
    if (!halves.length) {
      words.append(...copy.childNodes);
      return cleaned(words);
    }
    halves.forEach((half, at) => {
      cleaned(half);
      let first = half;
      if (hasBlocks(half)) {
        while (BLOCK.test(beginning(first)?.nodeName) || beginning(first)?.nodeName === "LI") first = beginning(first);
      } else {
        first = cite.make("p", "", half);
        first.append(...[...half.childNodes].slice(0, -1));
      }
      if (at) first.insertBefore(new Text(document.dir === "rtl" ? "← " : "→ "), beginning(first) ?? null);
      words.append(...half.childNodes);
    });
    words.normalize();
    return words;
  };

  const cleaned = (words) => {
    words.querySelectorAll(".quote, .statement__words").forEach(unwrap);
    for (const image of words.querySelectorAll("img")) image.replaceWith(image.alt);
    for (const node of words.querySelectorAll("*")) {
      if (!KEPT.test(node.nodeName) && !/^H[1-6]$/.test(node.nodeName)) unwrap(node);
      else for (const { name } of [...node.attributes]) if (name !== "start") node.removeAttribute(name);
    }
    words.normalize();
    trim(words);
    return words;
  };

  // The statements of a cell, lists as lists.
  const wordsOfCell = (cell) => {
    const words = cite.make("div");
    let list, made;
    for (const statement of cell.querySelectorAll(".statement, .hole")) {
      const own = statement.matches(".hole") ? cite.make("div", "", null, statement.textContent) : wordsOf(statement);
      if (statement.nodeName !== "LI") {
        (hasBlocks(own) ? words : cite.make("p", "", words)).append(...own.childNodes);
        continue;
      }
      if (statement.parentNode !== list) {
        list = statement.parentNode;
        made = cite.make(list.nodeName, "", words);
      }
      cite.make("li", "", made).append(...own.childNodes);
    }
    return words;
  };

  const nameOf = (heading) => {
    if (!heading) return "";
    const copy = heading.cloneNode(true);
    copy.querySelectorAll(".visually-hidden, .draft, .title__levels, .anchor, .cite, .cite-panel").forEach((node) => node.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };
  cite.nameOf = nameOf;

  // Names one behind the other, each in its own direction.
  cite.putNames = (holder, { competency, level, section }) => {
    [competency, level, section].filter(Boolean).forEach((name, at) => {
      if (at) holder.append(SEPARATOR);
      cite.make("bdi", "", holder, name);
    });
  };

  // Competency, level and section of a place, as far as they are those of all of it: as what is around says, or else as
  // the headings do.
  cite.placeOf = (subject) => {
    const told = (name) => subject.closest(`[data-${name}]`)?.dataset[name];
    const title = nameOf(document.querySelector("h1"));
    const kind = document.body.className;
    const head = (selector, within) => nameOf(subject.closest(within)?.querySelector(selector));
    const row = head(".compare__section", ".compare__row");
    const place = {};
    if (kind.includes("page--level")) {
      place.competency = head(".entry__name", ".entry");
      place.level = title;
      place.section = head(".entry__section-name", ".entry__section");
    } else {
      const isAcross = kind.includes("page--section");
      place.competency = isAcross ? row : title;
      place.level = head(".compare__level", ".compare__cell");
      place.section = isAcross ? title : row;
    }
    for (const name of Object.keys(place)) place[name] = told(name) ?? place[name];
    return place;
  };

  // The cells under a title, each with the name that tells it from the others.
  cite.cellsOf = (subject) => {
    if (!subject.matches(".compare__title, .entry__title")) return [];
    const cells = subject.parentNode.querySelectorAll(":scope > :is(.compare__cell, .entry__section)");
    return [...cells].map((cell) => ({ cell, name: nameOf(cell.firstElementChild) }));
  };

  // The words of a subject in one element.
  cite.wordsAt = (subject) => {
    if (subject.matches(".statement")) return wordsOf(subject);
    const cells = cite.cellsOf(subject);
    if (!cells.length) return wordsOfCell(subject);
    const words = cite.make("div");
    for (const { cell, name } of cells) {
      cite.make("strong", "", cite.make("p", "", words), name);
      words.append(...wordsOfCell(cell).childNodes);
    }
    return words;
  };

  // Words, what stands behind them, and the link ─► the three forms.
  cite.write = (words, { competency, level, section, edition, link, isLoose }) => {
    const place = [competency, level, section].filter(Boolean).join(SEPARATOR);
    const rest = [edition, isLoose && cite.say("cite_loose")].filter(Boolean).map((part) => SEPARATOR + part).join("");
    const target = link.replace(/[()\\*]/g, "\\$&");
    const texts = blocks(words, false);
    const isOne = texts.length === 1 && !words.querySelector("ul, ol, pre, blockquote, table");
    const plain = isOne ? cite.say("cite_quoted", { words: texts[0] }) : `${texts.join("\n\n")}\n`;
    const body = blocks(words, true).join("\n\n");

    const holder = cite.make("div");
    const quote = cite.make("blockquote", "", holder);
    const isInline = !hasBlocks(words);
    (isInline ? cite.make("p", "", quote) : quote).append(...words.cloneNode(true).childNodes);
    const line = cite.make("p", "", holder, "— ");
    cite.make("a", "", line, place).setAttribute("href", link);
    line.append(rest);
    return {
      words: texts.join("\n\n"),
      html: holder.innerHTML,
      markdown: `${quoted(body)}\n\n— [${escaped(place, false)}](${target})${escaped(rest, false)}`,
      plain: `${plain}\n— ${place}${rest}\n${link}`,
    };
  };
})();
