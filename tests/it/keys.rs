//! `docs/keys.md` is what the table of commands says.

use loopscope::ui::commands::reference;
use std::{env, fs, path::Path};

#[test]
fn the_page_of_keys_is_that_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let page = reference::page();
    if env::var_os("LOOPSCOPE_DOCS").is_some_and(|wish| wish == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/keys.md is not what the table says; write it anew: LOOPSCOPE_DOCS=write cargo test keys");
}
