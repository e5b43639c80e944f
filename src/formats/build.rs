//! Lists the lessons: every file in `assets/lessons` is one, without a list that somebody would have to edit.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&here).join("../../assets/lessons");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let entry = |path: &std::path::PathBuf| {
        let slug = path.file_stem().unwrap_or_default().to_string_lossy();
        format!("    ({slug:?}, include_str!({:?})),\n", path.display().to_string())
    };
    let list: String = files.iter().map(entry).collect();
    fs::write(Path::new(&out).join("lessons.rs"), format!("&[\n{list}]\n"))
}
