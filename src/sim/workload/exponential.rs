//! Exponential durations, quickly: `−mean·ln u` in whole nanoseconds without waiting for a full logarithm.
//!
//! The next event depends on the draw, so that the processor has to wait for it; `libm::log` takes most of a draw's
//! time. Nearly always a logarithm to 12 digits determines the whole nanosecond. Where it might not, the caller uses
//! `libm`, so that the result is always the same as with `libm` alone.

use loopscope_event::Ns;

/// The number of intervals that 1 to 2 is cut into.
const CUTS: usize = 128;
/// An upper bound of the logarithm's error: the series' remainder is below 2e-13, all roundings together below 2e-14,
/// those of `libm` included.
const ERROR: f64 = 1e-12;

/// For the middle `c` of each interval, `1 / (CUTS·c)` and `ln c`.
static MIDDLES: [(f64, f64); CUTS] = {
    let mut middles = [(0.0, 0.0); CUTS];
    let mut i = 0;
    while i < CUTS {
        let c = 1.0 + (i as f64 + 0.5) / CUTS as f64;
        middles[i] = (1.0 / (CUTS as f64 * c), ln(c));
        i += 1;
    }
    middles
};

/// The logarithm of a number from 1 to 2, as 2·artanh((c − 1) / (c + 1)).
const fn ln(c: f64) -> f64 {
    let z = (c - 1.0) / (c + 1.0);
    let (mut power, mut sum, mut n) = (z, 0.0, 1);
    while n < 40 {
        sum += power / n as f64;
        power *= z * z;
        n += 2;
    }
    2.0 * sum
}

/// Added to a smaller number, it rounds that to an integer, which then stands in the lowest bits.
const ROUNDER: f64 = (1_u64 << 52) as f64;

/// `−mean·ln u`, rounded, for `u = (draw + 0.5) / 2⁵³`; `None` if that takes a more precise logarithm.
#[inline]
pub fn quick(mean: f64, draw: u64) -> Option<Ns> {
    let x = mean * minus_ln(draw);
    let rounded = x + ROUNDER;
    let off = (x - (rounded - ROUNDER)).abs() + mean * ERROR;
    (off < 0.5 && x < ROUNDER / 2.0).then(|| rounded.to_bits() - ROUNDER.to_bits())
}

/// `−ln((draw + 0.5) / 2⁵³)`, approximately.
#[inline]
fn minus_ln(draw: u64) -> f64 {
    let odd = 2 * draw + 1;
    let halvings = odd.leading_zeros() - 9;
    // u = m / 2^halvings with m from 1 to 2. After its leading bit come the number of the interval and the position in
    // it.
    let m = odd << (halvings + 9);
    let (scale, ln_middle) = MIDDLES[(m >> 56) as usize % CUTS];
    let place = f64::from_bits(1.0_f64.to_bits() | m << 8 >> 12) - 1.5;
    let d = place * scale;
    let first_order = f64::from(halvings) * std::f64::consts::LN_2 - ln_middle - d;
    first_order + d * d * (0.5 - d * (1.0 / 3.0) + d * d * 0.25)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_libm(mean: f64, draw: u64) -> Ns {
        (-mean * libm::log((draw as f64 + 0.5) / (1_u64 << 53) as f64) + 0.5) as Ns
    }

    /// Draws from everywhere: both ends, the ends of all intervals, and some of a generator.
    fn draws() -> impl Iterator<Item = u64> {
        let last = (1_u64 << 53) - 1;
        let ends = (0..53).flat_map(move |bits| (0..=128).map(move |cut| (1_u64 << bits) + ((cut << bits) >> 7)));
        let around = ends.flat_map(|end| [end - 1, end, end + 1]).filter(move |draw| *draw <= last);
        let random = (0..300_000).map(|n| super::super::draws::mix(n) >> 11);
        [0, last].into_iter().chain(around).chain(random.clone()).chain(random.map(|draw| draw >> (draw % 53)))
    }

    #[test]
    fn the_quick_way_ends_at_the_same_nanosecond_or_says_that_it_is_unsure() {
        for mean in [1.0, 3.0, 1e3, 77_777.0, 1e6, 9e6, 1e9, 123_456_789_012.0, 4e11, 1e13, 8.64e15] {
            for draw in draws() {
                if let Some(whole) = quick(mean, draw) {
                    assert_eq!(whole, by_libm(mean, draw), "mean {mean}, draw {draw}");
                }
            }
        }
    }

    #[test]
    fn the_logarithm_is_as_good_as_it_says_it_is() {
        let worst = draws().map(|draw| (minus_ln(draw) + libm::log((draw as f64 + 0.5) / (1_u64 << 53) as f64)).abs()).fold(0.0, f64::max);
        assert!(worst < ERROR / 4.0, "{worst}");
    }

    #[test]
    fn it_is_hardly_ever_unsure_of_up_to_a_second_and_always_of_years() {
        let unsure = |mean| (0..100_000).filter(|n| quick(mean, super::super::draws::mix(*n) >> 11).is_none()).count();
        assert!(unsure(1e6) < 10 && unsure(1e9) < 400, "{} {}", unsure(1e6), unsure(1e9));
        assert_eq!(unsure(1e17), 100_000);
        assert_eq!(unsure(f64::INFINITY), 100_000);
    }
}
