//! Checks the configurations named on the command line, as `supervisord --check` does; with
//! `--json` before them, for machines.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use supervisor_config::{HostFiles, LoadRequest, check};

fn main() {
    let mut is_json = false;
    for argument in std::env::args().skip(1) {
        if argument == "--json" {
            is_json = true;
            continue;
        }
        let report = check(&HostFiles, &LoadRequest::new(&HostFiles, argument));
        if is_json {
            print!("{}", report.render_json());
        } else {
            print!("{}", report.render_text());
        }
    }
}
