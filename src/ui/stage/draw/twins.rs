//! An application and its twin side by side, under the same pointer and the same keys: two runs of the same input, each
//! picture from its own log. The one whose handlers compute is at the left, whichever of the two is on the stage.

use super::decor::Decor;
use super::window::{self, Buttons};
use crate::stage::item::{Drawing, Face, Ink, Style};
use crate::stage::layout::Strip;
use crate::stage::scene::Scene;
use egui::{Rect, pos2};
use loopscope_event::Ns;
use loopscope_text::wordings;

pub(crate) fn draw(d: &mut Drawing, decor: &Decor, twin: &Strip, rects: [Rect; 2], at: Ns) {
    let scene = Scene::new(twin.state, twin.setting);
    let other = Decor { frame: decor.frame, setting: twin.setting, scene: &scene, laid: decor.laid, measure: decor.measure };
    let mut both = [decor, &other];
    both.sort_by_key(|decor| decor.setting.info.application);
    let scale = decor.frame.scale;
    for (decor, rect) in both.into_iter().zip(rects) {
        let head = Rect::from_min_max(pos2(rect.left(), decor.frame.heads), pos2(rect.right(), rect.top()));
        let says = if decor.setting.info.is_twin() { wordings!("window.awaits_head") } else { wordings!("window.computes_head") };
        d.fitting(head, &says, Style::new(scale.small(), Face::Bold, Ink::Dim), decor.measure);
        window::draw(d, decor, rect, at, Buttons::Own);
    }
}
