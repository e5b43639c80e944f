//! [`Item`]: an element of the laid-out stage. Plain data, so that two layouts can be compared.
//!
//! An item names colours by their meaning; the colour itself is up to `ui::theme`, and the drawing to `paint`.

use egui::{Pos2, Rect, pos2, vec2};
use loopscope_event::{DeviceId, QueueId, RequestId, TaskId};

/// One element to draw; items are in drawing order.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Its rectangle. For a line: the bounding box.
    pub rect: Rect,
    /// Its form.
    pub shape: Shape,
    /// The effect of a click on it, if any.
    pub hit: Option<Hit>,
}

/// The effect of a click.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hit {
    /// Select the task.
    Task(TaskId),
    /// Select the message of a task.
    Message(QueueId, TaskId),
    /// Select the core.
    Core(u16),
    /// Select the request.
    Request(DeviceId, RequestId),
    /// Select the device.
    Device(DeviceId),
    /// Select the lock.
    Lock(u16),
    /// Select the queue.
    Queue(QueueId),
    /// Put this model on the stage.
    Focus(&'static str),
    /// Switch the captions' reading level.
    Captions,
    /// Pass the input to the application.
    Window(Within),
}

/// A part of the application that a loop serves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Within {
    /// The area that follows the pointer and shows typed letters.
    Canvas,
    /// The same in its twin.
    TwinCanvas,
    /// The button whose handler computes.
    Compute,
    /// The button whose handler awaits.
    Await,
}

/// The form of an item.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A box with round corners.
    Block {
        /// Corner radius.
        radius: f32,
        /// The fill.
        fill: Option<Ink>,
        /// Its outline: width and colour.
        line: Option<(f32, Ink)>,
        /// True if the outline is dashed.
        dashed: bool,
    },
    /// A hatched bar with round corners: something that waits.
    Hatch {
        /// Corner radius.
        radius: f32,
        /// The state whose fill and tint it has.
        tone: Tone,
        /// Stripe and gap together.
        pitch: f32,
    },
    /// A line of text within its rect.
    Text {
        /// The text.
        text: String,
        /// Font size.
        size: f32,
        /// The font.
        face: Face,
        /// Its colour.
        ink: Ink,
        /// The horizontal position in its rect; vertically it is centred.
        align: Align,
    },
    /// A line along these points, with round corners.
    Line {
        /// The points.
        points: Vec<Pos2>,
        /// The corner radius.
        radius: f32,
        /// The line width.
        width: f32,
        /// Its colour.
        ink: Ink,
        /// True if it is dashed.
        dashed: bool,
        /// Length of the head at its end; 0 for none.
        head: f32,
        /// The phase of the dashes or flow marks, in points.
        shift: f32,
    },
    /// The links of a chain, from left to right.
    Chain {
        /// Colour.
        ink: Ink,
    },
    /// A small picture.
    Icon {
        /// The picture.
        icon: Icon,
        /// Its colour.
        ink: Ink,
    },
}

/// A font face.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Face {
    /// Regular.
    Text,
    /// Bold.
    Bold,
    /// For code.
    Code,
}

/// The horizontal position of a text in its rect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// A state, as a colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// On the CPU.
    Running,
    /// Runnable: waiting for the CPU.
    Runnable,
    /// Waits for I/O or a timer.
    Waiting,
    /// Switching between two threads.
    Switching,
    /// Waits for a lock.
    Lock,
    /// The loop itself.
    Looping,
    /// Idle: not begun, or ended.
    Idle,
}

/// A colour, by its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// Titles and values.
    Strong,
    /// Sentences.
    Body,
    /// Labels.
    Dim,
    /// The selection's outline.
    Focus,
    /// The window behind everything.
    Page,
    /// The hero.
    Panel,
    /// Cards on it.
    Card,
    /// Tracks of bars, empty slots.
    Well,
    /// Borders.
    Border,
    /// Outlines that must be seen.
    Outline,
    /// A state's fill.
    Fill(Tone),
    /// Text on a state's fill.
    On(Tone),
    /// Text in a state's colour.
    Text(Tone),
    /// A state's outline.
    Edge(Tone),
    /// A state's quiet background.
    Tint(Tone),
}

/// A small picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// Begin.
    Start,
    /// A reply has come.
    Reply,
    /// A clock.
    Timer,
    /// A mouse.
    Mouse,
    /// A key.
    Key,
    /// A lock.
    Lock,
    /// Another task.
    Task,
    /// Yielded, or was preempted.
    Yield,
    /// A thread.
    Thread,
    /// A finish flag.
    Flag,
    /// The current line of code.
    Here,
    /// A loop's round.
    Around,
    /// A processor: computing.
    Chip,
    /// An hourglass: waiting for something else.
    Hourglass,
}

/// Measures the width of a text.
pub type Measure<'a> = &'a dyn Fn(&str, f32, Face) -> f32;

/// Items in the order of drawing.
#[derive(Default)]
pub(crate) struct Drawing {
    pub items: Vec<Item>,
}

impl Drawing {
    pub fn push(&mut self, rect: Rect, shape: Shape) -> &mut Item {
        self.items.push(Item { rect, shape, hit: None });
        let last = self.items.len() - 1;
        &mut self.items[last]
    }
    pub fn block(&mut self, rect: Rect, radius: f32, fill: Option<Ink>, line: Option<(f32, Ink)>) -> &mut Item {
        self.push(rect, Shape::Block { radius, fill, line, dashed: false })
    }
    pub fn dashed(&mut self, rect: Rect, radius: f32, fill: Option<Ink>, line: (f32, Ink)) -> &mut Item {
        self.push(rect, Shape::Block { radius, fill, line: Some(line), dashed: true })
    }
    pub fn icon(&mut self, rect: Rect, icon: Icon, ink: Ink) -> &mut Item {
        self.push(rect, Shape::Icon { icon, ink })
    }
    /// A line; see [`Shape::Line`].
    pub fn line(&mut self, points: Vec<Pos2>, radius: f32, width: f32, ink: Ink, dashed: bool, head: f32) -> &mut Item {
        let rect = Rect::from_points(&points).expand2(vec2(width.max(head * 0.6), width.max(head * 0.6)));
        self.push(rect, Shape::Line { points, radius, width, ink, dashed, head, shift: 0.0 })
    }
    pub fn text(&mut self, rect: Rect, text: impl Into<String>, style: Style) {
        let text = text.into();
        if !text.is_empty() {
            let Style { size, face, ink, align } = style;
            self.push(rect, Shape::Text { text, size, face, ink, align });
        }
    }
    /// Draws the first of the texts that fits into the rect, or nothing: a text is never cut off.
    pub fn fitting(&mut self, rect: Rect, texts: &[impl AsRef<str>], style: Style, measure: Measure) {
        if let Some(text) = texts.iter().map(AsRef::as_ref).find(|text| measure(text, style.size, style.face) <= rect.width() + 0.5) {
            self.text(rect, text, style);
        }
    }

    /// Draws words on a partly filled bar: all of them within the filled part or, where that is too short, beyond it,
    /// so that no letter is on two colours.
    pub fn on_bar(&mut self, bar: Rect, filled: f32, texts: &[String], style: Style, (on, off): (Ink, Ink), measure: Measure) {
        let edge = bar.left() + filled.clamp(0.0, 1.0) * bar.width();
        let (within, beyond) = (edge - bar.left() - 8.0, bar.right() - edge - 8.0);
        let fits = |text: &&String| measure(text, style.size, style.face) <= within.max(beyond);
        let Some(text) = texts.iter().find(fits) else { return };
        let inside = measure(text, style.size, style.face) <= within;
        let (left, right, ink) = if inside { (bar.left(), edge, on) } else { (edge, bar.right(), off) };
        let rect = Rect::from_min_max(pos2(left + 4.0, bar.top()), pos2(right - 4.0, bar.bottom()));
        self.text(rect, text, Style { ink, ..style }.center());
    }
}

/// The style of a text.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub size: f32,
    pub face: Face,
    pub ink: Ink,
    pub align: Align,
}

impl Style {
    pub const fn new(size: f32, face: Face, ink: Ink) -> Self {
        Self { size, face, ink, align: Align::Left }
    }
    pub const fn center(self) -> Self {
        Self { align: Align::Center, ..self }
    }
    pub const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }
}
