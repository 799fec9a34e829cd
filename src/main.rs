//! The `deal` command.

fn main() -> std::process::ExitCode {
    indenture::cli::main()
}
