//! `loopscope check`.

use super::Fail;
use std::path::Path;

pub(super) fn check(path: &Path) -> Result<(), Fail> {
    super::find(path).map(drop)
}
