//! Rebuilds the program when a file of the corpus changes, because the corpus is inside it.

fn main() {
    println!("cargo:rerun-if-changed=corpus");
}
