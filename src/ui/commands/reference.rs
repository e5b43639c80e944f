//! The page `docs/keys.md`: every command of the table with its keys, in English whatever is spoken.

use super::{Command, Group, keys};
use loopscope_text as text;
use std::fmt::Write as _;

/// The page.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Keys and commands\n\n<!-- Written from `src/ui/commands/table.rs`; to write it anew: LOOPSCOPE_DOCS=write cargo test keys -->\n\n\
         Letters go by their place on the keyboard, so that W A S D lie together on any layout. On a Mac, Ctrl is Cmd.\n\
         **Ctrl+P** opens the palette: type a few letters of any command, scenario, lesson or model. A text field has the keys for itself.\n",
    );
    for group in Group::ALL {
        let _ = write!(page, "\n## {}\n\n| Key | Command | |\n| --- | --- | --- |\n", text::english(group.key()));
        for command in group.commands() {
            let _ = writeln!(page, "| {} | {} | {} |", keys_of(command), name(command), remarks(command));
        }
    }
    page.push_str(
        "\nThe mouse’s side buttons go back and forward, too. On the stage and in the inspector the arrow keys move the focus; \
         Tab goes from control to control, and Enter or Space uses it.\n",
    );
    page
}

fn keys_of(command: Command) -> String {
    if keys::is_numbered(command) {
        return "`1` … `9`".to_owned();
    }
    let code = |binding: keys::Binding| format!("`{}`", binding.written("Ctrl"));
    keys::listed(command).into_iter().map(code).collect::<Vec<_>>().join(" ")
}

fn name(command: Command) -> String {
    text::english(&command.key())
}

/// The sentence and the state of the window that it needs.
fn remarks(command: Command) -> String {
    let says = format!("{}_says", command.key());
    let says = text::knows(&says).then(|| text::english(&says));
    let when = command.row().when.key().map(|key| format!("*{}*", text::english(key)));
    says.into_iter().chain(when).collect::<Vec<_>>().join(" ")
}
