//! [`Film`]: a sequence of images as an animated GIF that loops.
//!
//! A frame holds only the rectangle that differs from the frame before, and in it only the pixels that do.

use super::palette::{MOST, Palette};
use crate::raster::Image;
use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};
use std::io::{self, Write};

/// The palette index that means "as before".
const AS_BEFORE: u8 = MOST as u8;

/// A film in progress.
pub struct Film<W: Write> {
    to: Encoder<W>,
    palette: Palette,
    width: u16,
    height: u16,
    /// The palette indices of the last frame.
    before: Vec<u8>,
}

impl<W: Write> Film<W> {
    /// Begins a film of this size, in pixels.
    ///
    /// # Errors
    /// Writing fails, or the format cannot hold pictures of this size.
    pub fn new(to: W, width: usize, height: usize, palette: Palette) -> io::Result<Self> {
        let side = |pixels: usize| u16::try_from(pixels).map_err(io::Error::other);
        let (width, height) = (side(width)?, side(height)?);
        let mut to = Encoder::new(to, width, height, &palette.bytes()).map_err(fault)?;
        to.set_repeat(Repeat::Infinite).map_err(fault)?;
        Ok(Self { to, palette, width, height, before: Vec::new() })
    }

    /// Adds a frame that is shown for this many hundredths of a second. Its size is the film's.
    ///
    /// # Errors
    /// Writing fails.
    pub fn frame(&mut self, image: &Image, hundredths: u16) -> io::Result<()> {
        let mut last = None;
        let number = |pixel: &egui::Color32| match last {
            // Neighbouring pixels mostly have the same colour.
            Some((colour, number)) if colour == *pixel => number,
            _ => {
                let number = self.palette.number(*pixel);
                last = Some((*pixel, number));
                number
            }
        };
        let now: Vec<u8> = image.pixels().iter().map(number).collect();
        let wide = usize::from(self.width);
        let part =
            if self.before.len() == now.len() { changed(&self.before, &now, wide) } else { Part::all(wide, usize::from(self.height)) };
        let Part { left, top, width, height } = part;
        let mut buffer = Vec::with_capacity(width * height);
        for y in top..top + height {
            let row = y * wide + left..y * wide + left + width;
            match self.before.get(row.clone()) {
                Some(before) => {
                    buffer.extend(now[row].iter().zip(before).map(|(now, before)| if now == before { AS_BEFORE } else { *now }))
                }
                None => buffer.extend_from_slice(&now[row]),
            }
        }
        // All four fit: they are within the film's size.
        let side = |pixels: usize| u16::try_from(pixels).unwrap_or(u16::MAX);
        self.to
            .write_frame(&Frame {
                delay: hundredths,
                dispose: DisposalMethod::Keep,
                transparent: Some(AS_BEFORE),
                left: side(left),
                top: side(top),
                width: side(width),
                height: side(height),
                buffer: buffer.into(),
                ..Frame::default()
            })
            .map_err(fault)?;
        self.before = now;
        Ok(())
    }

    /// Ends the film and returns the output.
    ///
    /// # Errors
    /// Writing the end fails.
    pub fn finish(self) -> io::Result<W> {
        self.to.into_inner().map_err(fault)
    }
}

/// A rectangle of a picture.
struct Part {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Part {
    const fn all(width: usize, height: usize) -> Self {
        Self { left: 0, top: 0, width, height }
    }
}

/// The smallest rectangle that contains every difference; one pixel if there is none.
fn changed(before: &[u8], now: &[u8], width: usize) -> Part {
    let width = width.max(1);
    let rows = || before.chunks(width).zip(now.chunks(width)).enumerate().filter(|(_, (before, now))| before != now);
    let (Some((top, _)), Some((bottom, _))) = (rows().next(), rows().next_back()) else { return Part::all(1, 1) };
    let differs = |(before, now): (&u8, &u8)| before != now;
    let left = rows().filter_map(|(_, (before, now))| before.iter().zip(now).position(differs)).min().unwrap_or(0);
    let right = rows().filter_map(|(_, (before, now))| before.iter().zip(now).rposition(differs)).max().unwrap_or(0);
    Part { left, top, width: right + 1 - left, height: bottom + 1 - top }
}

fn fault(fault: EncodingError) -> io::Error {
    match fault {
        EncodingError::Io(fault) => fault,
        fault => io::Error::other(fault.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Color32;

    const BACK: Color32 = Color32::from_rgb(10, 10, 20);
    const DOT: Color32 = Color32::from_rgb(230, 159, 0);

    fn picture(dots: &[usize]) -> Image {
        let mut pixels = vec![BACK; 8 * 6];
        dots.iter().for_each(|place| pixels[*place] = DOT);
        Image::of(8, pixels)
    }

    #[test]
    fn frames_come_back_as_they_were_each_as_small_as_can_be() {
        let pictures = [picture(&[10]), picture(&[10, 21]), picture(&[10, 21]), picture(&[30])];
        let palette = Palette::of(&pictures, &[DOT]);
        let mut film = Film::new(Vec::new(), 8, 6, palette).unwrap();
        for (picture, delay) in pictures.iter().zip([5, 5, 7, 150]) {
            film.frame(picture, delay).unwrap();
        }
        let bytes = film.finish().unwrap();
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut read = options.read_info(&bytes[..]).unwrap();
        assert_eq!((read.width(), read.height()), (8, 6));
        let (mut canvas, mut seen) = (vec![[0_u8; 4]; 48], Vec::new());
        while let Some(frame) = read.read_next_frame().unwrap() {
            for (i, pixel) in frame.buffer.chunks(4).enumerate() {
                let (x, y) = (i % usize::from(frame.width), i / usize::from(frame.width));
                if pixel[3] > 0 {
                    canvas[(usize::from(frame.top) + y) * 8 + usize::from(frame.left) + x] = pixel.try_into().unwrap();
                }
            }
            seen.push((frame.delay, frame.width, frame.height));
            let wanted: Vec<[u8; 4]> = pictures[seen.len() - 1].pixels().iter().map(|pixel| pixel.to_array()).collect();
            assert_eq!(canvas, wanted, "frame {}", seen.len());
        }
        assert_eq!(seen, [(5, 8, 6), (5, 1, 1), (7, 1, 1), (150, 5, 3)]);
    }
}
