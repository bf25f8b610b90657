//! A text under repair: replacements in, the mended text and the way back to the author's text out.
//!
//! The mended text is a row of pieces, each either copied from the source or put in the place of a range of it, so
//! that every place of the mended text has a place in the source however many rounds of repair there were.

use std::ops::Range;

/// A replacement of a byte range of the mended text.
pub(super) type Edit = (Range<usize>, String);

#[derive(Clone, Debug)]
struct Piece {
    /// Where it stands in the mended text.
    at: Range<usize>,
    /// The source range that it was copied from or stands for.
    source: Range<usize>,
    /// Whether it was copied; then both ranges have the same length.
    copied: bool,
}

/// A text with the replacements made so far.
#[derive(Clone, Debug)]
pub(super) struct Mended {
    text: String,
    pieces: Vec<Piece>,
}

impl Mended {
    pub(super) fn new(text: &str) -> Self {
        let whole = 0..text.len();
        Self { text: text.to_owned(), pieces: vec![Piece { at: whole.clone(), source: whole, copied: true }] }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The source range of a range of the mended text. A range that begins or ends inside a replacement takes the
    /// whole source range that was replaced; an empty one stays empty, behind what stands before it.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let end = self.source_end(range.end);
        if range.is_empty() { end..end } else { self.source_start(range.start).min(end)..end }
    }

    fn source_start(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.at.end <= offset);
        let Some(piece) = self.pieces.get(index) else { return self.source_end(offset) };
        if piece.copied { piece.source.start + offset.saturating_sub(piece.at.start) } else { piece.source.start }
    }

    fn source_end(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.at.end < offset);
        let Some(piece) = self.pieces.get(index) else {
            return self.pieces.last().map_or(0, |piece| piece.source.end);
        };
        if piece.copied { piece.source.start + offset.saturating_sub(piece.at.start) } else { piece.source.end }
    }

    /// Makes the replacements, which are given in places of the mended text as it is before the call. Ones that
    /// overlap an earlier one of the same call are left out.
    pub(super) fn apply(&mut self, mut edits: Vec<Edit>) {
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut next = Self { text: String::with_capacity(self.text.len() + 64), pieces: Vec::new() };
        let mut done = 0;
        for (range, new) in edits {
            if range.start < done || range.end > self.text.len() {
                continue;
            }
            self.copy(done..range.start, &mut next);
            next.push(&new, self.source(range.clone()), false);
            done = range.end;
        }
        self.copy(done..self.text.len(), &mut next);
        *self = next;
    }

    /// Carries a range over with its pieces. A replacement that is cut keeps its whole source range in every part:
    /// where in it a character came from is not known.
    fn copy(&self, range: Range<usize>, next: &mut Self) {
        let first = self.pieces.partition_point(|piece| piece.at.end <= range.start);
        for piece in &self.pieces[first..] {
            let at = piece.at.start.max(range.start)..piece.at.end.min(range.end);
            if piece.at.start >= range.end {
                break;
            }
            let source = if piece.copied {
                let shift = piece.source.start;
                shift + (at.start - piece.at.start)..shift + (at.end - piece.at.start)
            } else {
                piece.source.clone()
            };
            next.push(&self.text[at], source, piece.copied);
        }
    }

    fn push(&mut self, text: &str, source: Range<usize>, copied: bool) {
        // An empty piece has no place that could be asked for.
        if !text.is_empty() {
            let start = self.text.len();
            self.text.push_str(text);
            self.pieces.push(Piece { at: start..self.text.len(), source, copied });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mended;

    #[test]
    fn places_lead_back_to_the_source_through_several_rounds() {
        let mut mended = Mended::new("- *é* x\n- b\n");
        mended.apply(vec![(2..8, "'*é* x'".into())]);
        assert_eq!(mended.text(), "- '*é* x'\n- b\n");
        assert_eq!(mended.source(2..10), 2..8);
        assert_eq!(mended.source(13..14), 11..12);
        mended.apply(vec![(13..14, "\"b\"".into()), (0..0, "  ".into())]);
        assert_eq!(mended.text(), "  - '*é* x'\n- \"b\"\n");
        assert_eq!(mended.source(4..12), 2..8);
        assert_eq!(mended.source(15..18), 11..12);
        assert_eq!(mended.source(18..18), 12..12);
    }
}
