use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::Instant;
use tpm_guide::knowledge::*;
use tpm_guide::search::{Index, Outcome, search, study};
#[derive(Deserialize)]
struct Q {
    q: String,
    expect: Vec<String>,
    style: String,
}
fn main() {
    let k = disk::load(
        &disk::Place::Folder(Path::new(&std::env::var("KNOW").unwrap_or("knowledge".into())).to_owned()),
        Date::from_calendar_date(2026, time::Month::November, 21).unwrap(),
    )
    .unwrap()
    .knowledge
    .clone();
    let t = Instant::now();
    let index = Index::build(&k);
    eprintln!("build {:?}", t.elapsed());
    eprintln!("build min {:?}", (0..7).map(|_| { let t = Instant::now(); let _ = Index::build(&k); t.elapsed() }).min());
    if let Ok(mode) = std::env::var("LOO") {
        let only = std::env::var("ONLY").unwrap_or_default();
        let (mut n, mut r1, mut r3) = (0, 0, 0);
        let mut per: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        let mut failing = vec![];
        let folds = 12;
        for fold in 0..folds {
            let out: HashSet<&str> = k
                .entries()
                .iter()
                .flat_map(|e| {
                    e.asked_as.iter().enumerate().filter(move |(i, _)| i % folds == fold).map(|(_, q)| q.as_str())
                })
                .collect();
            let index = Index::build_without(&k, &|q| out.contains(q));
            for e in
                k.entries().iter().filter(|e| only.is_empty() || only.split(',').any(|o| e.id.as_str().starts_with(o)))
            {
                for q in e.asked_as.iter().filter(|q| out.contains(q.as_str())) {
                    let r = search(&index, q);
                    n += 1;
                    let p = per.entry(e.id.to_string()).or_default();
                    p.0 += 1;
                    match r.hits.iter().position(|h| h.id == e.id) {
                        Some(0) => {
                            r1 += 1;
                            r3 += 1;
                            p.1 += 1
                        }
                        x => {
                            if matches!(x, Some(1..=2)) {
                                r3 += 1
                            }
                            failing.push(format!(
                                "{} | {q} | got {}",
                                e.id,
                                r.hits.first().map_or("nothing", |h| h.id.as_str())
                            ))
                        }
                    }
                }
            }
        }
        if mode == "v" {
            failing.sort();
            for f in failing {
                println!("{f}")
            }
            for (id, (n, r)) in per {
                println!("{id}: {r} of {n} ({:.0} %)", 100. * r as f32 / n as f32)
            }
        }
        println!("LOO n {n} R@1 {:.3} R@3 {:.3}", r1 as f32 / n as f32, r3 as f32 / n as f32);
    }
    for file in std::env::args().skip(1) {
        let qs: Vec<Q> =
            std::fs::read_to_string(&file).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let (mut n, mut r1, mut r3, mut right, mut wrong, mut oos, mut rej) = (0, 0, 0, 0, 0, 0, 0);
        let mut us: Vec<u128> = vec![];
        for q in &qs {
            let r = search(&index, &q.q);
            us.push((0..7).map(|_| { let t = Instant::now(); let _ = search(&index, &q.q); t.elapsed().as_nanos() }).min().unwrap());
            if q.style.starts_with("lang") {
                continue;
            }
            let found = r.outcome == Outcome::Found;
            if q.expect.is_empty() {
                oos += 1;
                if !found {
                    rej += 1
                } else if std::env::var("V").is_ok() {
                    println!("OOS {:?} {} {:.2}", q.q, r.hits[0].id, r.confidence)
                }
                continue;
            }
            n += 1;
            let rank = r.hits.iter().position(|h| q.expect.iter().any(|e| e == h.id.as_str()));
            if rank == Some(0) {
                r1 += 1;
                if found {
                    right += 1
                } else if std::env::var("V").is_ok() {
                    println!("SHY {:?} {} {:.2}", q.q, r.hits[0].id, r.confidence)
                }
            } else {
                if found {
                    wrong += 1
                }
                if std::env::var("V").is_ok() {
                    println!(
                        "MISS {} {:?} want {:?} got {:?} {:.2}",
                        q.style,
                        q.q,
                        q.expect,
                        r.hits.iter().take(3).map(|h| h.id.as_str()).collect::<Vec<_>>(),
                        r.confidence
                    )
                }
            }
            if rank.is_some_and(|r| r < 3) {
                r3 += 1
            }
        }
        us.sort();
        println!(
            "{}: n {n} R@1 {:.3} R@3 {:.3} right {:.3} wrong {:.3}; oos {oos} rejected {:.3}; us median {:.1} p99 {:.1}",
            file.rsplit('/').next().unwrap(),
            r1 as f32 / n as f32,
            r3 as f32 / n as f32,
            right as f32 / n as f32,
            wrong as f32 / n as f32,
            rej as f32 / oos as f32,
            us[us.len() / 2] as f32 / 1000.,
            us[us.len() * 99 / 100] as f32 / 1000.
        );
    }
    let _ = study(&index, "", [0.; 3], [0.; 3]);
}
