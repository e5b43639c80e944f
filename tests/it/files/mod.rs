//! Files in and out: what is written is what was seen, and comes back as it was.

mod chrome;
