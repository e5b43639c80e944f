//! Motion from one scene to the next: each token along its lane, and only those that the event moves.
//!
//! A token that appears is matched with one of the same task that disappeared: so a request becomes a message, and a
//! message the handler's task, and nothing appears from nowhere except arrivals.

use super::arrange::{Form, Key, Laid, Spot, Token};
use super::frame::Frame;
use egui::{Pos2, Rect, Vec2, pos2};
use loopscope_event::{Event, Kind};

/// An event and the progress of its visible moment, 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Moment {
    /// The event.
    pub event: Event,
    /// Its progress, 0 to 1.
    pub progress: f32,
}

/// A token in motion.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Moved {
    /// Its final position.
    pub token: Token,
    /// Its present position and form.
    pub seen: Token,
    /// The way it has come during the moments, if it moves; it is at the end.
    pub trail: Vec<Pos2>,
    /// True if it moves from one spot to another.
    pub travels: bool,
    /// True if it disappears at the end.
    pub leaves: bool,
}

impl Moved {
    fn at_rest(token: Token, leaves: bool) -> Self {
        Self { seen: token.clone(), token, trail: Vec::new(), travels: false, leaves }
    }
}

/// One leg of a journey.
struct Leg {
    from: Rect,
    to: Rect,
    way: Vec<Pos2>,
    progress: f32,
    travels: bool,
    /// Its spot and form before.
    was: Option<(Spot, Form)>,
}

impl Leg {
    fn at(&self, progress: f32) -> Vec2 {
        along(&self.way, progress).to_vec2()
    }

    /// The present size: on a journey it is a tile, which grows into its final form.
    fn size(&self, mid: Vec2) -> Vec2 {
        let p = self.progress;
        if self.travels {
            let (out, into) = ((p / 0.25).min(1.0), ((p - 0.75) / 0.25).max(0.0));
            let mid = mid.min(self.from.size().max(self.to.size()));
            self.from.size() * (1.0 - out) + mid * (out - into) + self.to.size() * into
        } else {
            self.from.size() * (1.0 - p) + self.to.size() * p
        }
    }
}

/// Eases in and out: slow, quick, slow.
fn ease(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// The timing: travelling tokens move first; then the others close up.
fn pace(progress: f32, travels: bool) -> f32 {
    if travels { ease(progress / 0.8) } else { ease((progress - 0.4) / 0.6) }
}

/// The point at a share of a way's length.
pub(crate) fn along(way: &[Pos2], part: f32) -> Pos2 {
    let total: f32 = way.windows(2).map(|w| w[0].distance(w[1])).sum();
    let mut left = total * part;
    for pair in way.windows(2) {
        let length = pair[0].distance(pair[1]);
        if left <= length && length > 0.0 {
            return pair[0] + (pair[1] - pair[0]) * (left / length);
        }
        left -= length;
    }
    way.last().copied().unwrap_or_default()
}

/// The part of a way that is covered.
fn behind(way: &[Pos2], part: f32) -> Vec<Pos2> {
    let total: f32 = way.windows(2).map(|w| w[0].distance(w[1])).sum();
    let mut left = total * part;
    let mut points = Vec::new();
    for pair in way.windows(2) {
        points.push(pair[0]);
        let length = pair[0].distance(pair[1]);
        if left <= length {
            break;
        }
        left -= length;
    }
    points.push(along(way, part));
    points
}

/// The lane between two spots.
fn way(from: Spot, to: Spot, a: Pos2, b: Pos2, frame: &Frame) -> Vec<Pos2> {
    let back = frame.back[0].y;
    let beside = (frame.cpu.right() + frame.waiting.left()) / 2.0;
    match (from, to) {
        // From row to row, by an arc on the side of the heads.
        (Spot::Ready(from, _), Spot::Ready(to, _)) if from != to => {
            let gap = (frame.ready.right() + frame.cpu.left()) / 2.0;
            vec![a, pos2(gap, a.y), pos2(gap, b.y), b]
        }
        // Up to its row beside the other queues, and in at the tail.
        (Spot::Landed | Spot::Core(_) | Spot::Held(_), Spot::Ready(..)) if frame.rows => {
            let tail = frame.tail();
            vec![a, pos2(beside, a.y), pos2(beside, back), pos2(tail, back), pos2(tail, b.y), b]
        }
        (Spot::Room(..), Spot::Ready(..)) if frame.rows => {
            let tail = frame.tail();
            vec![a, pos2(beside, a.y), pos2(beside, back), pos2(tail, back), pos2(tail, b.y), b]
        }
        (Spot::Door, Spot::Ready(..)) if frame.rows => vec![a, pos2(a.x, b.y), b],
        (Spot::Landed | Spot::Core(_), Spot::Ready(..)) => vec![a, pos2(a.x, back), pos2(b.x, back), b],
        (Spot::Room(..), Spot::Ready(..)) => vec![a, pos2(beside, a.y), pos2(beside, back), pos2(b.x, back), b],
        (Spot::Room(..), Spot::Landed) => vec![a, pos2(b.x, a.y), b],
        (Spot::Core(_), Spot::Room(..)) => vec![a, pos2(beside, a.y), pos2(beside, b.y), b],
        (Spot::Ready(..) | Spot::Gate, Spot::Core(_)) => vec![a, pos2(frame.take[1].x, a.y), b],
        (Spot::Core(_), Spot::Done) => vec![a, pos2(frame.leave[0].x, a.y), frame.leave[1], frame.leave[2], frame.leave[3], b],
        (Spot::Landed, Spot::Done) => vec![a, pos2(a.x, frame.leave[1].y), frame.leave[2], frame.leave[3], b],
        (Spot::Door, Spot::Ready(..) | Spot::Gate) => vec![a, pos2(b.x, a.y), b],
        _ => vec![a, b],
    }
}

/// The token that another came from: one that the event made disappear, or one it appeared beside.
fn origin<'a>(before: &'a Laid, after: &Laid, key: Key) -> Option<&'a Token> {
    let there = before.of(key.task);
    let left = there.iter().filter(|token| after.find(token.key).is_none());
    left.min_by_key(|token| token.key.spot).or_else(|| {
        let stayed = |fits: fn(Spot) -> bool| there.iter().find(|token| fits(token.key.spot));
        stayed(|spot| matches!(spot, Spot::Core(_))).or_else(|| stayed(|spot| matches!(spot, Spot::Landed | Spot::Room(..) | Spot::Frame)))
    })
}

/// True if the event belongs to this task, or moves it along.
fn moves(kind: &Kind, key: Key) -> bool {
    match (kind, key.spot) {
        (Kind::Stolen { thief, victim, .. }, Spot::Ready(queue, _)) => [thief, victim].contains(&&queue),
        _ => kind.task() == Some(key.task),
    }
}

/// The spot whose pill counted a token that is now drawn.
const fn was_in(kind: &Kind, key: Key) -> Option<Spot> {
    match (kind, key.spot) {
        (Kind::Stolen { victim, thief, .. }, Spot::Ready(queue, event)) => {
            Some(Spot::Ready(if queue == *thief { *victim } else { queue }, event))
        }
        _ => None,
    }
}

/// True if the event brings a task into the picture.
const fn brings(kind: &Kind) -> bool {
    matches!(kind, Kind::JobArrived { .. } | Kind::InputPosted { .. } | Kind::TaskSpawned { .. } | Kind::ThreadSpawned { .. })
}

/// A rectangle outside the stage, at the height of the door.
fn outside(rect: Rect, frame: &Frame) -> Rect {
    Rect::from_center_size(pos2(frame.hero.left() - rect.width(), frame.door.y), rect.size())
}

/// The positions of all tokens during the `moments` that lead from each of the `laids` to the next.
pub(crate) fn travel(laids: &[Laid], moments: &[Moment], frame: &Frame) -> Vec<Moved> {
    let Some(last) = laids.last() else { return Vec::new() };
    if moments.iter().all(|moment| moment.progress >= 1.0) {
        return last.tokens.iter().map(|token| Moved::at_rest(token.clone(), false)).collect();
    }
    let mut moved: Vec<Moved> = Vec::new();
    for (i, (pair, moment)) in laids.windows(2).zip(moments).enumerate() {
        if moment.progress < 1.0 {
            moved.extend(pair[0].tokens.iter().filter_map(|token| leaver(token, &laids[..=i], &pair[1], moments, frame)));
        }
    }
    moved.extend(last.tokens.iter().map(|token| {
        let legs = legs(token, laids, moments, frame);
        place(token.clone(), &legs, false, frame)
    }));
    moved
}

/// The legs by which a token came to its position in the last of the `laids`, the latest first.
fn legs(token: &Token, laids: &[Laid], moments: &[Moment], frame: &Frame) -> Vec<Leg> {
    let mut legs = Vec::new();
    let (mut key, mut rect) = (token.key, token.rect);
    for (pair, moment) in laids.windows(2).zip(moments).rev() {
        let (before, after) = (&pair[0], &pair[1]);
        let own = moves(&moment.event.kind, key);
        let from = match before.find(key) {
            Some(same) => Some((same.key, same.rect, same.form)),
            None if !own => before.pill_of(key.spot).map(|pill| (key, pill_end(pill, rect), Form::Tile)),
            None => origin(before, after, key).map(|token| (token.key, token.rect, token.form)).or_else(|| {
                let counted = (Key { spot: was_in(&moment.event.kind, key)?, ..key }, Form::Tile);
                before.pill_of(counted.0.spot).map(|pill| (counted.0, pill_end(pill, rect), counted.1))
            }),
        };
        match from {
            Some((old, from, form)) => {
                let travels = old != key;
                let progress = pace(moment.progress, travels);
                legs.push(Leg {
                    from,
                    to: rect,
                    way: way(old.spot, key.spot, from.center(), rect.center(), frame),
                    progress,
                    travels,
                    was: Some((old.spot, form)),
                });
                (key, rect) = (old, from);
            }
            None if own && brings(&moment.event.kind) => {
                let from = outside(rect, frame);
                let progress = pace(moment.progress, true);
                legs.push(Leg {
                    from,
                    to: rect,
                    way: way(Spot::Door, key.spot, from.center(), rect.center(), frame),
                    progress,
                    travels: true,
                    was: None,
                });
                break;
            }
            None => break,
        }
    }
    legs
}

/// A token that is not drawn any more: it joins another of the same task, or goes into a pill.
fn leaver(token: &Token, laids: &[Laid], after: &Laid, moments: &[Moment], frame: &Frame) -> Option<Moved> {
    let key = token.key;
    if after.find(key).is_some() {
        return None;
    }
    let before = laids.last()?;
    let moment = moments.get(laids.len() - 1)?;
    let own = moves(&moment.event.kind, key);
    let to = if own {
        let comers = after.of(key.task).iter().filter(|new| before.find(new.key).is_none());
        if comers.clone().any(|new| origin(before, after, new.key).is_some_and(|origin| origin.key == key)) {
            return None;
        }
        let joined = after.of(key.task).iter().min_by_key(|other| (before.find(other.key).is_some(), other.key.spot));
        joined.map(|other| (other.key.spot, other.rect)).or_else(|| gone_into(after, &moment.event.kind, key, token.rect))?
    } else {
        (key.spot, pill_end(after.pill_of(key.spot)?, token.rect))
    };
    let progress = pace(moment.progress, own);
    let way = way(key.spot, to.0, token.rect.center(), to.1.center(), frame);
    let mut legs = vec![Leg { from: token.rect, to: to.1, way, progress, travels: own, was: Some((key.spot, token.form)) }];
    legs.extend(self::legs(token, laids, &moments[..laids.len() - 1], frame));
    Some(place(Token { form: Form::Tile, ..token.clone() }, &legs, true, frame))
}

/// The pill that a token of the event's own task has gone into.
fn gone_into(after: &Laid, kind: &Kind, key: Key, rect: Rect) -> Option<(Spot, Rect)> {
    let next = match key.spot {
        Spot::Core(_) | Spot::Landed if after.pill_of(Spot::Done).is_some() => Spot::Done,
        Spot::Door | Spot::Core(_) | Spot::Landed => Spot::Ready(if let Kind::MessagePosted { queue, .. } = kind { *queue } else { 0 }, 0),
        Spot::Ready(..) => match kind {
            Kind::Stolen { thief, .. } => Spot::Ready(*thief, 0),
            Kind::MessageTaken { core, .. } | Kind::SwitchStarted { core, .. } => Spot::Core(*core),
            _ => return None,
        },
        _ => return None,
    };
    after.pill_of(next).map(|pill| (next, pill_end(pill, rect)))
}

/// A tile's position within a pill.
fn pill_end(pill: Rect, like: Rect) -> Rect {
    let side = pill.height().min(like.height());
    Rect::from_center_size(pos2(pill.center().x, pill.center().y), Vec2::splat(side))
}

fn place(token: Token, legs: &[Leg], leaves: bool, frame: &Frame) -> Moved {
    let still = legs.iter().all(|leg| leg.from == leg.to);
    let Some(first) = legs.last().filter(|_| !still) else { return Moved::at_rest(token, leaves) };
    let mid = Vec2::splat(frame.scale.traveller());
    let mut center = first.from.center().to_vec2();
    let mut size = first.from.size();
    for leg in legs.iter().rev() {
        center += leg.at(leg.progress) - leg.at(0.0);
        size += leg.size(mid) - leg.from.size();
    }
    let rect = Rect::from_center_size(center.to_pos2(), size.max(Vec2::splat(1.0)));
    let journey = legs.iter().find(|leg| leg.travels && leg.progress < 1.0);
    let trail = match journey {
        Some(leg) if legs.iter().filter(|leg| leg.progress < 1.0).count() == 1 => behind(&leg.way, leg.progress),
        _ => Vec::new(),
    };
    let travels = journey.is_some();
    let mut seen = Token { rect, ..token };
    // A token that has not set out yet looks as it did where it still is.
    for leg in legs.iter().filter(|leg| leg.travels).take_while(|leg| leg.progress < 0.15) {
        if let Some((spot, form)) = leg.was {
            (seen.key.spot, seen.form) = (spot, form);
        }
    }
    Moved { token, seen, trail, travels, leaves }
}
