//! Parser events ─► the tree, with the mistakes that are valid YAML.
//!
//! A text that begins with `*`, `&`, `!` or `[[` is a construct of YAML that no author of a ladder means: it becomes
//! the text that was written, and a diagnostic. What the parser refuses is left to `recover`, and so are the places
//! that only look wrong by their lines ([`Built::suspects`]).

use std::{collections::HashSet, ops::Range};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle as Style, Span as Place, StructureStyle, Tag, options};

use super::{
    DEPTH, Entry, Key, Mapping, Node, ScalarStyle, Sequence, Value,
    lines::BLANKS,
    mended::Mended,
    quote::{fold, shorten},
    seen::Seen,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    source::{FileId, Span},
};

/// The most mistakes of the accepted kind that are reported in one file.
const REPORTED: usize = 1000;

/// What came of a text that the parser accepts.
pub(super) struct Built {
    /// The value of the document, if it has one.
    pub(super) root: Option<Node>,
    /// The mistakes in it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Places in the mended text where a text of several lines swallowed what looks like an entry.
    pub(super) suspects: Vec<usize>,
}

/// Why the parser stopped.
pub(super) struct Stop {
    /// Its reason; `None` for nesting beyond [`DEPTH`].
    pub(super) kind: Option<ErrorKind>,
    /// Where, in the mended text.
    pub(super) offset: usize,
}

/// Builds the tree of `mended`, whose source begins at byte `base` of `file`.
pub(super) fn build(mended: &Mended, file: FileId, base: usize) -> Result<Built, Stop> {
    let text = mended.text();
    let options = options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        disallow_directives: true,
        // Comments are read from the source behind a text, where they matter.
        emit_comments: false,
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
    };
    let mut builder = Builder {
        mended,
        text,
        file,
        base,
        frames: Vec::new(),
        root: None,
        diagnostics: Vec::new(),
        suspects: Vec::new(),
        cursor: 0,
        held: None,
        names: None,
        collections: HashSet::new(),
        documents: 0,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, place)) => {
                if !builder.event(event, &place)? {
                    break;
                }
            }
            Err(error) => {
                let offset = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let kind = match error.kind() {
                    ErrorKind::RecursionLimitExceeded => None,
                    kind => Some(kind.clone()),
                };
                return Err(Stop { kind, offset });
            }
        }
    }
    Ok(Built { root: builder.root, diagnostics: builder.diagnostics, suspects: builder.suspects })
}

/// A list or mapping that is not complete.
pub(super) struct Frame {
    pub(super) node: Open,
    pub(super) flow: bool,
    /// The opening bracket or the first child, in the mended text.
    pub(super) start: usize,
    /// The places of the first and last child, in the source.
    pub(super) covers: Option<Span>,
    /// How many diagnostics there were before it.
    pub(super) diagnostics: usize,
    /// Where a `?` made a text into this mapping.
    pub(super) question: Option<usize>,
}

pub(super) enum Open {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, seen: Seen, key: Option<Pending> },
}

/// A key that waits for its value.
pub(super) struct Pending {
    /// `None` when the entry is to be left out.
    pub(super) key: Option<Key>,
    /// Where the key ends in the mended text.
    pub(super) end: usize,
}

/// A scalar event, held until the name of its anchor has come.
pub(super) struct Held<'t> {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) tag: Option<Tag>,
    pub(super) place: Place,
    pub(super) name: Option<(&'t str, Range<usize>)>,
}

pub(super) struct Builder<'t> {
    pub(super) mended: &'t Mended,
    pub(super) text: &'t str,
    pub(super) file: FileId,
    pub(super) base: usize,
    pub(super) frames: Vec<Frame>,
    pub(super) root: Option<Node>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) suspects: Vec<usize>,
    /// The end of the last token that was read, in the mended text.
    pub(super) cursor: usize,
    pub(super) held: Option<Held<'t>>,
    /// The names behind every `*` of the text.
    pub(super) names: Option<HashSet<&'t str>>,
    /// The numbers of the anchors that stand for lists and mappings.
    pub(super) collections: HashSet<usize>,
    documents: usize,
}

pub(super) fn range(place: &Place) -> Range<usize> {
    let start = place.start.byte_offset().unwrap_or(0);
    start..place.end.byte_offset().unwrap_or(start).max(start)
}

impl<'t> Builder<'t> {
    fn event(&mut self, event: Event<'t>, place: &Place) -> Result<bool, Stop> {
        if let Event::Anchor(id, _) = event {
            self.anchor(id, range(place));
        }
        if let Some(held) = self.held.take() {
            self.scalar(held);
        }
        let at = range(place);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.second_document(at);
                    return Ok(false);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(std::borrow::Cow::into_owned);
                let held = Held { text: text.into_owned(), style, tag, place: *place, name: None };
                if anchor == 0 { self.scalar(held) } else { self.held = Some(held) }
            }
            Event::SequenceStart(style, _, tag) => {
                self.open(Open::Sequence(Vec::new()), style, at, tag.is_some(), place)?;
            }
            Event::MappingStart(style, _, tag) => {
                let node = Open::Mapping { entries: Vec::new(), seen: Seen::default(), key: None };
                self.open(node, style, at, tag.is_some(), place)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(at),
            Event::Alias(id) => self.alias(at, id),
            Event::UnresolvedAlias(_) => self.unknown_alias(at),
            _ => {}
        }
        Ok(true)
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let source = self.mended.source(range);
        Span::new(self.file, self.base + source.start..self.base + source.end)
    }

    pub(super) fn report(&mut self, code: Code, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        if self.diagnostics.len() >= REPORTED {
            return;
        }
        let diagnostic = Diagnostic::new(code, self.span(at), message).help(help);
        self.diagnostics.push(diagnostic);
    }

    fn second_document(&mut self, at: Range<usize>) {
        self.report(
            Code::YamlFeature,
            at,
            "a second document in one file is not supported: what follows this line is not read",
            "remove this line, or move what follows it to a file of its own",
        );
    }

    fn anchor(&mut self, id: usize, at: Range<usize>) {
        let name = self.text.get(at.start + 1..at.end).unwrap_or_default();
        if let Some(held) = &mut self.held {
            held.name = Some((name, at));
            return;
        }
        self.collections.insert(id);
        let message = format!("`&{name}` is not supported: a list or mapping can't be given a name to repeat it");
        self.report(Code::YamlFeature, at, message, format!("remove `&{name}`"));
    }

    fn open(
        &mut self,
        node: Open,
        style: StructureStyle,
        at: Range<usize>,
        tagged: bool,
        place: &Place,
    ) -> Result<(), Stop> {
        if self.frames.len() >= DEPTH {
            return Err(Stop { kind: None, offset: at.start });
        }
        let flow = style == StructureStyle::Flow;
        let diagnostics = self.diagnostics.len();
        if tagged && let Some(tag) = place.tag_span() {
            let at = range(&tag);
            let written = self.text.get(at.clone()).unwrap_or_default().to_owned();
            let help = format!("remove `{written}`");
            self.report(Code::YamlFeature, at, format!("`{written}` is not supported: types can't be named"), help);
        }
        self.cursor = self.cursor.max(at.start);
        self.explicit_key(at.start);
        if flow {
            self.cursor = self.cursor.max(at.end);
        }
        self.frames.push(Frame { node, flow, start: at.start, covers: None, diagnostics, question: None });
        Ok(())
    }

    /// Reports a `?` in front of a key that begins at `start`.
    pub(super) fn explicit_key(&mut self, start: usize) {
        let Some(Frame { node: Open::Mapping { key: None, .. }, .. }) = self.frames.last() else { return };
        let from = self.cursor.min(start);
        let Some(at) = self.text.get(from..start).and_then(|gap| gap.find('?')).map(|at| from + at) else { return };
        // A `?` in a comment between two entries is none of a key's.
        let line = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        if self.text[line.max(from)..at].contains('#') {
            return;
        }
        let alone = self.text[line..at].trim_end_matches(BLANKS).ends_with(['-', ':']);
        if alone && self.text[at..start].trim_end_matches(BLANKS) == "?" {
            if let Some(frame) = self.frames.last_mut() {
                frame.question = Some(at);
            }
            return;
        }
        self.report(
            Code::YamlSyntax,
            at..at + 1,
            "a key can't begin with `?`",
            "write the key as a word, a colon and its value: `key: value`",
        );
    }

    fn close(&mut self, at: Range<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        self.cursor = self.cursor.max(at.end);
        let whole = frame.start..at.end.max(frame.start);
        let span = match frame.covers {
            Some(covers) if !frame.flow || at.is_empty() => covers,
            _ => self.span(whole.clone()),
        };
        if let Some(start) = frame.question {
            let end = self.text[..whole.end].trim_end_matches(BLANKS).len().max(start + 1);
            let text = fold(&self.text[start..end]);
            let node = self.special(start..end, start..=start, text);
            return self.place(node, start..end);
        }
        if frame.flow && !at.is_empty() && is_text_in_brackets(&frame.node, &self.text[whole.clone()]) {
            self.diagnostics.truncate(frame.diagnostics);
            let text = fold(&self.text[whole.clone()]);
            let node = self.special(whole.clone(), whole.start..=whole.start + 1, text);
            return self.place(node, whole);
        }
        let value = match frame.node {
            Open::Sequence(items) => Value::Sequence(Sequence { items, flow: frame.flow }),
            Open::Mapping { entries, .. } => Value::Mapping(Mapping { entries, flow: frame.flow }),
        };
        self.place(Node { span, value }, whole);
    }

    /// Puts a complete value where it belongs; `at` is its place in the mended text.
    pub(super) fn place(&mut self, node: Node, at: Range<usize>) {
        let Some(frame) = self.frames.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        frame.covers = Some(frame.covers.map_or(node.span, |covers| covers.to(node.span)));
        match &mut frame.node {
            Open::Sequence(items) => return items.push(node),
            Open::Mapping { entries, key: key @ Some(_), .. } => {
                if let Some(Pending { key: Some(key), .. }) = key.take() {
                    entries.push(Entry { key, value: node });
                }
                return;
            }
            Open::Mapping { .. } => {}
        }
        // Reading a key may report it, so its mapping is taken out for that long.
        let Some(mut frame) = self.frames.pop() else { return };
        if let Open::Mapping { entries, seen, key } = &mut frame.node {
            *key = Some(self.key(node, at, entries, seen));
        }
        self.frames.push(frame);
    }

    /// Goes on without the value of the entry or item at `at`.
    pub(super) fn leave_out(&mut self, at: Range<usize>) {
        let span = self.span(at);
        let Some(frame) = self.frames.last_mut() else { return };
        frame.covers = Some(frame.covers.map_or(span, |covers| covers.to(span)));
        if let Open::Mapping { key, .. } = &mut frame.node {
            *key = None;
        }
    }

    fn key(&mut self, node: Node, at: Range<usize>, entries: &[Entry], seen: &mut Seen) -> Pending {
        let end = at.end;
        let span = node.span;
        let text = match node.value {
            Value::Scalar(scalar) => scalar.text,
            Value::Empty => {
                let help = "write a name in front of the colon, or put a text in quotes";
                self.report(Code::YamlSyntax, at, "there is no name in front of the `:`", help);
                return Pending { key: None, end };
            }
            Value::Sequence(_) | Value::Mapping(_) => {
                let help = "write a plain name in front of the colon, or put a text in quotes";
                self.report(Code::YamlSyntax, at, "a list or a mapping can't be the name in front of a `:`", help);
                return Pending { key: None, end };
            }
        };
        if text == "<<" {
            let message = "`<<` is not supported: a mapping can't take over the entries of another";
            self.report(Code::YamlFeature, at, message, "write the entries out");
            return Pending { key: None, end };
        }
        if let Some(first) = seen.find(&text, entries) {
            if self.diagnostics.len() < REPORTED {
                let message = format!("`{}` is given twice", shorten(&text));
                let diagnostic = Diagnostic::new(Code::DuplicateKey, span, message)
                    .related(first, "first given here")
                    .help("keep one of the two");
                self.diagnostics.push(diagnostic);
            }
            return Pending { key: None, end };
        }
        Pending { key: Some(Key { text, span }), end }
    }
}

/// Whether a bracketed value is a text such as `[[customer-value]]` or `{{ name }}`.
fn is_text_in_brackets(node: &Open, source: &str) -> bool {
    match node {
        Open::Sequence(items) => {
            let [Node { value: Value::Sequence(inner), .. }] = &items[..] else { return false };
            let [Node { value: Value::Scalar(scalar), .. }] = &inner.items[..] else { return false };
            inner.flow && scalar.style == ScalarStyle::Plain && source.starts_with("[[") && source.ends_with("]]")
        }
        Open::Mapping { entries, .. } => entries.is_empty() && source.starts_with("{{") && source.ends_with("}}"),
    }
}
