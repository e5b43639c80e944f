//! The session file as it is written, before anything in it is made sense of.

use loopscope_event::{Gesture, InputKind, Ns, Posted, Scenario, time};
use serde::{Deserialize, Serialize, de::IgnoredAny};

/// The version alone: another version may have other keys.
#[derive(Deserialize)]
pub(super) struct Version {
    pub(super) session: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    /// It was looked at before.
    #[serde(rename = "session")]
    _version: IgnoredAny,
    pub(super) stage: String,
    #[serde(default, with = "time::text")]
    pub(super) playhead: Ns,
    pub(super) event: Option<u64>,
    pub(super) scenario: Scenario,
    #[serde(default)]
    pub(super) entry: Vec<RawEntry>,
    #[serde(default)]
    pub(super) note: Vec<RawNote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEntry {
    #[serde(with = "time::text")]
    pub(super) at: Ns,
    pub(super) set: Option<serde_json::Value>,
    pub(super) scenario: Option<Box<Scenario>>,
    pub(super) first_job: Option<u32>,
    pub(super) post: Option<RawPost>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNote {
    #[serde(with = "time::text")]
    pub(super) at: Ns,
    #[serde(default)]
    pub(super) text: String,
}

/// A posted input: what was done, if that is said, is one of the four.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPost {
    kind: InputKind,
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    moved: Option<(u16, u16)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    click: Option<(u16, u16)>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    typed: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    press: Option<Press>,
    #[serde(default, with = "time::maybe", skip_serializing_if = "Option::is_none")]
    lasts: Option<Ns>,
}

/// Which button.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Press {
    Compute,
    Await,
}

impl RawPost {
    /// What it says.
    pub(super) fn posted(&self) -> Result<Posted, String> {
        let Self { kind, moved, click, typed, press, lasts } = *self;
        let gesture = match (moved, click, typed, press) {
            (None, None, None, None) => Gesture::Unsaid,
            (Some((x, y)), None, None, None) => Gesture::Move { x, y },
            (None, Some((x, y)), None, None) => Gesture::Click { x, y },
            (None, None, Some(letter), None) => Gesture::Type(letter),
            (None, None, None, Some(Press::Compute)) => Gesture::Compute,
            (None, None, None, Some(Press::Await)) => Gesture::Await,
            _ => return Err("expected at most one of move, click, type and press".into()),
        };
        let place = moved.or(click).unwrap_or((0, 0));
        if place.0.max(place.1) > 1000 {
            return Err(format!(
                "found the place [{}, {}]; expected thousandths of the width and the height, at most 1000",
                place.0, place.1
            ));
        }
        let lasts = lasts.unwrap_or(0);
        if lasts > time::LONGEST {
            return Err(format!("{} is longer than a time may be, {}", time::exact(lasts), time::exact(time::LONGEST)));
        }
        Ok(Posted { kind, gesture, lasts })
    }
}

impl From<&Posted> for RawPost {
    fn from(posted: &Posted) -> Self {
        let Posted { kind, gesture, lasts } = *posted;
        let mut raw = Self { kind, moved: None, click: None, typed: None, press: None, lasts: (lasts > 0).then_some(lasts) };
        match gesture {
            Gesture::Unsaid => {}
            Gesture::Move { x, y } => raw.moved = Some((x, y)),
            Gesture::Click { x, y } => raw.click = Some((x, y)),
            Gesture::Type(letter) => raw.typed = Some(letter),
            Gesture::Compute => raw.press = Some(Press::Compute),
            Gesture::Await => raw.press = Some(Press::Await),
        }
        raw
    }
}
