//! Geometry of the charts: what the template draws as inline SVG, in its units.

use super::leaks::{Leak, State, day};

/// Rows of a bar chart before the rest is put together.
const BARS: usize = 10;

/// The drawing is this wide; the browser scales it.
const WIDTH: f64 = 1000.0;
/// Labels stand left of this.
const LEFT: f64 = 240.0;
const ROW: usize = 24;
const TOP: usize = 26;

/// The lives of all leaks against the calendar.
pub(super) struct Timeline {
    pub(super) height: usize,
    pub(super) rows: Vec<Life>,
    pub(super) ticks: Vec<Tick>,
}

/// One leak on the timeline.
pub(super) struct Life {
    pub(super) y: usize,
    pub(super) label: String,
    pub(super) class: &'static str,
    pub(super) x: f64,
    pub(super) width: f64,
    /// From the removal to today, when the history alone keeps it; no width for one that stands.
    pub(super) after_x: f64,
    pub(super) after_width: f64,
    pub(super) told: String,
}

/// One date on the axis.
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) label: String,
    pub(super) anchor: &'static str,
}

/// Counts, the largest first.
pub(super) struct Bars {
    pub(super) height: usize,
    pub(super) bars: Vec<Bar>,
}

/// One count.
pub(super) struct Bar {
    pub(super) y: usize,
    pub(super) label: String,
    pub(super) whole: String,
    pub(super) count: usize,
    pub(super) width: f64,
}

impl Timeline {
    /// `None` where no leak has a date.
    pub(super) fn of(leaks: &[Leak], today: i64) -> Option<Self> {
        let first = leaks.iter().filter_map(|leak| leak.since).min()?;
        let last = leaks.iter().filter_map(|leak| leak.since.max(leak.until)).max()?.max(today);
        let span = (last - first).max(1) as f64;
        let x = |time: i64| LEFT + (WIDTH - LEFT - 10.0) * ((time - first) as f64 / span);
        let dated = leaks.iter().filter_map(|leak| Some((leak, leak.since?)));
        let rows: Vec<Life> = dated
            .enumerate()
            .map(|(at, (leak, since))| {
                let is_past = leak.state == State::HistoryOnly;
                let end = leak.until.filter(|_| is_past).unwrap_or(last).max(since);
                let told = match leak.until.filter(|_| is_past) {
                    Some(until) => format!("{} to {}", day(since), day(until)),
                    None => format!("since {}, {}", day(since), leak.state.label()),
                };
                Life {
                    y: TOP + at * ROW,
                    label: short(&format!("{} {}", leak.rule, leak.redacted), 32),
                    class: leak.state.class(),
                    x: x(since),
                    width: (x(end) - x(since)).max(4.0),
                    after_x: x(end),
                    after_width: (x(last) - x(end)).max(0.0),
                    told: format!("{} {}: {told}", leak.rule, leak.redacted),
                }
            })
            .collect();
        let middle = first + (last - first) / 2;
        let ticks = [(first, "start"), (middle, "middle"), (last, "end")];
        Some(Self {
            height: TOP + rows.len() * ROW + 6,
            rows,
            ticks: ticks.map(|(time, anchor)| Tick { x: x(time), label: day(time), anchor }).into(),
        })
    }
}

impl Bars {
    /// How often each name occurs.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<&str> = names.collect();
        sorted.sort_unstable();
        let mut counts: Vec<(usize, &str)> = sorted
            .chunk_by(|left, right| left == right)
            .map(|same| (same.len(), same[0]))
            .collect();
        counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let rest: usize = counts.iter().skip(BARS).map(|(count, _)| count).sum();
        let others = counts.len().saturating_sub(BARS);
        counts.truncate(BARS);
        let rest_label = format!("{others} others");
        if rest > 0 {
            counts.push((rest, &rest_label));
        }
        let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(1) as f64;
        let bars: Vec<Bar> = counts
            .iter()
            .enumerate()
            .map(|(at, (count, name))| Bar {
                y: at * ROW,
                label: tail(name, 30),
                whole: (*name).to_owned(),
                count: *count,
                width: (220.0 * *count as f64 / most).max(2.0),
            })
            .collect();
        Self { height: bars.len() * ROW + 4, bars }
    }
}

/// At most `most` characters, cut at the end.
fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// At most `most` characters, cut at the start: the end of a path says more.
fn tail(text: &str, most: usize) -> String {
    let count = text.chars().count();
    match text.char_indices().nth(count.saturating_sub(most)) {
        Some((at, _)) if at > 0 => format!("…{}", &text[at..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_count_comes_first_and_the_rest_together() {
        let names: Vec<String> =
            (0..12).flat_map(|at| vec![format!("n{at:02}"); 20 - at]).collect();
        let bars = Bars::of(names.iter().map(String::as_str));
        assert_eq!(bars.bars.len(), BARS + 1);
        assert_eq!((bars.bars[0].label.as_str(), bars.bars[0].count), ("n00", 20));
        assert_eq!((bars.bars[10].label.as_str(), bars.bars[10].count), ("2 others", 19));
    }

    #[test]
    fn labels_are_cut_between_characters() {
        assert_eq!(short("ééé", 2), "éé…");
        assert_eq!(tail("ééé", 2), "…éé");
        assert_eq!(tail("éé", 2), "éé");
    }
}
