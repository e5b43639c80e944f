//! Lists what comes with the program: every file in `assets/lessons` is a lesson and every one in `assets/scenarios` a scenario.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    for name in ["lessons", "scenarios"] {
        let folder = Path::new(&here).join("../../assets").join(name);
        println!("cargo:rerun-if-changed={}", folder.display());
        fs::write(Path::new(&out).join(name).with_extension("rs"), list(&folder)?)?;
    }
    Ok(())
}

/// Returns a Rust expression: a slice of the slugs and texts of a folder's TOML files, in the order of their names.
fn list(folder: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let entry = |path: &PathBuf| {
        let slug = path.file_stem().unwrap_or_default().to_string_lossy();
        format!("    ({slug:?}, include_str!({:?})),\n", path.display().to_string())
    };
    Ok(format!("&[\n{}]\n", files.iter().map(entry).collect::<String>()))
}
