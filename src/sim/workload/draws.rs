//! The seeded random draws: a hash of (seed, epoch, job, step, draw), so that no draw depends on what else was drawn.
//!
//! That is what lets every model run the same workload, and lets a job or a step be added without changing any other.
//! Logarithms come from `libm`: the platform's own differ in the last bit from machine to machine.
//! [`super::exponential`] is a short cut to the same nanosecond.

use super::exponential::quick;
use loopscope_event::time::HORIZON;
use loopscope_event::{Dist, Ns};

/// The step number that gaps between arrivals are drawn under.
pub const GAP: u64 = (1 << 32) - 1;
/// The step number that think times are drawn under.
pub const THINK: u64 = (1 << 32) - 2;
/// The step number that the worker of a new goroutine is drawn under.
pub const PLACE: u64 = (1 << 32) - 3;
/// The step number that victims of steals are drawn under.
pub const STEAL: u64 = (1 << 32) - 4;

/// SplitMix64's output function of `x` plus its increment (Steele, Lea and Flood, 2014).
#[must_use]
pub const fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The draws of all jobs in one epoch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Epoch(u64);

impl Epoch {
    /// The draws under `seed` in an `epoch`; each slider change increases the epoch by one.
    #[must_use]
    pub const fn new(seed: u64, epoch: u32) -> Self {
        Self(mix(mix(seed) ^ epoch as u64))
    }
    /// The draws of `job`.
    #[must_use]
    pub const fn of(self, job: u32) -> Draws {
        Draws(mix(self.0 ^ job as u64))
    }
}

/// The draws of one job in one epoch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draws(u64);

impl Draws {
    /// The draws of `job` under `seed` in an `epoch`.
    #[must_use]
    pub const fn new(seed: u64, epoch: u32, job: u32) -> Self {
        Epoch::new(seed, epoch).of(job)
    }

    /// 53 random bits.
    const fn bits(self, step: u64, draw: u64) -> u64 {
        mix(self.0 ^ (step * 256 + draw)) >> 11
    }

    /// Uniform in (0, 1).
    fn unit(self, step: u64, draw: u64) -> f64 {
        unit(self.bits(step, draw))
    }

    /// A duration for this step, in ns.
    #[must_use]
    #[inline]
    pub fn duration(self, dist: &Dist, step: u64) -> Ns {
        match dist {
            Dist::Fixed(ns) => *ns,
            Dist::Exp(mean) => exponential(*mean as f64, self.bits(step, 0)),
            _ => self.nth(dist, step, 0),
        }
    }

    /// An index below `n`, all with equal chances.
    #[must_use]
    pub fn below(self, step: u64, draw: u64, n: usize) -> usize {
        ((self.unit(step, draw) * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// An exponential duration with this mean, ns, such as the gaps of a Poisson stream.
    #[must_use]
    pub fn exponential(self, mean: f64, step: u64) -> Ns {
        exponential(mean, self.bits(step, 0))
    }

    fn nth(self, dist: &Dist, step: u64, draw: u64) -> Ns {
        match dist {
            Dist::Fixed(ns) => *ns,
            Dist::Exp(mean) => exponential(*mean as f64, self.bits(step, draw)),
            Dist::Lognormal { mean, cv } => {
                let variance = libm::log(1.0 + cv * cv);
                let mu = libm::log(*mean as f64) - variance / 2.0;
                let (u1, u2) = (self.unit(step, draw), self.unit(step, draw + 1));
                let normal = libm::sqrt(-2.0 * libm::log(u1)) * libm::cos(2.0 * std::f64::consts::PI * u2);
                whole(libm::exp(mu + libm::sqrt(variance) * normal))
            }
            Dist::Uniform { lo, hi } => lo + (self.unit(step, draw) * (hi - lo + 1) as f64) as Ns,
            Dist::Mix(parts) => {
                let u = self.unit(step, draw);
                let mut below = 0.0;
                let pick = parts.iter().find(|(p, _)| {
                    below += p;
                    u < below
                });
                pick.or(parts.last()).map_or(0, |(_, part)| self.nth(part, step, draw + 1))
            }
        }
    }
}

fn unit(bits: u64) -> f64 {
    (bits as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
}

#[inline]
fn exponential(mean: f64, bits: u64) -> Ns {
    match quick(mean, bits) {
        Some(ns) => ns,
        None => slow_exponential(mean, bits),
    }
}

#[cold]
fn slow_exponential(mean: f64, bits: u64) -> Ns {
    whole(-mean * libm::log(unit(bits)))
}

/// Rounds half up to whole nanoseconds, at least 0 and at most the last instant of story time. The conversion
/// truncates, and saturates below 0.
fn whole(ns: f64) -> Ns {
    ((ns + 0.5) as Ns).min(HORIZON)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(dist: &Dist, n: u32) -> Vec<f64> {
        (0..n).map(|job| Draws::new(7, 0, job).duration(dist, 3) as f64).collect()
    }
    fn moments(x: &[f64]) -> (f64, f64) {
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        (mean, (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt())
    }

    #[test]
    fn mix_is_splitmix64() {
        // The first outputs of the reference implementation with the seed 1234567.
        let gamma = 0x9E37_79B9_7F4A_7C15_u64;
        let expected = [6_457_827_717_110_365_317_u64, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        for (i, want) in expected.into_iter().enumerate() {
            assert_eq!(mix(1_234_567_u64.wrapping_add(gamma.wrapping_mul(i as u64))), want);
        }
    }

    #[test]
    fn means_and_spreads_are_within_three_standard_errors() {
        let n = 200_000;
        let within = |dist: &Dist, mean: f64, sd: f64| {
            let (m, _) = moments(&sample(dist, n));
            assert!((m - mean).abs() < 3.0 * sd / f64::from(n).sqrt() + 0.5, "{dist:?}: {m} is not {mean}");
        };
        within(&Dist::Exp(1_000_000), 1e6, 1e6);
        within(&Dist::Lognormal { mean: 1_000_000, cv: 1.5 }, 1e6, 1.5e6);
        within(&Dist::Uniform { lo: 10, hi: 20 }, 15.0, 3.2);
        let mix = Dist::Mix(vec![(0.9, Dist::Fixed(100)), (0.1, Dist::Exp(10_000))]);
        within(&mix, 1090.0, 4360.0);
    }

    #[test]
    fn a_uniform_draw_takes_both_ends() {
        let values = sample(&Dist::Uniform { lo: 1, hi: 3 }, 1000);
        for end in [1.0, 2.0, 3.0] {
            assert!(values.contains(&end));
        }
        assert!(values.iter().all(|v| (1.0..=3.0).contains(v)));
    }

    #[test]
    fn a_job_or_a_step_more_changes_no_other_draw() {
        let exp = Dist::Exp(1_000_000);
        assert_ne!(Draws::new(7, 0, 1).duration(&exp, 0), Draws::new(7, 0, 2).duration(&exp, 0));
        assert_ne!(Draws::new(7, 0, 1).duration(&exp, 0), Draws::new(7, 1, 1).duration(&exp, 0));
        assert_ne!(Draws::new(7, 0, 1).duration(&exp, 0), Draws::new(7, 0, 1).duration(&exp, 1));
    }
}
