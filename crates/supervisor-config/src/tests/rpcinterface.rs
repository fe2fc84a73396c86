use supervisor_api::config::RpcInterface;

use super::*;

const BUILT_IN: &str = "[rpcinterface:supervisor]\n\
     supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n";

#[test]
fn c_184_the_built_in_interface() {
    let loaded = loaded(BUILT_IN);
    assert_eq!(
        loaded.config.rpc_interfaces,
        [RpcInterface {
            name: "supervisor".into(),
            factory: RpcInterface::BUILT_IN.into(),
        }]
    );
    assert!(loaded.messages.is_empty());
}

#[test]
fn c_184_a_factory_is_required() {
    assert_eq!(
        refusal("[rpcinterface:x]"),
        "section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory"
    );
}

#[test]
fn c_184_a_foreign_factory_is_told_and_the_rest_works() {
    let loaded = loaded(
        "[rpcinterface:x]\nsupervisor.rpcinterface_factory=a.b:c\nkey=value\n[program:x]\ncommand=x",
    );

    assert!(!loaded.config.rpc_interfaces[0].is_built_in());
    assert_eq!(loaded.config.groups.len(), 1);
    let message = &loaded.messages[0];
    assert_eq!(message.level, Level::Critical);
    assert_eq!(
        message.text,
        "[rpcinterface:x] asks for the Python plugin 'a.b:c', which cannot be loaded: the daemon \
         goes on without it, and the methods of the namespace 'x' are not available"
    );
}

#[test]
fn c_184_arguments_of_the_built_in_interface_are_refused_where_there_is_a_server() {
    let with_argument = format!("{BUILT_IN}key=value\n");
    assert!(attempt(&with_argument).is_ok());
    assert_eq!(
        refusal(&format!("{with_argument}[inet_http_server]\nport=1")),
        "Could not make supervisor rpc interface"
    );
}

#[test]
fn w_58_inherited_keys_are_no_arguments() {
    let lines = format!("[DEFAULT]\nuser=www\n{BUILT_IN}[inet_http_server]\nport=1");
    assert!(attempt(&lines).is_ok());
}
