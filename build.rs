//! Rebuilds the binary when a file of the knowledge that it carries is added, removed or changed.

fn main() {
    println!("cargo::rerun-if-changed=knowledge");
}
