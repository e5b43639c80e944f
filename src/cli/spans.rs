//! Where the program's time goes, for those who work on it: the spans at its seams, written to standard error.
//!
//! The spans themselves (`drain`, `layout`, `paint`, `slice`) stand where the work is done. Off, they cost a comparison each.

use std::{
    env,
    io::{self, Write},
};
use tracing_subscriber::{
    filter::Targets,
    fmt::{self, format::FmtSpan},
    prelude::*,
};

/// The environment variable that switches it on, as in `RUST_LOG=loopscope=debug`.
const VARIABLE: &str = "RUST_LOG";

/// Writes each span that `RUST_LOG` asks for as it closes, with the time that it took. Without the variable nothing is listened to; a
/// variable that is meant for another program's filter is no reason not to start.
pub(super) fn listen() {
    let Some(wanted) = env::var_os(VARIABLE).filter(|wanted| !wanted.is_empty()) else { return };
    let wanted = wanted.to_string_lossy();
    match wanted.parse::<Targets>() {
        Ok(targets) => {
            let lines = fmt::layer().with_writer(io::stderr).with_span_events(FmtSpan::CLOSE).with_filter(targets);
            // Whoever listens already goes on with it.
            let _ = tracing_subscriber::registry().with(lines).try_init();
        }
        Err(fault) => {
            let _ = writeln!(io::stderr(), "note: {VARIABLE}={wanted}: {fault}; expected targets and levels, such as loopscope=debug");
        }
    }
}
