use banqlint::source::history::*;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let r = Repository::open(std::path::Path::new(&args[1])).unwrap();
    struct E(Vec<u8>);
    impl banqlint::source::Examine for E {
        fn margin(&self) -> usize { 256 }
        fn suspicious(&self, w: &[u8]) -> bool { memchr::memmem::find(w, &self.0).is_some() }
        fn sightings(&self, _: &banqlint::model::Origin, b: &[u8]) -> banqlint::source::Sightings { 
            let mut s = banqlint::source::Sightings::default();
            if memchr::memmem::find(b, &self.0).is_some() { s.seen.push(banqlint::source::Sighting { rule: 0, value: banqlint::model::ValueId::of("x"), needs_project: false }) }
            s
        }
    }
    let e = E(args[2].clone().into_bytes());
    let o = scan(&r, &e, Options { skip_connectivity: args.len() > 3, all_objects: false });
    println!("{:?} problems {} leaks {}", o.stats, o.problems.len(), o.leaks.len());
    for l in o.leaks.iter().take(10) { println!("{:?}", l); }
    for p in o.problems.iter().take(3) { println!("{:?}", p); }
}
