use std::io::Write;
use std::path::Path;
use std::time::Instant;
use serde::Deserialize;
use tpm_guide::knowledge::*;
use tpm_guide::search::{Index, Weighing, ranking::{candidates, Settings}};

#[derive(Deserialize)] struct Q { q: String, expect: Vec<String>, #[allow(dead_code)] style: String }

fn main() {
    let k = disk::load(&disk::Place::Folder(Path::new("knowledge").to_owned()), Date::from_calendar_date(2026, time::Month::November, 21).unwrap()).unwrap().knowledge.clone();
    let t = Instant::now();
    let index = Index::build_without(&k, Weighing::USUAL, &|_| false);
    eprintln!("build {:?}", t.elapsed());
    for file in std::env::args().skip(1) {
        let qs: Vec<Q> = std::fs::read_to_string(&file).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let out = std::env::var("OUT").ok();
        let (mut n, mut r1, mut r3, mut r24, mut oos, mut oref) = (0, 0, 0, 0, 0, 0);
        let mut us: Vec<u128> = vec![];
        let mut fails = vec![];
        for q in &qs {
            let t = Instant::now();
            let c = candidates(&index, &q.q, &Settings::USUAL);
            us.push(t.elapsed().as_nanos());
            let all: Vec<(String, f32)> = c.iter().map(|c| (k.entries().get(c.doc as usize).map_or_else(|| format!("!{}", k.refusals()[c.doc as usize - 120].about), |e| e.id.to_string()), c.score)).collect();
            let hits: Vec<&(String, f32)> = all.iter().filter(|h| !h.0.starts_with('!')).collect();
            if q.style.starts_with("lang") { continue; }
            if q.expect.is_empty() { oos += 1; if all.first().is_none_or(|h| h.0.starts_with('!')) { oref += 1 } continue; }
            n += 1;
            let rank = hits.iter().position(|h| q.expect.contains(&h.0));
            if rank == Some(0) { r1 += 1 } else { fails.push(format!("{:?} {:?} want {:?} (rank {:?}) got {:?}", q.style, q.q, q.expect, rank, all.iter().take(3).collect::<Vec<_>>())); }
            if rank.is_some_and(|r| r < 3) { r3 += 1 }
            if rank.is_some() { r24 += 1 }
        }
        us.sort();
        println!("{file}: n {n} R@1 {:.3} R@3 {:.3} R@24 {:.3}; oos {oos} refusal first {:.3}; us median {} p99 {}", r1 as f32 / n as f32, r3 as f32 / n as f32, r24 as f32 / n as f32, oref as f32 / oos as f32, us[us.len()/2]/1000, us[us.len()*99/100]/1000);
        if let Some(out) = out { let mut f = std::fs::OpenOptions::new().append(true).create(true).open(out).unwrap(); for l in fails { writeln!(f, "{l}").unwrap(); } }
    }
}
