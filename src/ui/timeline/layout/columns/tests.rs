//! What lies on the sheet is what the tracks tell, wherever the view was before.

use super::*;
use crate::timeline::tests::bursts;
use loopscope_trace::Trace;
use proptest::prelude::*;

/// The squares of a lane's buckets, column by column.
fn squares(columns: &Columns, y: usize, height: usize, (from, to): (u64, u64)) -> Vec<Vec<u8>> {
    let column = |number: u64| Patch { x: number as usize % columns.width, y, width: 1, height };
    (from..to).map(|number| columns.rows(column(number)).flatten().copied().collect()).collect()
}

/// A core that is busy by turns, known until `edge`.
fn made(edge: Ns) -> Trace {
    bursts(
        (0..4000_u32).map(|i| (i, Ns::from(i) * 1000, Ns::from(i) * 1000 + 200 + Ns::from(i * 37 % 700))).take_while(|b| b.2 <= edge),
        edge,
    )
}

/// An image of the sheet that is kept up to date by what it says is new.
#[derive(Default)]
struct Image(Vec<u8>, [usize; 2]);

impl Image {
    fn update(&mut self, columns: &mut Columns) {
        let [width, height] = columns.size();
        match columns.fresh() {
            Fresh::Some(patches) if self.1 == [width, height] => {
                for patch in patches {
                    let squares: Vec<u8> = columns.rows(patch).flatten().copied().collect();
                    assert_eq!(squares.len(), patch.width * patch.height);
                    for (row, squares) in (patch.y..).zip(squares.chunks(patch.width)) {
                        self.0[row * width + patch.x..][..patch.width].copy_from_slice(squares);
                    }
                }
            }
            fresh => {
                assert_eq!(fresh, Fresh::All, "another size is not said");
                *self = Self(columns.rows(Patch { x: 0, y: 0, width, height }).flatten().copied().collect(), [width, height]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn wherever_one_looked_before_the_same_is_seen(moves in prop::collection::vec((8_u32..14, 0_u64..4_000_000, 1_u64..200, 4_i32..9, 0_usize..3), 1..40)) {
        thread_local!(static WHOLE: Trace = made(4_000_000));
        let (mut columns, mut image) = (Columns::default(), Image::default());
        let mut edge = 500_000;
        for (shift, at, count, height, lanes) in moves {
            edge += 100_000;
            WHOLE.with(|whole| {
                let track = whole.tracks().cores.get(0).unwrap();
                let end = ((edge - 1) >> shift) + 1;
                let from = (at >> shift).min(end - 1);
                let buckets = (from, (from + count).min(end));
                columns.begin(400);
                for lane in 0..=lanes {
                    let id = (0, true, lane);
                    let y = columns.put(id, track, (shift, height), buckets, edge).unwrap();
                    let mut anew = Columns::default();
                    let there = anew.put(id, track, (shift, height), buckets, edge).unwrap();
                    assert_eq!(squares(&columns, y, height as usize, buckets), squares(&anew, there, height as usize, buckets));
                }
                image.update(&mut columns);
                assert_eq!(&image.0, &columns.squares);
            });
        }
    }
}

#[test]
fn lanes_do_not_share_rows_and_a_full_sheet_says_so() {
    let trace = made(4_000_000);
    let track = trace.tracks().cores.get(0).unwrap();
    let mut columns = Columns::default();
    // The panel is made higher and lower; two frames later all the room that there is has been found again.
    for height in [7, 12, 9, 40] {
        for frame in 0..3 {
            columns.begin(400);
            let mut taken: Vec<(usize, usize)> = Vec::new();
            for lane in 0..400 {
                let height = if lane == 0 { 22 } else { height };
                let Some(row) = columns.put((0, false, lane), track, (14, height as i32), (0, 100), trace.end()) else { continue };
                assert!(taken.iter().all(|(y, high)| row >= y + high || *y >= row + height), "lane {lane} lies upon another");
                assert!(row + height <= columns.size()[1]);
                taken.push((row, height));
            }
            assert!(frame < 2 || taken.len() == ((2048 - 22) / height + 1).min(400), "{} lanes {height} high", taken.len());
        }
    }
}

#[test]
fn buckets_are_narrow_and_fit_on_the_sheet() {
    for width in [100, 700, 1000, 1810, 2560, 3700] {
        for zoom in 0..400 {
            let ns_per_px = 1.1_f64.powi(zoom);
            for (lanes, most) in [(1, 4.0), (20, 4.0), (140, 8.0), (9999, 8.0)] {
                let length = (1_u64 << bucket_shift(ns_per_px, width, lanes)) as f64 / ns_per_px;
                assert!((1.0..=most).contains(&length) || ns_per_px < 2.0, "{length} px");
                assert!(width as f64 / length + 6.0 <= sheet(width) as f64, "{width} px of {length} px");
            }
        }
    }
}
