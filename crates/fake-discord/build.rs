//! Rebuilds the package when a file of the page that it carries is added, removed or changed.

fn main() {
    println!("cargo::rerun-if-changed=src/page");
}
