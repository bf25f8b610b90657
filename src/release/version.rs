//! The name of a release: one to three numbers.

use std::{cmp::Ordering, fmt};

/// One to three numbers with dots between, as in `2`, `2.1` or `2.1.0`: three names of which the last two are equal.
#[derive(Clone, Debug)]
pub struct Version {
    numbers: [u32; 3],
    text: String,
}

impl Version {
    /// Reads a name; none where it is not of that form. No number begins with a `0` that says nothing, so that there
    /// are few ways to write one version, and none has more than six digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = [0; 3];
        for (at, part) in text.split('.').enumerate() {
            let plain = !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit());
            if !plain || (part.len() > 1 && part.starts_with('0')) {
                return None;
            }
            *numbers.get_mut(at)? = part.parse().ok()?;
        }
        Some(Self { numbers, text: text.to_owned() })
    }

    /// The version of these numbers, with all three written.
    #[must_use]
    pub fn of(numbers: [u32; 3]) -> Self {
        let [major, minor, patch] = numbers;
        Self { numbers, text: format!("{major}.{minor}.{patch}") }
    }

    /// The numbers; those that are not written are 0.
    #[must_use]
    pub fn numbers(&self) -> [u32; 3] {
        self.numbers
    }

    /// The name as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.numbers == other.numbers
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let version = |text: &str| Version::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(version("2.0"), version("2.0.0"));
        assert!(version("2.10") > version("2.9.9") && version("2026.1") > version("3"));
        assert_eq!(version("2.0").to_string(), "2.0");
        for none in ["", ".", "1.", "v1", "1.2.3.4", "01", "1.-1", "1.0.0-beta", "1234567", "1 ", "..", "١"] {
            assert!(Version::parse(none).is_none(), "{none}");
        }
    }
}
