//! The chart of jobs: a bar for each, ordered from the job that gains most to the one that loses most. Pure.

use egui::{Rect, pos2};
use loopscope_event::TaskId;
use loopscope_trace::compare::Jobs;

/// The least width of a bar with its gap, points.
const PITCH: f32 = 4.0;
/// The greatest width of a bar with its gap, points.
const WIDEST: f32 = 34.0;
/// The least width of a bar that has its job's letter beside it, points.
pub const LETTERED: f32 = 18.0;

/// The chart.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Chart {
    /// The bars, from left to right.
    pub bars: Vec<Bar>,
    /// The vertical position of no difference.
    pub zero: f32,
    /// Width of a bar with its gap, points.
    pub pitch: f32,
    /// The labelled differences at the left, ns, with their vertical positions.
    pub ticks: Vec<(i64, f32)>,
}

/// A job's bar.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bar {
    /// Its position.
    pub rect: Rect,
    /// Its job.
    pub job: TaskId,
    /// The delay of the job's completion, ns; negative if it is sooner.
    pub by: i64,
}

/// Places as many bars as there is room for; of more jobs, every nth.
#[must_use]
pub fn chart(jobs: &Jobs, room: Rect) -> Chart {
    let columns = (room.width() / PITCH).max(1.0) as usize;
    let shown = jobs.spread(columns);
    let (Some((_, least)), Some((_, most))) = (shown.first(), shown.last()) else { return Chart::default() };
    let (least, most) = ((*least).min(0), (*most).max(0));
    let span = (most as f64 - least as f64).max(1.0);
    let y = |by: i64| room.bottom() - ((by as f64 - least as f64) / span * f64::from(room.height())) as f32;
    let pitch = (room.width() / shown.len() as f32).min(WIDEST);
    let gap = (pitch * 0.2).min(3.0);
    let bar = |(i, (job, by)): (usize, (TaskId, i64))| {
        let left = room.left() + i as f32 * pitch;
        let (a, b) = (y(0), y(by));
        // No difference is drawn as a thin line.
        let (top, bottom) = (a.min(b), a.max(b).max(a.min(b) + 1.0));
        Bar { rect: Rect::from_min_max(pos2(left, top), pos2(left + pitch - gap, bottom)), job, by }
    };
    let bars = shown.into_iter().enumerate().map(bar).collect();
    let mut ticks = vec![(0, y(0))];
    // A label close to 0 would overlap that of 0.
    ticks.extend([least, most].into_iter().filter(|by| (y(*by) - y(0)).abs() > 18.0).map(|by| (by, y(by))));
    Chart { bars, zero: y(0), pitch, ticks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs(differences: &[i64]) -> Jobs {
        let differences = (0..).zip(differences).map(|(job, by)| (TaskId(job), *by)).collect();
        Jobs { differences, ..Jobs::default() }
    }

    fn room() -> Rect {
        Rect::from_min_max(pos2(50.0, 10.0), pos2(450.0, 210.0))
    }

    #[test]
    fn sooner_is_below_later_above_and_all_stay_in_the_room() {
        let found = chart(&jobs(&[-3_000, -1_000, 0, 1_000]), room());
        assert_eq!(found.bars.len(), 4);
        assert_eq!((found.bars[0].rect.top(), found.bars[0].rect.bottom()), (found.zero, 210.0));
        assert_eq!((found.bars[3].rect.top(), found.bars[3].rect.bottom()), (10.0, found.zero));
        assert!(found.bars[2].rect.height() >= 1.0, "no difference is seen as well");
        assert!(found.bars.windows(2).all(|pair| pair[0].rect.right() <= pair[1].rect.left()));
        assert_eq!(found.ticks.len(), 3);
    }

    #[test]
    fn of_many_jobs_every_so_many_is_shown_the_extremes_included() {
        let all: Vec<i64> = (-500_000..500_000).collect();
        let found = chart(&jobs(&all), room());
        assert_eq!(found.bars.len(), 100);
        assert_eq!((found.bars[0].by, found.bars[99].by), (-500_000, 499_999));
        assert!(found.bars.iter().all(|bar| room().expand(0.5).contains_rect(bar.rect)));
    }

    #[test]
    fn where_all_are_sooner_zero_is_the_top() {
        let found = chart(&jobs(&[-9, -9]), room());
        assert_eq!((found.zero, found.ticks), (10.0, vec![(0, 10.0), (-9, 210.0)]));
        assert_eq!(chart(&jobs(&[]), room()), Chart::default());
    }
}
