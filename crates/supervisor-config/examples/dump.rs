//! Loads configurations and prints what they mean, as JSON in the shape of
//! `tests/oracle/dump_config.py`: one value for each file named on the command line.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use serde_json::{Value, json};
use supervisor_config::{HostFiles, LoadRequest, Loaded, load};

fn main() {
    for path in std::env::args().skip(1) {
        println!("{:#}", dump(&path));
    }
}

fn dump(path: &str) -> Value {
    match load(&HostFiles, &LoadRequest::new(&HostFiles, path)) {
        Ok(loaded) => shown(&loaded),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

fn shown(loaded: &Loaded) -> Value {
    let mut config = json!(loaded.config);
    for (shown, server) in servers(&mut config).iter_mut().zip(&loaded.config.servers) {
        if let Some(credentials) = &server.credentials {
            shown["credentials"]["password"] = json!(credentials.password);
        }
    }
    // The original has nothing like it.
    if let Some(config) = config.as_object_mut() {
        config.remove("access");
    }
    let messages = loaded.messages.iter();
    let messages: Vec<Value> = messages
        .map(|message| json!([message.level, message.text]))
        .collect();
    json!({ "config": config, "messages": messages })
}

/// The passwords are left out of the typed configuration's JSON.
fn servers(config: &mut Value) -> &mut [Value] {
    config["servers"]
        .as_array_mut()
        .map_or(&mut [], Vec::as_mut_slice)
}
