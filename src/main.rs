//! Reads the command line and runs one command. Nothing is decided here.

use std::process::ExitCode;

use clap::Parser as _;
use tpm_guide::cli::{self, Cli};

fn main() -> ExitCode {
    match cli::main(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            anstream::eprintln!("tpm-guide: {failure:#}");
            failure.exit_code()
        }
    }
}
