//! What is asked of a picture: what it shows, how large and how fast.

use super::{Input, Others, Wanted, into, watched};
use crate::cli::Fail;
use clap::Args;
use egui::{Vec2, vec2};
use loopscope_event::validate::nearest;
use loopscope_event::{Ns, Speed, time};
use loopscope_formats::io::output::Output;
use loopscope_formats::traces::format::{Format, Of, Picture};
use loopscope_studio::{Easel, Negative, Shot, Sight, Telling, film, still};
use loopscope_ui::export::Part;
use loopscope_ui::theme::Theme;
use loopscope_ui::{Desk, Views};
use std::ops::RangeInclusive;

/// The flags of pictures.
#[derive(Args, Debug)]
pub(in crate::cli) struct PictureArgs {
    /// What a picture shows: stage, timeline or window [default: stage, and of another program's trace its timeline]
    #[arg(long, value_name = "PART", help_heading = "Pictures")]
    part: Option<String>,
    /// How large it is laid out, in points [default: 1280x640, or what suits the part; a film: 960x480]
    #[arg(long, value_name = "WxH", help_heading = "Pictures")]
    size: Option<String>,
    /// Pixels per point, which are 96 to the inch [default: 3 for a png, 1 for a gif]
    #[arg(long, value_name = "N", help_heading = "Pictures")]
    scale: Option<String>,
    /// dark or light [default: light for a still picture, dark for a film]
    #[arg(long, value_name = "THEME", help_heading = "Pictures")]
    theme: Option<String>,
    /// A film's frames a second, 5 to 50 [default: 20]
    #[arg(long, value_name = "N", help_heading = "Pictures")]
    fps: Option<String>,
    /// How much of the story a second of film tells: 2ms, or 8/s for so many events [default: the film lasts 12 s]
    #[arg(long, value_name = "T|N/s", help_heading = "Pictures")]
    speed: Option<String>,
}

/// The same, understood.
pub(super) struct Order {
    part: Part,
    size: Vec2,
    scale: f32,
    theme: &'static Theme,
    fps: u32,
    speed: Option<Speed>,
}

/// The sides of a picture, points.
const SIDES: RangeInclusive<f32> = 300.0..=4096.0;
/// Pixels per point.
const SCALES: RangeInclusive<f32> = 0.5..=8.0;
/// How fast a film may be, in events a second.
const EVENTS: RangeInclusive<f64> = 0.1..=1e6;
/// A film is as large as a part is laid out by this share.
const SMALL: f32 = 0.75;
/// How long a film lasts that nobody says a speed for, s.
const LASTS: f64 = 12.0;

impl PictureArgs {
    /// For what is no picture.
    pub(super) fn none(&self, format: &Format) -> Result<(), Fail> {
        let Self { part, size, scale, theme, fps, speed } = self;
        let given = [("--part", part), ("--size", size), ("--scale", scale), ("--theme", theme), ("--fps", fps), ("--speed", speed)];
        match given.iter().find(|(_, value)| value.is_some()) {
            Some((flag, _)) => {
                Err(Fail::usage(format!("{flag}: this is for pictures (png, svg, gif); the format here is {}", format.name)))
            }
            None => Ok(()),
        }
    }

    /// What is asked of a kind of picture, of a run or of a trace that has nothing but lanes.
    pub(super) fn read(&self, kind: Picture, of: Of) -> Result<Order, Fail> {
        let Self { part, size, scale, theme, fps, speed } = self;
        let film = kind == Picture::Gif;
        for (flag, value) in [("--fps", fps), ("--speed", speed)] {
            if value.is_some() && !film {
                return Err(Fail::usage(format!("{flag}: this is for films (gif)")));
            }
        }
        if scale.is_some() && kind == Picture::Svg {
            return Err(Fail::usage("--scale: an svg has no pixels; it can be shown at any size"));
        }
        let part = match part.as_deref() {
            None if of == Of::Lanes => Part::Timeline,
            None => Part::default(),
            Some(name) => one_of("--part", name, &Part::ALL)?,
        };
        if part == Part::Stage && of == Of::Lanes {
            return Err(Fail::usage("--part stage: a Chrome trace has lanes and no machine to draw; take its timeline, or the window"));
        }
        let theme = match theme.as_deref() {
            None if film => &Theme::DARK,
            None => &Theme::LIGHT,
            Some(name) => one_of("--theme", name, &[(&Theme::DARK, "dark"), (&Theme::LIGHT, "light")])?,
        };
        let size = match size.as_deref() {
            None if film => part.size() * SMALL,
            None => part.size(),
            Some(text) => sides(text)?,
        };
        let scale = scale.as_deref().map(|text| number("--scale", text, SCALES)).transpose()?;
        let scale = still::scale_of(kind, scale);
        if kind != Picture::Svg {
            still::check_size(size, scale, if film { film::MOST_PIXELS } else { still::MOST_PIXELS })
                .map_err(|fault| Fail::usage(format!("--size: {fault}")))?;
        }
        let fps = match fps.as_deref() {
            None => 20,
            Some(text) => text.parse().ok().filter(|fps| film::RATES.contains(fps)).ok_or_else(|| {
                Fail::usage(format!("--fps: found {text:?}; expected a whole number from {} to {}", film::RATES.start(), film::RATES.end()))
            })?,
        };
        let speed = speed.as_deref().map(self::speed).transpose()?;
        Ok(Order { part, size, scale, theme, fps, speed })
    }
}

impl Wanted<'_> {
    /// Makes a picture.
    pub(super) fn picture(&self, input: Input, kind: Picture, order: &Order) -> Result<(), Fail> {
        let Order { part, size, scale, theme, .. } = *order;
        let headway = &self.headway;
        let (recorded, stage) = watched(headway, || self.recorded(input, Others::Run))?;
        let desk = Desk { drawers: part != Part::Window || crate::app::has_drawers(size.x), ..Desk::default() };
        let sight = Sight::new(&recorded, stage, theme, desk, None);
        let Some(trace) = sight.stage() else { return Err(self.nothing()) };
        self.within(trace)?;
        let mut easel = Easel::new(part, size, scale, theme, None);
        let title = format!("Loopscope: {}", trace.model().title);
        if kind == Picture::Gif {
            let (from, to) = (self.from.unwrap_or(0), self.to.unwrap_or(trace.end()).min(trace.end()));
            let speed = order.speed.unwrap_or(Speed::Time((to.saturating_sub(from) as f64 / LASTS).max(1.0)));
            let telling = Telling { from, to, speed, rate: order.fps };
            sight.show(&Shot::at(trace, from), |cx| easel.look_at(cx, from, to));
            return into(self.out, Output::plain, headway, |to| telling.write(&sight, &mut easel, headway, to));
        }
        let (shot, from) = match (self.from, self.to) {
            (from, Some(to)) => (Shot::at(trace, to), from.unwrap_or(0)),
            (from, None) => (Shot::at(trace, from.unwrap_or(Ns::MAX)), 0),
        };
        // A stretch that was asked for is shown as it is; all there is has a margin, for what stands beside the playhead.
        let until = shot.head.at + if self.to.is_some() { 0 } else { shot.head.at / 16 };
        let negative = sight.show(&shot, |cx| {
            easel.look_at(cx, from, until);
            Negative::take(easel, cx, &Views::default())
        });
        into(self.out, Output::plain, headway, |to| negative.write(kind, &title, to))
    }
}

/// The one that is named.
fn one_of<T: Copy>(flag: &str, name: &str, all: &[(T, &str)]) -> Result<T, Fail> {
    all.iter().find(|(_, known)| *known == name).map(|(one, _)| *one).ok_or_else(|| {
        let legal: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
        let hint = nearest(name, legal.iter().copied()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
        Fail::usage(format!("{flag}: there is no {name:?}.{hint} There are {}.", legal.join(", ")))
    })
}

/// `1280x640`.
fn sides(text: &str) -> Result<Vec2, Fail> {
    let expected = || format!("expected a width and a height in points, each from {} to {}, such as 1280x640", SIDES.start(), SIDES.end());
    let side = |text: &str| text.trim().parse::<f32>().ok().filter(|side| SIDES.contains(side));
    text.split_once(['x', '×'])
        .and_then(|(width, height)| Some(vec2(side(width)?, side(height)?)))
        .ok_or_else(|| Fail::usage(format!("--size: found {text:?}; {}", expected())))
}

fn number(flag: &str, text: &str, range: RangeInclusive<f32>) -> Result<f32, Fail> {
    text.parse::<f32>()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| Fail::usage(format!("{flag}: found {text:?}; expected a number from {} to {}", range.start(), range.end())))
}

/// `2ms` or `8/s`.
fn speed(text: &str) -> Result<Speed, Fail> {
    if let Some(events) = text.trim().strip_suffix("/s") {
        let events = events.trim().parse::<f64>().ok().filter(|events| EVENTS.contains(events));
        return events.map(Speed::Events).ok_or_else(|| {
            Fail::usage(format!(
                "--speed: found {text:?}; expected from {} to {} events a second, such as 8/s",
                EVENTS.start(),
                EVENTS.end()
            ))
        });
    }
    match time::parse(text) {
        Ok(0) => Err(Fail::usage("--speed: a film that tells nothing never ends; give a duration such as 2ms, or events such as 8/s")),
        Ok(ns) => Ok(Speed::Time(ns as f64)),
        Err(says) => Err(Fail::usage(format!("--speed: {says}, or events a second such as \"8/s\""))),
    }
}
