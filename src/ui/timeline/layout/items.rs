//! What a layout says is to be drawn: plain data in whole physical pixels from the panel's top left corner. No colour is
//! named here, only what it stands for.

use super::gutter::Fold;
use loopscope_event::Ns;
use loopscope_trace::SpanState;

/// An upright rectangle; `x1` and `y1` are no longer part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quad {
    /// Left.
    pub x0: i32,
    /// Right.
    pub x1: i32,
    /// Top.
    pub y0: i32,
    /// Bottom.
    pub y1: i32,
    /// Filled with this.
    pub ink: Ink,
}

/// What a rectangle stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// Time spent in a state.
    State(SpanState),
    /// A hatched state seen from so far that its stripes run together.
    Far(SpanState),
    /// The outline that a state's colour needs on a light ground.
    Edge(SpanState),
    /// Time spent in a state in the future that a fork left.
    Ghost(SpanState),
    /// A number in that future.
    GhostLine,
    /// Where time forked.
    Fork,
    /// A core's lane where it is idle.
    Idle,
    /// A line of the time axis.
    Grid,
    /// A small line of the ruler.
    Tick,
    /// What is known of the time after the playhead is veiled by this.
    Veil,
    /// Time that history let go of.
    Gone,
    /// Under the queue's depth.
    QueueFill,
    /// Between its least and its greatest depth.
    QueueRange,
    /// The queue's depth.
    QueueLine,
    /// Under the requests in flight.
    FlightFill,
    /// Between their least and their greatest number.
    FlightRange,
    /// The requests in flight.
    FlightLine,
    /// Under what another program counted.
    CounterFill,
    /// Between its least and its greatest value.
    CounterRange,
    /// What another program counted.
    CounterLine,
    /// Around what is selected.
    Selected,
    /// Around what the pointer is over.
    Hovered,
    /// The playhead.
    Cursor,
    /// The instant up to which the run is known, where the playhead is elsewhere.
    LiveEdge,
    /// A slider moved.
    Change,
    /// The line at the pointer.
    Hair,
    /// A finish flag's pole and dark squares.
    Flag,
    /// Its light squares, and the ground that text stands on upon a lane.
    Ground,
    /// The scroll bar's handle.
    Thumb,
    /// A selected stretch of time.
    Range,
    /// Its two ends.
    RangeEdge,
    /// A small line for something that was found.
    Found,
    /// A note's pole.
    NotePole,
    /// The view's window on the overview.
    MapWindow,
}

/// A font.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Font {
    /// Numbers and words.
    Small,
    /// A task's letter, a run's name.
    Bold,
}

/// A dense lane: a part of the sheet of [columns](super::columns), laid over a band.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ribbon {
    /// Left.
    pub x0: i32,
    /// Right.
    pub x1: i32,
    /// Top; the bottom is as many pixels below as the ribbon has rows.
    pub y0: i32,
    /// Rows.
    pub height: i32,
    /// Its first row of the sheet.
    pub row: usize,
    /// The places on the sheet, in squares from the left, of its left and its right edge; beyond the sheet's width it begins anew.
    pub columns: (f64, f64),
    /// Which future it shows.
    pub future: Future,
}

/// Of two futures of a session that forked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Future {
    /// The one that goes on.
    Present,
    /// The one that the fork left, which is dim.
    Left,
}

/// What text is written with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextInk {
    /// Important.
    Strong,
    /// Less so.
    Dim,
    /// Upon the colour of a state, or beside it on the ground that belongs to it.
    On(SpanState),
    /// In the colour of the queue.
    Queue,
    /// In the colour of requests.
    Flight,
}

/// Where a text's `x` is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// At its left end.
    Left,
    /// In its middle.
    Middle,
    /// At its right end.
    Right,
}

/// A line of text, vertically centred on `y`.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// Where `side` says.
    pub x: i32,
    /// The middle.
    pub y: i32,
    /// Which end of the text is at `x`.
    pub side: Side,
    /// What is written.
    pub text: String,
    /// In which font.
    pub font: Font,
    /// With what.
    pub ink: TextInk,
}

/// The flag at the playhead.
#[derive(Clone, PartialEq, Debug)]
pub struct Cursor {
    /// Its middle.
    pub x: i32,
    /// `"now 25.62 ms"`.
    pub text: String,
    /// Its width.
    pub width: i32,
    /// Where the playhead is, if it is not in sight.
    pub beyond: Option<Beyond>,
}

/// The time at the pointer.
#[derive(Clone, PartialEq, Debug)]
pub struct Hair {
    /// Its middle.
    pub x: i32,
    /// `"12.11 ms"`.
    pub text: String,
    /// Its width.
    pub width: i32,
}

/// A note's flag on the ruler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteFlag {
    /// Its left edge.
    pub x: i32,
    /// Its width.
    pub width: i32,
    /// As much of the words as there is room for.
    pub text: String,
    /// The note's instant, ns.
    pub at: Ns,
}

/// On which side something is out of sight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beyond {
    /// Earlier than what is shown.
    Left,
    /// Later.
    Right,
}

/// An entry of the legend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// The swatch's left edge.
    pub x: i32,
    /// What it shows; `None`: an idle core.
    pub state: Option<SpanState>,
    /// What is written at its right.
    pub text: String,
}

/// Everything that is drawn, from the back to the front.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Items {
    /// Behind the spans: the axis' lines, the lanes.
    pub back: Vec<Quad>,
    /// The dense lanes.
    pub ribbons: Vec<Ribbon>,
    /// The spans and strips.
    pub spans: Vec<Quad>,
    /// In front of them: veil, outlines, flags, the playhead.
    pub front: Vec<Quad>,
    /// Texts.
    pub labels: Vec<Label>,
    /// The playhead's flag.
    pub cursor: Option<Cursor>,
    /// The time at the pointer.
    pub hair: Option<Hair>,
    /// Where sliders moved, on the ruler: pixels from the left.
    pub changes: Vec<i32>,
    /// The legend.
    pub keys: Vec<Key>,
    /// Notes on the ruler.
    pub notes: Vec<NoteFlag>,
    /// The triangles that fold.
    pub folds: Vec<Fold>,
    /// Where pins are: their left edges and middles.
    pub pins: Vec<(i32, i32)>,
    /// How far patterns are shifted so that they move with the times, px.
    pub phase: i32,
}

/// After how many pixels a pattern repeats.
#[must_use]
pub fn tile(scale: f32) -> i32 {
    ((8.0 * scale).round() as i32).max(4)
}

impl Items {
    /// Empties it and keeps its memory.
    pub fn clear(&mut self) {
        let Self { back, ribbons, spans, front, labels, cursor, hair, changes, keys, notes, folds, pins, phase } = self;
        back.clear();
        ribbons.clear();
        spans.clear();
        front.clear();
        labels.clear();
        *cursor = None;
        *hair = None;
        changes.clear();
        keys.clear();
        notes.clear();
        folds.clear();
        pins.clear();
        *phase = 0;
    }
}
