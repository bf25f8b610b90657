//! A text ─► its words, as numbers that are equal where the words are.

use std::{collections::HashMap, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

/// The words of one text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    numbers: Vec<u32>,
    sorted: Vec<u32>,
}

impl Words {
    /// Takes the numbers of words, of one [`Lexicon`].
    #[must_use]
    pub fn of(numbers: Vec<u32>) -> Self {
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        Self { numbers, sorted }
    }

    /// The words' numbers in order.
    #[must_use]
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// The words' numbers by size.
    pub(super) fn sorted(&self) -> &[u32] {
        &self.sorted
    }
}

/// Gives each word its number: the same to words that differ only in case or in the form of an apostrophe.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    numbers: HashMap<Box<str>, u32>,
    weights: Vec<u32>,
}

impl Lexicon {
    /// The number of a word.
    pub fn number(&mut self, word: &str) -> u32 {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        if word.bytes().all(plain) { self.folded(word) } else { self.folded(&word.to_lowercase().replace('’', "'")) }
    }

    fn folded(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.weights.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.into(), number);
        self.weights.push(word.chars().map(letters).sum::<u32>().min(8));
        number
    }

    /// The words of a text.
    pub fn words(&mut self, text: &str) -> Words {
        Words::of(split(text).map(|place| self.number(&text[place])).collect())
    }

    /// How many letters a word has, up to eight.
    pub(super) fn weight(&self, number: u32) -> u32 {
        self.weights.get(number as usize).copied().unwrap_or(1)
    }
}

/// How many letters of an alphabet a character stands for: behind U+0E00 come the scripts that write a syllable or a
/// word with one, or no blanks.
fn letters(c: char) -> u32 {
    if c < '\u{e00}' { 1 } else { 4 }
}

/// The places of the words in a text. Punctuation is no word, other signs are: `C` and `C++` are not the same. Scripts
/// without blanks are split as finely as may be, never inside of what is read as one character.
pub fn split(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_word_bound_indices().filter(|(_, word)| is_word(word)).map(|(at, word)| at..at + word.len())
}

fn is_word(word: &str) -> bool {
    let punctuation = |c: char| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '/' | '-')
            // Dashes, quotation marks, bullets and dots.
            || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2039}' | '\u{203a}' | '«' | '»' | '·' | '¿' | '¡' | '\u{ad}')
            // Arabic points; ideographic and full-width points and brackets.
            || matches!(c, '،' | '؛' | '؟' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
            || matches!(c, '！' | '（' | '）' | '，' | '．' | '：' | '；' | '？')
    };
    word.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
        || word.chars().any(|c| !c.is_whitespace() && !c.is_control() && !punctuation(c))
}

/// The weight of the words that two texts share in whatever order: no less than what they share in order.
pub(super) fn shared(first: &Words, second: &Words, weight: impl Fn(u32) -> u32) -> u32 {
    let (mut one, mut other) = (first.sorted.iter().peekable(), second.sorted.iter().peekable());
    let mut sum = 0;
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(one.next()),
            std::cmp::Ordering::Greater => drop(other.next()),
            std::cmp::Ordering::Equal => {
                sum += weight(**a);
                one.next();
                other.next();
            }
        }
    }
    sum
}
