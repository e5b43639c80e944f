//! Slots: the arrangement of a list in a box, with rows nearest to the exit, tiles behind them, and the rest as a
//! count.
//!
//! Nothing is dropped: what gets no tile is counted in a pill at the end of the list.

use super::frame::Scale;
use egui::{Rect, Vec2, pos2, vec2};

/// The slots of a list, the nearest to the exit first.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Slots {
    /// Rows, then tiles.
    pub rects: Vec<Rect>,
    /// The number of rows among them.
    pub rows: usize,
    /// The pill for the rest, and its count.
    pub more: Option<(Rect, usize)>,
}

/// The end of the box at which a list is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    Top,
    Bottom,
}

/// The most things of a list drawn one by one.
const MOST: usize = 40;

/// The slots of `n` things in `area`.
pub(crate) fn column(area: Rect, n: usize, exit: Exit, scale: Scale) -> Slots {
    let (row, gap, Vec2 { x: wide, y: chip }) = (scale.row(), scale.gap(), scale.tile());
    // A little more, so that what was measured to fit exactly does fit in spite of rounding.
    let (width, height) = (area.width() + 0.01, area.height() + 0.01);
    let fits = ((height + gap) / (row + gap)).max(0.0) as usize;
    let across = ((width + gap) / (wide + gap)).max(0.0) as usize;
    let lines = |rows: usize| ((height - rows as f32 * (row + gap) + gap) / (chip + gap)).max(0.0) as usize;
    let rows_and_tiles = |rows: usize, pill: bool| {
        let lines = lines(rows).saturating_sub(usize::from(pill));
        (rows, lines * across)
    };
    let least = fits.saturating_sub(1).min(2);
    let (rows, tiles, hidden) = if n <= fits {
        (n, 0, 0)
    } else {
        let found =
            (least..fits.max(least + 1)).rev().map(|rows| rows_and_tiles(rows, false)).find(|(rows, tiles)| rows + tiles >= n && n <= MOST);
        match found {
            Some((rows, _)) => (rows, n - rows, 0),
            None => {
                let (rows, tiles) = rows_and_tiles(least, true);
                let tiles = tiles.min(n - rows).min(MOST.saturating_sub(rows) / across.max(1) * across);
                (rows, tiles, n - rows - tiles)
            }
        }
    };
    // Laid out from the top, then flipped if the exit is at the bottom.
    let place = |x: f32, y: f32, size: Vec2| match exit {
        Exit::Top => Rect::from_min_size(pos2(area.left() + x, area.top() + y), size),
        Exit::Bottom => Rect::from_min_size(pos2(area.left() + x, area.bottom() - y - size.y), size),
    };
    let mut rects: Vec<Rect> = (0..rows).map(|i| place(0.0, i as f32 * (row + gap), vec2(area.width(), row))).collect();
    let top = rows as f32 * (row + gap);
    rects.extend((0..tiles).map(|i| {
        let (line, column) = (i / across.max(1), i % across.max(1));
        place(column as f32 * (wide + gap), top + line as f32 * (chip + gap), vec2(wide, chip))
    }));
    let more = (hidden > 0).then(|| {
        let y = top + (tiles.div_ceil(across.max(1))) as f32 * (chip + gap);
        (place(0.0, y, vec2(area.width(), chip.min((height - y).max(1.0)))), hidden)
    });
    Slots { rects, rows, more }
}

/// Tiles of this size in as many lines as fit, filled from the bottom left; as many as fit.
pub(crate) fn shelf(area: Rect, tile: Vec2, gap: f32) -> Vec<Rect> {
    let across = ((area.width() + gap) / (tile.x + gap)).max(0.0) as usize;
    let lines = ((area.height() + gap) / (tile.y + gap)).max(0.0) as usize;
    let left = area.left() + (area.width() - across as f32 * (tile.x + gap) + gap) / 2.0;
    let at = |i: usize| {
        let (line, column) = (i / across, i % across);
        let min = pos2(left + column as f32 * (tile.x + gap), area.bottom() - tile.y - line as f32 * (tile.y + gap));
        Rect::from_min_size(min, tile)
    };
    (0..across * lines).map(at).collect()
}

/// A cell for each of `n` things, in as few columns as let every cell be at least `least` high; from the top down, then to the right.
pub(crate) fn grid(area: Rect, n: usize, least: f32, most: f32, gap: f32) -> Vec<Rect> {
    if n == 0 {
        return Vec::new();
    }
    let height = |columns: usize| {
        let lines = n.div_ceil(columns) as f32;
        (area.height() - (lines - 1.0) * gap) / lines
    };
    let columns = [1, 2, 4].into_iter().find(|columns| height(*columns) >= least).unwrap_or(8);
    let lines = n.div_ceil(columns);
    let size = vec2((area.width() - (columns - 1) as f32 * gap) / columns as f32, height(columns).min(most).max(1.0));
    let top = area.center().y - (lines as f32 * (size.y + gap) - gap) / 2.0;
    let at = |i: usize| {
        let (column, line) = (i / lines, i % lines);
        Rect::from_min_size(pos2(area.left() + column as f32 * (size.x + gap), top + line as f32 * (size.y + gap)), size)
    };
    (0..n).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Pos2;

    #[test]
    fn every_thing_gets_a_slot_or_is_counted_and_slots_do_not_meet() {
        for size in [vec2(60.0, 30.0), vec2(110.0, 90.0), vec2(240.0, 240.0), vec2(340.0, 700.0), vec2(10.0, 5.0)] {
            let area = Rect::from_min_size(Pos2::ZERO, size);
            for exit in [Exit::Top, Exit::Bottom] {
                for n in (0..60).chain([976, 10_000]) {
                    let slots = column(area, n, exit, Scale { u: 1.0, t: 1.0, wide: 1.0, figures: 17.0 });
                    assert_eq!(slots.rects.len() + slots.more.map_or(0, |m| m.1), n);
                    let all: Vec<Rect> = slots.rects.iter().copied().chain(slots.more.map(|m| m.0)).collect();
                    for (i, a) in all.iter().enumerate() {
                        assert!(area.expand(0.1).contains_rect(*a) || n > 0 && size.y < 40.0, "{size} {n}: {a:?}");
                        for b in &all[i + 1..] {
                            assert!(!a.shrink(0.5).intersects(b.shrink(0.5)), "{size} {n} {exit:?}: {a:?} {b:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_was_measured_to_fit_exactly_fits() {
        for t in [0.8, 0.823, 0.9171, 1.0, 1.31, 2.7] {
            let scale = Scale { u: t, t, wide: 1.0, figures: 17.0 };
            for (n, height) in [(4, scale.chip()), (3, 3.0 * (scale.row() + scale.gap()) - scale.gap())] {
                let area = Rect::from_min_size(pos2(917.3, 411.7), vec2(200.0 * t, height));
                assert_eq!(column(area, n, Exit::Bottom, scale).more, None, "{t}: {n} in {height}");
            }
        }
    }

    #[test]
    fn sixty_four_cores_get_a_cell_each() {
        let area = Rect::from_min_size(Pos2::ZERO, vec2(300.0, 245.0));
        for n in 1..=64 {
            let cells = grid(area, n, 30.0, 120.0, 4.0);
            assert_eq!(cells.len(), n);
            assert!(cells.iter().all(|cell| area.expand(0.1).contains_rect(*cell)));
            for (i, a) in cells.iter().enumerate() {
                assert!(cells[i + 1..].iter().all(|b| !a.shrink(0.1).intersects(b.shrink(0.1))), "{n}");
            }
        }
    }
}
