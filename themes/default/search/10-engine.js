// Data ─► what is found in it. A scan over folded words: no index is as small, and up to some hundred thousand
// statements none is needed.
window.rungsSearch = (() => {
  "use strict";
  // Letters that Unicode does not take apart.
  const PLAIN = { ß: "ss", ı: "i", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ς: "σ" };
  // Marks that a script can be read without: those on Latin, Greek and Cyrillic letters, the vowels of Arabic and
  // Hebrew; those of Indian scripts are letters. With them what joins, stretches or hyphenates.
  const MARKS = /[\p{Script=Inherited}\u0591-\u05c7\u0610-\u061a\u0640\u0656-\u065f\u06d6-\u06ed\xad]/gu;
  const BETWEEN = /[^\p{L}\p{N}\p{M}]+/gu;
  // Fewer results than this, and words that are spelled alike count as well.
  const FEW = 3;

  // In small letters without marks, one blank between words.
  const letters = (text) =>
    text.normalize("NFKD").toLowerCase().replace(MARKS, "").replace(/[ßıøłđðþæœς]/g, (c) => PLAIN[c]).replace(BETWEEN, " ");
  const isAscii = (text) => !/[^\0-\x7f]/.test(text);
  const ascii = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, " ");
  // The same with a blank at both ends.
  const fold = (text) => ` ${(isAscii(text) ? ascii : letters)(text).trim()} `;

  // Folded as above, and for each of its units where it stands in the text.
  const mapped = (text) => {
    let [folded, at, from] = [" ", [0], 0];
    for (const c of text) {
      for (const unit of letters(c)) {
        if (unit === " " && folded.endsWith(" ")) continue;
        folded += unit;
        for (let units = unit.length; units; units -= 1) at.push(from);
      }
      from += c.length;
    }
    return { folded: `${folded} `, at: [...at, from, from] };
  };

  const ladders = [];
  const groups = [];
  let [most, vocabulary] = [0];

  // A group is a page with rows that lead into it; a row has its words, where it leads, and what stands beside it. The
  // folded words of all rows are one text, since one long text is looked through faster than many short ones.
  const add = (group) => {
    group.folded = fold(group.title);
    const texts = [group.folded];
    group.from = new Uint32Array(group.rows.length + 1);
    let at = group.folded.length;
    for (const [index, { heading, text }] of group.rows.entries()) {
      const folded = fold(heading ? `${heading} ${text}` : text);
      texts.push(folded);
      group.from[index] = at;
      at += folded.length;
    }
    group.from[group.rows.length] = at;
    group.all = texts.join("");
    most = Math.max(most, group.rows.length);
    groups.push(group);
  };

  // The anchor that words make, for those in ASCII: five words, or fewer that pass 24 letters.
  const slug = (text) => {
    let made = "";
    for (const [at, word] of (text.toLowerCase().replaceAll("'", "").match(/[a-z0-9]+/g) ?? []).entries()) {
      if (at === 5 || made.length > 24) break;
      made += at ? `-${word}` : word.slice(0, 80);
    }
    return made;
  };

  // Takes all parts of the data.
  const take = (parts, words) => {
    for (const [title, url, levels, sections] of parts.flatMap((part) => part.ladders)) {
      const row = (kind) => ([url, , name, summary]) =>
        ({ text: summary ? `${name}: ${summary}` : name, url, place: words[kind], isName: true });
      ladders.push({
        title,
        levels: levels.map(([, id, name]) => ({ id, name, folded: fold(name) })),
        sections: sections.map(([, id, name]) => ({ id, name, folded: fold(name) })),
      });
      const rows = [...levels.map(row("search_level")), ...sections.filter(([at]) => at).map(row("search_section"))];
      add({ title, url, rows });
    }
    for (const part of parts) {
      for (const [url, title, passages] of part.pages) {
        const rows = [];
        for (let at = 0; at < passages.length; at += 3) {
          const [anchor, heading, text] = passages.slice(at, at + 3);
          rows.push({ text: text || heading, heading, url: anchor && link(url, anchor), place: heading });
        }
        for (const row of rows) row.url ||= url;
        add({ title, url, rows });
      }
      for (const [ladder, url, title, summary, cells] of part.competencies) {
        const rows = summary ? [{ text: summary, url }] : [];
        for (const [section, level, texts] of cells) {
          let anchor;
          for (let at = 0; at < texts.length; at += 2) {
            anchor = texts[at] === "-" ? slug(texts[at + 1]) : texts[at] || anchor;
            rows.push({ text: texts[at + 1], anchor, section, level });
          }
        }
        add({ title, url, rows, cells, ladder: ladders[ladder] });
      }
    }
  };

  const link = (url, anchor) => `${url}#${encodeURIComponent(anchor)}`;

  // What is looked for: each word, and where in a word it may stand. One letter of an alphabet stands in most words.
  const wanted = (query) =>
    fold(query).split(" ").filter(Boolean)
      .map((text) => ({ text, start: ` ${text}`, whole: ` ${text} `, isInside: text.length > 2 || !isAscii(text) }));

  // How well a word is met: as a whole, as the beginning of one, inside of one, by a similar one, not at all.
  const [WHOLE, START, INSIDE, SIMILAR] = [8, 6, 3, 2];
  const grade = (folded, word) => {
    if (folded.includes(word.whole)) return WHOLE;
    if (folded.includes(word.start)) return START;
    if (word.isInside && folded.includes(word.text)) return INSIDE;
    return word.similar?.some((text) => folded.includes(text)) ? SIMILAR : 0;
  };

  // The same for each row of a group, into `met`. Returns whether any row meets the word.
  const meet = ({ all, from, rows }, word, met) => {
    met.fill(0, 0, rows.length);
    const look = (needle, gradeAt) => {
      let row = 0;
      for (let at = all.indexOf(needle, from[0]); at >= 0; at = all.indexOf(needle, at + 1)) {
        while (from[row + 1] <= at) row += 1;
        met[row] = Math.max(met[row], gradeAt(at));
        // Nothing better can come in this row.
        if (met[row] === WHOLE) at = from[row + 1] - 1;
      }
    };
    const BLANK = 32;
    const length = word.text.length;
    if (word.isInside) {
      look(word.text, (at) =>
        all.charCodeAt(at - 1) !== BLANK ? INSIDE : all.charCodeAt(at + length) === BLANK ? WHOLE : START);
    } else {
      look(word.start, (at) => (all.charCodeAt(at + length + 1) === BLANK ? WHOLE : START));
    }
    for (const text of word.similar ?? []) look(text, () => SIMILAR);
    return met.subarray(0, rows.length).some(Boolean);
  };

  // The fewest letters to take out, put in, change or swap until `a` is the beginning of `b`; more than `most` is all one.
  const distance = (a, b, most) => {
    const width = Math.min(b.length, a.length + most);
    let [before, above] = [[], Array.from({ length: width + 1 }, (_, at) => at)];
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= width; j += 1) {
        row[j] = Math.min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [before, above] = [above, row];
    }
    return Math.min(...above);
  };

  // The words of the data that are spelled most like a word, each behind its blank.
  const similar = ({ text, start }) => {
    const edits = text.length < 4 ? 0 : text.length < 8 ? 1 : 2;
    if (!edits) return undefined;
    if (!vocabulary) {
      vocabulary = new Set();
      for (const { all } of groups) for (const word of all.split(" ")) vocabulary.add(word);
    }
    let [best, found] = [edits, []];
    for (const word of vocabulary) {
      if (word.length < text.length - best || ` ${word}`.startsWith(start)) continue;
      const needed = distance(text, word, best);
      if (needed < best) [best, found] = [needed, []];
      if (needed === best) found.push(word);
    }
    // Those of the same length are meant more often than those that only begin so.
    const off = (word) => Math.abs(word.length - text.length);
    return found.sort((a, b) => off(a) - off(b)).slice(0, 8).map((word) => ` ${word}`);
  };

  const scan = (words) => {
    const phrase = words.map(({ text }) => text).join(" ");
    const grades = (folded) => words.map((word) => grade(folded, word));
    const isNamed = ladders.map(({ levels, sections }) => {
      const names = [...levels, ...sections];
      for (const name of names) name.met = grades(name.folded);
      return words.map((_, at) => names.some(({ met }) => met[at]));
    });
    const met = words.map(() => new Uint8Array(most));
    const found = [];
    for (const group of groups) {
      const { all, from, rows, ladder } = group;
      const own = grades(group.folded);
      const isHere = words.map((word, at) => meet(group, word, met[at]));
      const index = ladders.indexOf(ladder);
      if (!words.every((_, at) => isHere[at] || own[at] || isNamed[index]?.[at])) continue;
      const result = { group, rows: [], points: [], best: 0, own: 0 };
      const hit = (row, points) => {
        result.rows.push(row);
        result.points.push(points);
        result.best = Math.max(result.best, points);
      };
      // For each word the best of what a row says and of half of what the names above it say; the row says one at least.
      for (let at = 0; at < rows.length; at += 1) {
        const row = rows[at];
        let [sum, isMet] = [0, false];
        for (let which = 0; which < words.length; which += 1) {
          let best = met[which][at];
          if (best) isMet = true;
          else {
            best = own[which];
            if (row.anchor) best = Math.max(best, ladder.levels[row.level].met[which], ladder.sections[row.section].met[which]);
            best /= 2;
          }
          sum = best && sum + best;
          if (!best) break;
        }
        if (!sum || !isMet) continue;
        if (row.isName) sum += 3;
        if (words.length > 1 && all.slice(from[at], from[at + 1]).includes(phrase)) sum += 4;
        hit(row, sum - Math.min(from[at + 1] - from[at], 500) / 500);
      }
      if (own.every(Boolean)) {
        result.own = own.reduce((sum, one) => sum + one, 3);
        result.best = Math.max(result.best, result.own);
      } else {
        // Where names alone hold every word, and more than one of them is needed, a whole cell is meant.
        for (const [section, level] of isHere.length > 1 ? (group.cells ?? []) : []) {
          const names = [own, ladder.sections[section].met, ladder.levels[level].met];
          const best = words.map((_, which) => Math.max(...names.map((name) => name[which])));
          if (!best.every(Boolean) || names.some((name) => name.every(Boolean))) continue;
          const { id, name } = ladder.sections[section];
          const anchor = `${id}--${ladder.levels[level].id}`;
          hit({ text: name, anchor, section, level }, best.reduce((sum, one) => sum + one));
        }
      }
      if (result.best) found.push(result);
    }
    return found.sort((a, b) => b.best - a.best);
  };

  const count = (found) => found.reduce((sum, { rows, own }) => sum + rows.length + (own ? 1 : 0), 0);

  // What is found, by page, the best first; with the words by which it was.
  const search = (query) => {
    const words = wanted(query);
    let found = words.length ? scan(words) : [];
    if (words.length && count(found) < FEW) {
      for (const word of words) word.similar = similar(word);
      if (words.some((word) => word.similar?.length)) found = scan(words);
    }
    return { words, found, count: count(found), isOfSeveral: ladders.length > 1 };
  };

  // The rows of a result, the best first.
  const sorted = ({ rows, points }) => {
    const order = Array.from(rows.keys()).sort((a, b) => points[b] - points[a] || a - b);
    return order.map((at) => rows[at]);
  };

  // Where in a text the words stand: pairs of beginning and end, in order.
  const marks = (text, words) => {
    const { folded, at } = mapped(text);
    const ranges = [];
    for (const { text, start, isInside, similar = [] } of words) {
      const own = [start, isInside && text].find((needle) => needle && folded.includes(needle));
      for (const needle of own ? [own] : similar) {
        const length = needle.trim().length;
        for (let to = folded.indexOf(needle); to >= 0; to = folded.indexOf(needle, to)) {
          to += needle.length;
          ranges.push([at[to - length], at[to]]);
        }
      }
    }
    return ranges.sort((a, b) => a[0] - b[0]);
  };

  return { take, search, sorted, marks, link };
})();
