//! Opening the window, and one clear sentence where that is not possible.

use crate::app::{Options, run};

/// Opens the window and stays until it is closed.
///
/// # Errors
/// A sentence for people when there can be no window.
pub fn open(options: Options) -> Result<(), String> {
    run(options).map_err(|fault| format!("{fault:?}"))
}
