//! Spans, sums and shares are what was pushed, however it lies in memory.

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn spans_and_mixtures_are_what_was_pushed(
        pushes in prop::collection::vec((0_u64..4, prop::option::of(0_usize..STATES)), 0..400), edges in prop::collection::vec(0_u64..700, 2..9), gone in 0_u64..300,
    ) {
        let mut track = Track::default();
        // What each nanosecond was spent with.
        let (mut spent, mut now, mut state) = (Vec::new(), 0, None);
        for (i, (gap, next)) in pushes.into_iter().enumerate() {
            now += gap;
            spent.resize(now as usize, state);
            state = next.map(|i| SpanState::ALL[i]);
            track.push(now, state, TaskId(i as u32), i as EventNo);
        }
        spent.resize(800, state);
        let mut edges = edges;
        edges.sort_unstable();
        let naive = |from: Ns, to: Ns| {
            let mut sum = Mixture::default();
            spent[from as usize..to as usize].iter().flatten().for_each(|state| sum[state.index()] += 1);
            sum
        };
        let expected: Vec<Mixture> = edges.windows(2).map(|w| naive(w[0], w[1])).collect();
        prop_assert_eq!(track.mixtures(edges.iter().copied()).collect::<Vec<_>>(), &expected[..]);
        for (w, expected) in edges.windows(2).zip(&expected) {
            prop_assert_eq!(&track.mixture(w[0], w[1]), expected);
            let mut sum = Mixture::default();
            for span in track.spans(w[0], w[1]) {
                sum[span.state.index()] += span.end.min(w[1]) - span.start.max(w[0]);
            }
            prop_assert_eq!(&sum, expected);
        }
        for t in 0..800 {
            prop_assert_eq!(track.at(t).map(|span| span.state), spent[t as usize]);
        }
        track.let_go(gone);
        let kept: Vec<Ns> = edges.iter().copied().filter(|t| *t >= gone).collect();
        let expected: Vec<Mixture> = kept.windows(2).map(|w| naive(w[0], w[1])).collect();
        prop_assert_eq!(track.mixtures(kept).collect::<Vec<_>>(), expected);
    }
}

/// A track of these spans, and for each push the instant from which on it holds.
fn made(pushes: &[(Ns, Option<usize>)]) -> (Track, Vec<(Ns, Option<SpanState>)>) {
    let (mut track, mut starts, mut now): (_, Vec<(Ns, Option<SpanState>)>, _) = (Track::default(), Vec::new(), 0_u64);
    for (i, (gap, next)) in pushes.iter().enumerate() {
        now = now.saturating_add(*gap);
        let state = next.map(|i| SpanState::ALL[i]);
        track.push(now, state, TaskId((i as u32 / 3).wrapping_mul(0x1234_5677)), i as EventNo * 7);
        match starts.last_mut() {
            // Before the first span there is nothing to tell.
            None if state.is_none() => {}
            Some(last) if last.0 == now => last.1 = state,
            _ => starts.push((now, state)),
        }
    }
    (track, starts)
}

/// Time by state before each start, summed up span by span.
fn sums(starts: &[(Ns, Option<SpanState>)]) -> Vec<Mixture> {
    let mut sum = Mixture::default();
    let mut sums = vec![sum];
    for pair in starts.windows(2) {
        if let Some(state) = pair[0].1 {
            sum[state.index()] += pair[1].0 - pair[0].0;
        }
        sums.push(sum);
    }
    sums
}

/// Time by state in a stretch.
fn naive(starts: &[(Ns, Option<SpanState>)], sums: &[Mixture], from: Ns, to: Ns) -> Mixture {
    let until = |t: Ns| {
        let Some(last) = starts.partition_point(|(start, _)| *start <= t).checked_sub(1) else { return Mixture::default() };
        let mut sum = sums[last];
        if let Some(state) = starts[last].1 {
            sum[state.index()] += t - starts[last].0;
        }
        sum
    };
    let (from, to) = (until(from), until(to));
    std::array::from_fn(|i| to[i].saturating_sub(from[i]))
}

/// Spans whose lengths are of very different sizes, in stretches.
fn pushes(most: usize) -> impl Strategy<Value = Vec<(Ns, Option<usize>)>> {
    let stretch = (1_u32..40, 2_usize..700)
        .prop_flat_map(|(size, count)| prop::collection::vec((0..1_u64 << size, prop::option::weighted(0.8, 0_usize..STATES)), 1..count));
    prop::collection::vec(stretch, 1..most).prop_map(|stretches| [vec![(0, Some(1))], stretches.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn packed_or_open_a_track_tells_the_same(pushes in pushes(8), asked in prop::collection::vec(any::<prop::sample::Index>(), 2..20)) {
        let (track, starts) = made(&pushes);
        let sums = sums(&starts);
        let spans: Vec<Span> = track.spans(0, Ns::MAX).collect();
        let expected: Vec<(Ns, Ns, SpanState)> = starts.iter().enumerate()
            .filter_map(|(i, (start, state))| Some((*start, starts.get(i + 1).map_or(Span::OPEN, |next| next.0), (*state)?)))
            .collect();
        prop_assert_eq!(spans.iter().map(|span| (span.start, span.end, span.state)).collect::<Vec<_>>(), expected);
        prop_assert!(spans.iter().all(|span| span.task.0 == ((span.event / 7) as u32 / 3).wrapping_mul(0x1234_5677)));
        let instants: Vec<Ns> = asked.iter().map(|index| starts[index.index(starts.len())].0).flat_map(|t| [t.saturating_sub(1), t, t + 1]).collect();
        for t in &instants {
            let at = spans.iter().find(|span| span.start <= *t && *t < span.end);
            prop_assert_eq!(track.at(*t), at.copied());
            for to in &instants {
                prop_assert_eq!(track.mixture(*t, (*to).max(*t)), naive(&starts, &sums, *t, *to));
                let density = starts.iter().filter(|(start, _)| (*t..*to).contains(start)).count();
                prop_assert_eq!(track.density(*t, *to), density);
                for most in [0, 5, 100, 400, density, density.saturating_sub(1)] {
                    prop_assert_eq!(track.is_denser(*t, *to, most), density > most);
                }
            }
        }
    }

    #[test]
    fn columns_of_any_length_are_mixed_as_their_spans_are(pushes in pushes(10), gone in any::<prop::sample::Index>()) {
        let (mut track, starts) = made(&pushes);
        let sums = sums(&starts);
        let last = starts.last().map_or(0, |(start, _)| *start);
        for round in 0..2 {
            let oldest = track.start().unwrap_or_default();
            for length in (round..40).step_by(2) {
                let (first, end) = (oldest.div_ceil(1 << length), (last >> length) + 1);
                // Not all, if there are very many.
                let from = first.max(end.saturating_sub(150));
                let alike = track.shares(length, (from, end), last);
                let buckets: Vec<_> = alike.flat_map(|(count, shares)| std::iter::repeat_n(shares, count as usize)).collect();
                prop_assert_eq!(buckets.len() as u64, end - from);
                for (number, shares) in (from..end).zip(buckets) {
                    let (start, stop) = (number << length, ((number + 1) << length).min(last).max((number << length) + 1));
                    let exact = naive(&starts, &sums, start, stop);
                    for (state, share) in shares.into_iter().enumerate() {
                        let wanted = exact[state] as f64 / (stop - start) as f64 * f64::from(crate::WHOLE);
                        prop_assert!((f64::from(share) - wanted).abs() <= 1.01, "{state} in bucket {number} of 2^{length}: {share}, not {wanted}");
                    }
                }
            }
            if round == 0 {
                track.let_go(starts[gone.index(starts.len())].0);
            }
        }
    }

    #[test]
    fn buckets_are_told_from_where_history_begins_up_to_the_edge_and_beyond(
        pushes in pushes(6), late in 0_u64..5000, beyond in 0_u64..5000, gone in any::<prop::sample::Index>(),
    ) {
        let mut pushes = pushes;
        pushes[0].0 = late;
        let (mut track, starts) = made(&pushes);
        let sums = sums(&starts);
        let edge = starts.last().map_or(0, |(start, _)| start + beyond);
        for round in 0..2 {
            let oldest = track.start().unwrap_or_default();
            for length in (round..40).step_by(2) {
                let last = (edge >> length) + 1;
                for from in [(oldest >> length).saturating_sub(3), last.saturating_sub(60)] {
                    let end = last.min(from + 120) + 2;
                    let alike: Vec<_> = track.shares(length, (from, end), edge).collect();
                    prop_assert_eq!(alike.iter().map(|(count, _)| count).sum::<u64>(), end - from);
                    let buckets = alike.iter().flat_map(|(count, shares)| std::iter::repeat_n(*shares, *count as usize));
                    for (number, shares) in (from..end).zip(buckets) {
                        let start = number << length;
                        let stop = (start + (1 << length)).min(edge).max(start + 1);
                        // A bucket that is kept may know more than the spans do.
                        let whole = naive(&starts, &sums, start, stop);
                        let kept = naive(&starts, &sums, start.max(oldest), stop.max(oldest));
                        for (state, share) in shares.into_iter().enumerate() {
                            let wanted = |exact: Mixture| exact[state] as f64 / (stop - start) as f64 * f64::from(crate::WHOLE);
                            let fits = |exact| (f64::from(share) - wanted(exact)).abs() <= 1.01;
                            prop_assert!(fits(kept) || (start < oldest && fits(whole)), "{state} in bucket {number} of 2^{length}: {share}");
                        }
                    }
                }
            }
            if round == 0 {
                track.let_go(starts[gone.index(starts.len())].0);
            }
        }
    }
}

#[test]
fn where_nothing_ever_was_nothing_is_told() {
    let shares: Vec<_> = Track::default().shares(5, (0, 10), 100).collect();
    assert_eq!(shares.iter().map(|(count, _)| count).sum::<u64>(), 10);
    assert!(shares.iter().all(|(_, shares)| *shares == Shares::default()));
}

#[test]
fn a_long_track_of_ordinary_spans_takes_up_six_bytes_a_span() {
    let mut dice = 1_u64;
    let mut roll = |most: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) % most
    };
    let mut now = 0;
    let mut track = Track::default();
    for event in 0..100_000_u64 {
        now += 1 + roll(100_000);
        track.push(now, Some(SpanState::ALL[roll(5) as usize]), TaskId((event / 9) as u32), event * 16 + roll(9));
    }
    assert!(track.bytes() < 650_000, "{} bytes", track.bytes());
    let whole: u64 = track.until(now).iter().sum();
    assert_eq!(whole, now - track.start().unwrap());
}
