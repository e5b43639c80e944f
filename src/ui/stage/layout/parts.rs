//! [`CpuParts`]: the division of the CPU's box, for one loop, for several, or for cores.

use super::arrange::inside;
use super::frame::Frame;
use crate::stage::scene::Setting;
use egui::{Rect, pos2, vec2};
use loopscope_event::Processor;

/// The CPU's box from the top: lines of code, the handler or the cores, the frames in memory.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct CpuParts {
    pub code: Option<Rect>,
    /// The application that the loop serves.
    pub window: Option<Rect>,
    pub cells: Rect,
    pub frames: Option<Rect>,
    /// The room for the share of computing in the time so far.
    pub spent: Option<Rect>,
}

/// Shares of the cores' time since the story began.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spent {
    /// Computing, from 0 to 1.
    pub running: f32,
    /// Switching, starting, stealing.
    pub other: f32,
}

pub(crate) fn cpu_parts(frame: &Frame, setting: &Setting) -> CpuParts {
    let scale = frame.scale;
    let mut inner = frame.cpu.shrink(scale.pad());
    if setting.info.places.processor == Processor::Core {
        let height = 24.0 * scale.t;
        let spent = (inner.height() > 6.0 * height).then(|| Rect::from_min_max(pos2(inner.left(), inner.bottom() - height), inner.max));
        inner.max.y = spent.map_or(inner.bottom(), |spent| spent.top() - scale.pad());
        return CpuParts { code: None, window: None, cells: inner, frames: None, spent };
    }
    if setting.queues > 1 {
        return row_parts(frame, inner);
    }
    let window = (setting.info.paints() && frame.twins.is_none())
        .then(|| Rect::from_min_max(pos2(inner.right() - 0.46 * inner.width(), inner.top()), inner.max));
    if let Some(window) = window {
        inner.max.x = window.left() - scale.pad();
    }
    let line = 25.0 * scale.t;
    let slot = 78.0 * scale.t;
    let frames = 30.0 * scale.t;
    let gap = scale.pad();
    let code = line * if inner.height() >= 3.0 * line + slot + frames + 2.0 * gap { 3.0 } else { 2.0 };
    let code = code.min((inner.height() - 0.5 * slot).max(0.0));
    let has_frames = inner.height() >= code + gap + 0.7 * slot + gap + frames;
    let code = Rect::from_min_size(inner.min, vec2(inner.width(), code));
    let frames = has_frames.then(|| Rect::from_min_max(pos2(inner.left(), inner.bottom() - frames), inner.max));
    let bottom = frames.map_or(inner.bottom(), |frames| frames.top() - gap);
    let cells = Rect::from_min_max(pos2(inner.left(), code.bottom() + gap), pos2(inner.right(), bottom));
    CpuParts { code: Some(code), window, cells, frames, spent: None }
}

/// Where there is a row for each loop, one line of code stands for all of them.
fn row_parts(frame: &Frame, inner: Rect) -> CpuParts {
    let Frame { scale, .. } = *frame;
    let frames = 26.0 * scale.t;
    let code = Rect::from_min_max(inner.min, pos2(inner.right(), inside(frame.ready, frame).top() - 3.0 * scale.t));
    let roomy = inner.bottom() - code.bottom() - frames > 100.0 * scale.t;
    let frames = roomy.then(|| Rect::from_min_max(pos2(inner.left(), inner.bottom() - frames), inner.max));
    let bottom = frames.map_or(inner.bottom(), |frames| frames.top() - 0.6 * scale.pad());
    let cells = Rect::from_min_max(pos2(inner.left(), code.bottom()), pos2(inner.right(), bottom));
    CpuParts { code: Some(code), window: None, cells, frames, spent: None }
}
