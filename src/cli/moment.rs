//! Moments as a person writes them on the command line.
//!
//! Contract: all are UTC. Times before now may be written as for git, with dots in place of spaces.

use jiff::tz::Offset;
use jiff::{Span, Timestamp, ToSpan, civil};

/// What to write, for the message where something else was written.
const FORMS: &str = "write a day as 2026-01-31, a moment as 2026-01-31T12:00:00Z, or a time before now such as `30 days ago`";

/// A moment, a day (its start), or a time before now, counted on the calendar.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    if let Ok(day) = text.parse::<civil::Date>() {
        let midnight = day.at(0, 0, 0, 0);
        return Offset::UTC.to_timestamp(midnight).map_err(|error| error.to_string());
    }
    let now = Offset::UTC.to_datetime(Timestamp::now());
    let before = now.checked_sub(time_before_now(text)?);
    before.and_then(|moment| Offset::UTC.to_timestamp(moment)).map_err(|error| error.to_string())
}

/// `2 weeks`, `2 weeks ago`, `2.weeks.ago`, `last month` or `yesterday`.
fn time_before_now(text: &str) -> Result<Span, String> {
    let text = text.to_ascii_lowercase();
    // A dot between digits is that of a fraction.
    let is_fraction =
        text.split('.').nth(1).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let words = if is_fraction { text } else { text.replace('.', " ") };
    let words = words.trim();
    if words == "yesterday" {
        return Ok(1.day());
    }
    let length = match words.strip_prefix("last ") {
        Some(unit) => format!("1 {unit}"),
        None => words.trim_end_matches("ago").trim_end().to_owned(),
    };
    length.parse::<Span>().map(Span::abs).map_err(|_| FORMS.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_ago(written: &str) -> i64 {
        let age = Timestamp::now().as_second() - parse(written).unwrap().as_second();
        // Less than a minute passes between the two.
        (age + 30) / 86_400
    }

    #[test]
    fn days_and_moments() {
        assert_eq!(parse("2026-01-31").unwrap().to_string(), "2026-01-31T00:00:00Z");
        assert_eq!(parse("2026-01-31T12:00:00+02:00").unwrap().to_string(), "2026-01-31T10:00:00Z");
    }

    #[test]
    fn times_before_now() {
        for (written, days) in [
            ("30 days ago", 30),
            ("2 weeks", 14),
            ("14d", 14),
            ("2.weeks.ago", 14),
            ("36.0 hours ago", 1),
            ("yesterday", 1),
            ("last week", 7),
        ] {
            assert_eq!(days_ago(written), days, "{written}");
        }
        for (written, days) in
            [("1 month ago", 28..=31), ("last year", 365..=366), ("2 years", 730..=731)]
        {
            assert!(days.contains(&days_ago(written)), "{written}");
        }
    }

    #[test]
    fn anything_else_is_told_what_to_write() {
        for written in ["yesterdayish", "", "ago", "last", "month ago"] {
            assert_eq!(parse(written).unwrap_err(), FORMS, "{written}");
        }
        assert!(parse("20000 years ago").is_err());
    }
}
