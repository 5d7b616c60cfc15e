//! Reads the command line and runs one command. Nothing is decided here.

use std::process::ExitCode;

use clap::Parser as _;
use tpm_guide::app;
use tpm_guide::cli::Cli;

fn main() -> ExitCode {
    match app::main(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            anstream::eprintln!("tpm-guide: {failure:#}");
            failure.exit_code()
        }
    }
}
