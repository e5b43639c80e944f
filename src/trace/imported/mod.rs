//! What another program recorded: slices on lanes ([`foreign`]), and what is known of a log that was read from a file ([`recorded`]).

pub mod foreign;
pub mod recorded;
