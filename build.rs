//! Rebuilds the binary when a file that it carries is added, removed or changed: the knowledge, the playground's page.

fn main() {
    println!("cargo::rerun-if-changed=knowledge");
    println!("cargo::rerun-if-changed=src/playground/page");
}
