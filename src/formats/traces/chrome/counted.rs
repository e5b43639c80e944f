//! [`Counted`]: the values of a counter, which may have decimals or be too large, as the whole numbers that a series has.

use loopscope_event::Ns;

/// Larger values are not known exactly by those that write them.
pub(super) const MOST_VALUE: f64 = (1_u64 << 53) as f64;
/// So many decimals are kept.
const DECIMALS: i8 = 3;
/// What is so near to a multiple is one: less than any decimal that is kept, and more than the arithmetic is out by.
const NEARLY: f64 = 1e-4;

/// A number over time. Its values are from 0 to [`MOST_VALUE`], their times as the file has them, ns.
pub(super) struct Counted {
    pub(super) process: u32,
    pub(super) name: String,
    pub(super) values: Vec<(i64, f64)>,
}

impl Counted {
    /// Its values in the order of time, as multiples of a power of ten: of 1, of less where there are decimals, of more where they are too large.
    pub(super) fn steps(&mut self, time: impl Fn(i64) -> Option<Ns>) -> (Vec<(Ns, u32)>, i8) {
        self.values.sort_by_key(|(at, _)| *at);
        let exponent = exponent(&self.values);
        let unit = 10_f64.powi(exponent.into());
        let steps = self.values.iter().filter_map(|(at, value)| Some((time(*at)?, (value / unit).round() as u32)));
        (steps.collect(), exponent)
    }
}

/// The power of ten that all values are multiples of, as nearly as 32 bits allow.
fn exponent(values: &[(i64, f64)]) -> i8 {
    let most = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let fits = |exponent: i8| most / 10_f64.powi(exponent.into()) <= f64::from(u32::MAX);
    let whole = |exponent: i8| {
        let unit = 10_f64.powi(exponent.into());
        values.iter().all(|(_, value)| ((value / unit).round() * unit - value).abs() < NEARLY * unit)
    };
    let Some(finest) = (-DECIMALS..=0).find(|exponent| fits(*exponent)) else {
        return (1..i8::MAX).find(|exponent| fits(*exponent)).unwrap_or(0);
    };
    (finest..=0).rev().find(|exponent| whole(*exponent)).unwrap_or(finest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(values: &[f64]) -> (Vec<u32>, i8) {
        let values = (0..).zip(values.iter().copied()).collect();
        let (steps, exponent) = Counted { process: 0, name: String::new(), values }.steps(|at| Ns::try_from(at).ok());
        (steps.into_iter().map(|(_, value)| value).collect(), exponent)
    }

    #[test]
    fn values_are_kept_as_exactly_as_there_is_room() {
        assert_eq!(steps(&[0.0, 7.0, 4_294_967_295.0]), (vec![0, 7, u32::MAX], 0));
        assert_eq!(steps(&[0.5, 99.5]), (vec![5, 995], -1));
        assert_eq!(steps(&[400_000_000.3]), (vec![4_000_000_003], -1), "a decimal of a large value as well");
        assert_eq!(steps(&[0.125, 1.0 / 3.0]), (vec![125, 333], -3));
        assert_eq!(steps(&[17_179_869_184.0, 10.0]), (vec![1_717_986_918, 1], 1));
        assert_eq!(steps(&[4_000_000_000.5]), (vec![4_000_000_001], 0), "decimals where there is room for them");
        assert_eq!(steps(&[MOST_VALUE]).1, 7);
        assert_eq!(steps(&[]), (vec![], 0));
    }
}
