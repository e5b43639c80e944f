//! FILES AS SUCH.
//!
//! * [`replace`]: a file, all of it or nothing. [`output`]: the same, gzipped if its name says so.
//! * [`source`]: which kind of file it is, by its content, and its text.

pub mod output;
pub mod replace;
pub mod source;
