use std::path::Path;
use tpm_guide::knowledge::*;
use tpm_guide::search::{Index};
fn main() {
    let k = disk::load(&disk::Place::Folder(Path::new("knowledge").to_owned()), Date::from_calendar_date(2026, time::Month::November, 21).unwrap()).unwrap().knowledge.clone();
    for _ in 0..40 { std::hint::black_box(Index::build(&k)); }
}
