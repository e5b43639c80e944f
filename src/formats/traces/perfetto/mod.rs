//! Perfetto's own trace format: a list of packets in protobuf, which its viewer shows with our tracks by their names and in our order.
//!
//! * `write` (with `arrows`, `slots`): what a viewer is told of a run, as packets.
//! * `packets` (with `message`, `field`, `words`): what a packet is, down to its bytes.
//!
//! All tracks hang below one, named after the model, since only siblings have an order that their parent declares; processes and threads
//! the viewer would sort itself. Times are nanoseconds. It does *not* read such files.

mod arrows;
mod field;
mod message;
mod packets;
mod slots;
mod words;
mod write;

pub use write::{export, write};
