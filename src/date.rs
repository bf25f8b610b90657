//! Days of the calendar, as in `2026-11-24`: what releases are dated by.
//!
//! Times of the day and zones have no place here: a release counts from a day, wherever its readers are.

use std::fmt;

/// A day of the Gregorian calendar, of the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; none where that is no day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !shaped {
            return None;
        }
        let date =
            Self { year: text[..4].parse().ok()?, month: text[5..7].parse().ok()?, day: text[8..].parse().ok()? };
        (date.year > 0 && (1..=12).contains(&date.month) && (1..=date.days_of_month()).contains(&date.day))
            .then_some(date)
    }

    /// The day that lies so many days behind 1970-01-01, by the rules of the calendar back to its beginning.
    #[must_use]
    pub fn from_days(mut days: u32) -> Self {
        let mut date = Self { year: 1970, month: 1, day: 1 };
        while date.year < 9999 && days >= date.days_of_year() {
            days -= date.days_of_year();
            date.year += 1;
        }
        while date.month < 12 && days >= u32::from(date.days_of_month()) {
            days -= u32::from(date.days_of_month());
            date.month += 1;
        }
        date.day = u8::try_from(days + 1).unwrap_or(u8::MAX).min(date.days_of_month());
        date
    }

    fn is_leap(self) -> bool {
        (self.year.is_multiple_of(4) && !self.year.is_multiple_of(100)) || self.year.is_multiple_of(400)
    }

    fn days_of_year(self) -> u32 {
        if self.is_leap() { 366 } else { 365 }
    }

    fn days_of_month(self) -> u8 {
        match self.month {
            2 => 28 + u8::from(self.is_leap()),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_read() {
        for day in ["2026-11-24", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(day).map(|date| date.to_string()).as_deref(), Some(day));
        }
        for none in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-1-1",
            "2026-1-01",
            "+026-01-01",
            "2026-11-24T",
        ] {
            assert_eq!(Date::parse(none), None, "{none}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (days, day) in [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_781, "2026-11-24")] {
            assert_eq!(Date::from_days(days).to_string(), day);
        }
        assert_eq!(Date::from_days(u32::MAX).to_string(), "9999-12-31");
    }
}
