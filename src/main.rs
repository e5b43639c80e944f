//! Hands the command line over; nothing else.

fn main() -> std::process::ExitCode {
    loopscope::cli::main()
}
