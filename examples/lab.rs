use std::io::Write;
use std::path::Path;
use std::time::Instant;
use serde::Deserialize;
use tpm_guide::knowledge::*;
use tpm_guide::search::{Index, Weighing, ranking::{candidates, Settings}};

#[derive(Deserialize)] struct Q { q: String, expect: Vec<String>, #[allow(dead_code)] style: String }

fn main() {
    let k = disk::load(&disk::Place::Folder(Path::new("knowledge").to_owned()), Date::from_calendar_date(2026, time::Month::November, 21).unwrap()).unwrap().knowledge.clone();
    if let Ok(path) = std::env::var("DUMP") {
        let mut f = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        let mut dump = |set: &str, q: &str, expect: &[&str], index: &Index| {
            let c = candidates(index, q, &Settings::USUAL);
            let rows: Vec<String> = c.iter().map(|c| {
                let id = k.entries().get(c.doc as usize).map(|e| e.id.as_str());
                format!("[{},{},{}]", if id.is_some_and(|id| expect.contains(&id)) { 1 } else { 0 }, if id.is_some() { 0 } else { 1 }, c.evidence.array().map(|x| format!("{x:.4}")).join(","))
            }).collect();
            writeln!(f, "{{\"set\":\"{set}\",\"in\":{},\"c\":[{}]}}", !expect.is_empty(), rows.join(",")).unwrap();
        };
        let folds = 12;
        for fold in 0..folds {
            let out: std::collections::HashSet<&str> = k.entries().iter().flat_map(|e| e.asked_as.iter().enumerate().filter(move |(i, _)| i % folds == fold).map(|(_, q)| q.as_str())).collect();
            let index = Index::build_without(&k, Weighing::usual(), &|q| out.contains(q));
            for e in k.entries() { for q in e.asked_as.iter().filter(|q| out.contains(q.as_str())) { dump("loo", q, &[e.id.as_str()], &index); } }
            let out: std::collections::HashSet<&str> = k.refusals().iter().flat_map(|e| e.questions.iter().enumerate().filter(move |(i, _)| i % folds == fold).map(|(_, q)| q.as_str())).collect();
            let index = Index::build_without(&k, Weighing::usual(), &|q| out.contains(q));
            for q in &out { dump("ref", q, &[], &index); }
        }
        let index = Index::build(&k);
        for (name, file) in [("cal", "/work/scratch/ask/calibration.jsonl"), ("reg", "/work/scratch/ask/regression.jsonl"), ("dev", "/work/shared/ask/dev.jsonl")] {
            for l in std::fs::read_to_string(file).unwrap().lines() { let q: Q = serde_json::from_str(l).unwrap(); if q.style.starts_with("lang") { continue }
                let e: Vec<&str> = q.expect.iter().map(String::as_str).collect(); dump(name, &q.q, &e, &index); }
        }
        return;
    }
    let t = Instant::now();
    let index = Index::build_without(&k, Weighing::usual(), &|_| false);
    eprintln!("build {:?}", t.elapsed());
    if std::env::var("LOO").is_ok() {
        let (mut n, mut r1, mut r3) = (0, 0, 0);
        let only = std::env::var("ONLY").unwrap_or_default();
        let mut per: std::collections::BTreeMap<String, (u32, u32)> = Default::default();
        let mut failing = vec![];
        for fold in 0..12 {
            let out: std::collections::HashSet<&str> = k.entries().iter().flat_map(|e| e.asked_as.iter().enumerate().filter(move |(i, _)| i % 12 == fold).map(|(_, q)| q.as_str())).collect();
            let index = Index::build_without(&k, Weighing::usual(), &|q| out.contains(q));
            for e in k.entries().iter().filter(|e| only.is_empty() || only.split(',').any(|o| e.id.as_str().starts_with(o))) { for q in e.asked_as.iter().filter(|q| out.contains(q.as_str())) {
                let c = candidates(&index, q, &Settings::USUAL);
                let hits: Vec<_> = c.iter().filter(|c| (c.doc as usize) < k.entries().len()).map(|c| &k.entries()[c.doc as usize].id).collect();
                n += 1;
                match hits.iter().position(|h| **h == e.id) { Some(0) => { r1 += 1; r3 += 1 }, r => { if matches!(r, Some(1..=2)) { r3 += 1 } failing.push(format!("{} | {q} | got {}", e.id, hits.first().map_or("nothing", |h|h.as_str()))); } }
                let p = per.entry(e.id.to_string()).or_default(); p.0 += 1; if hits.first().is_some_and(|h| **h == e.id) { p.1 += 1 }
            } }
        }
        if std::env::var("LOO").unwrap()=="v" {
            failing.sort(); for f in failing { println!("{f}") }
            for (id, (n, r)) in per { println!("{id}: {r} of {n} ({:.0} %)", 100. * r as f32 / n as f32) }
        }
        println!("LOO n {n} R@1 {:.3} R@3 {:.3}", r1 as f32 / n as f32, r3 as f32 / n as f32);
    }
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
