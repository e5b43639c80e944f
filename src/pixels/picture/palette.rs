//! The palette of a film, at most 255 colours: those with a meaning exactly, the rest chosen to suit its pictures best.
//!
//! The mixed colours of smooth edges are divided by median cut: the most important box of colours is cut so that half
//! of its pixels lie on either side. The same pictures give the same palette.

use crate::raster::Image;
use egui::Color32;
use std::collections::HashMap;

/// The most colours of a palette; the last of a GIF's 256 indices means "as before".
pub const MOST: usize = 255;

/// Red, green and blue.
type Rgb = [u8; 3];

/// A palette of numbered colours.
pub struct Palette {
    colours: Vec<Rgb>,
    /// The nearest palette index of each colour looked up so far.
    found: HashMap<Rgb, u8>,
}

impl Palette {
    /// A palette for pictures like these; the colours of `exact` that occur in them are kept as they are.
    #[must_use]
    pub fn of<'a>(samples: impl IntoIterator<Item = &'a Image>, exact: &[Color32]) -> Self {
        let mut counts: HashMap<Rgb, u64> = HashMap::new();
        for pixel in samples.into_iter().flat_map(Image::pixels) {
            *counts.entry(rgb(*pixel)).or_default() += 1;
        }
        let mut colours: Vec<Rgb> = Vec::new();
        for colour in exact.iter().map(|colour| rgb(*colour)) {
            if colours.len() < MOST / 2 && counts.remove(&colour).is_some() {
                colours.push(colour);
            }
        }
        let mut rest: Vec<(Rgb, u64)> = counts.into_iter().collect();
        rest.sort_unstable();
        colours.extend(cut(rest, MOST - colours.len()));
        if colours.is_empty() {
            colours.push([0; 3]);
        }
        let found = colours.iter().zip(0..).map(|(colour, number)| (*colour, number)).collect();
        Self { colours, found }
    }

    /// Red, green and blue of each colour, in the order of their indices.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.colours.concat()
    }

    /// The index of the nearest colour.
    pub fn number(&mut self, colour: Color32) -> u8 {
        let colour = rgb(colour);
        let Self { colours, found } = self;
        *found.entry(colour).or_insert_with(|| {
            let nearest = colours.iter().enumerate().min_by_key(|(_, known)| distance(**known, colour));
            nearest.map_or(0, |(number, _)| u8::try_from(number).unwrap_or(u8::MAX))
        })
    }
}

fn rgb(colour: Color32) -> Rgb {
    [colour.r(), colour.g(), colour.b()]
}

/// The perceived difference between two colours: the eye is keenest on green and dullest on blue.
fn distance(a: Rgb, b: Rgb) -> u32 {
    let square = |i: usize| u32::from(a[i].abs_diff(b[i])).pow(2);
    3 * square(0) + 6 * square(1) + 2 * square(2)
}

/// Chooses at most `room` colours to represent these colours with their counts.
fn cut(colours: Vec<(Rgb, u64)>, room: usize) -> Vec<Rgb> {
    let mut boxes = if colours.is_empty() { Vec::new() } else { vec![colours] };
    while boxes.len() < room {
        // Weight grows with width and frequency; the root keeps a large plain surface from taking everything.
        let weight = |colours: &Vec<(Rgb, u64)>| {
            let (_, width) = widest(colours);
            u64::from(width) * (colours.iter().map(|(_, count)| count).sum::<u64>()).isqrt()
        };
        let Some(place) = (0..boxes.len()).filter(|i| boxes[*i].len() > 1).max_by_key(|i| (weight(&boxes[*i]), std::cmp::Reverse(*i)))
        else {
            break;
        };
        let mut whole = boxes.swap_remove(place);
        let (channel, _) = widest(&whole);
        whole.sort_unstable_by_key(|(colour, _)| (colour[channel], *colour));
        let half = whole.iter().map(|(_, count)| count).sum::<u64>() / 2;
        let mut seen = 0;
        let middle = whole.iter().position(|(_, count)| {
            seen += count;
            seen > half
        });
        let upper = whole.split_off(middle.unwrap_or(0).clamp(1, whole.len() - 1));
        boxes.extend([whole, upper]);
    }
    boxes.iter().map(|colours| mean(colours)).collect()
}

/// The channel with the widest range, and the range.
fn widest(colours: &[(Rgb, u64)]) -> (usize, u8) {
    let width = |channel: usize| {
        let values = colours.iter().map(|(colour, _)| colour[channel]);
        values.clone().max().unwrap_or(0) - values.min().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    (0..3).map(|channel| (channel, widths[channel])).max_by_key(|(channel, width)| (*width, *channel == 1)).unwrap_or((0, 0))
}

/// The mean, weighted by the counts.
fn mean(colours: &[(Rgb, u64)]) -> Rgb {
    let all: u64 = colours.iter().map(|(_, count)| count).sum::<u64>().max(1);
    std::array::from_fn(|i| {
        let sum: u64 = colours.iter().map(|(colour, count)| u64::from(colour[i]) * count).sum();
        u8::try_from((sum + all / 2) / all).unwrap_or(u8::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_that_mean_something_stay_exact_and_others_are_near() {
        let exact = Color32::from_rgb(0, 158, 115);
        let pixels: Vec<Color32> = (0..4096_u32)
            .map(|i| if i < 3 { exact } else { Color32::from_rgb((i % 256) as u8, (i / 16) as u8, (i * 7 % 256) as u8) })
            .collect();
        let image = Image::of(64, pixels.clone());
        let mut palette = Palette::of([&image], &[exact, Color32::from_rgb(1, 2, 3)]);
        let bytes = palette.bytes();
        assert_eq!(bytes.len(), MOST * 3);
        assert_eq!(bytes[..3], [0, 158, 115]);
        let far = pixels.iter().filter(|colour| {
            let number = usize::from(palette.number(**colour));
            let got = &bytes[number * 3..number * 3 + 3];
            got.iter().zip(rgb(**colour)).any(|(got, wanted)| got.abs_diff(wanted) > 40)
        });
        assert!(far.count() < 40);
    }

    #[test]
    fn few_colours_are_all_kept() {
        let colours = [Color32::from_rgb(1, 2, 3), Color32::from_rgb(250, 0, 9), Color32::from_rgb(1, 2, 4)];
        let image = Image::of(3, colours.to_vec());
        let mut palette = Palette::of([&image], &[]);
        let bytes = palette.bytes();
        for colour in colours {
            let number = usize::from(palette.number(colour));
            assert_eq!(bytes[number * 3..number * 3 + 3], rgb(colour));
        }
    }
}
