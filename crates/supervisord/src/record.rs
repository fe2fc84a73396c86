//! The line that the log has for each action: who asked for what.

use supervisor_api::{Action, Caller, Target, Transport};

/// Writes an action and its caller as `key=value` fields.
pub(crate) fn action(by: &Caller, action: &Action) -> String {
    let what = match action {
        Action::Start { target, wait } => format!("start target={} wait={wait}", of(target)),
        Action::Stop { target, wait } => format!("stop target={} wait={wait}", of(target)),
        Action::Signal { target, signal } => {
            format!("signal target={} signal={}", of(target), value(signal))
        }
        Action::AddGroup(name) => format!("add_group target={}", value(name.as_str())),
        Action::RemoveGroup(name) => format!("remove_group target={}", value(name.as_str())),
        Action::ReloadConfig => "reload_config".into(),
        Action::Shutdown => "shutdown".into(),
        Action::Restart => "restart".into(),
        Action::ClearMainLog => "clear_main_log".into(),
        Action::ClearProcessLogs(target) => format!("clear_process_logs target={}", of(target)),
        Action::SendStdin { name, bytes } => {
            let target = value(name.as_given());
            format!("send_stdin target={target} bytes={}", bytes.len())
        }
        Action::SendRemoteEvent { kind, data } => {
            format!(
                "send_remote_event type={} bytes={}",
                value(kind),
                data.len()
            )
        }
    };
    format!("action={what} {}", caller(by))
}

fn of(target: &Target) -> String {
    match target {
        Target::Named(name) => value(name.as_given()),
        Target::Group(name) => value(&format!("{name}:*")),
        Target::All => "all".into(),
    }
}

fn caller(by: &Caller) -> String {
    let mut text = match &by.transport {
        Transport::Unix { uid, pid } => {
            format!("by=unix{}{}", field("uid", *uid), field("pid", *pid))
        }
        Transport::Tcp { peer } => format!("by=tcp peer={}", value(peer)),
        Transport::Internal => "by=internal".into(),
    };
    if let Some(user) = &by.user {
        text.push_str(&format!(" user={}", value(user)));
    }
    text.push_str(&format!(" role={}", by.role));
    text
}

fn field(name: &str, number: Option<u32>) -> String {
    number.map_or_else(String::new, |number| format!(" {name}={number}"))
}

/// Quotes what a client wrote where it could break the line or feign a field.
fn value(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_graphic() && c != '"' && c != '=';
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_string();
    }
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use supervisor_api::{Namespec, Role};

    fn start(name: &str) -> Action {
        Action::Start {
            target: Target::Named(Namespec::parse(name)),
            wait: true,
        }
    }

    #[test]
    fn an_action_names_its_caller() {
        let by = Caller {
            transport: Transport::Unix {
                uid: Some(0),
                pid: Some(12),
            },
            user: None,
            role: Role::Operate,
        };

        assert_eq!(
            action(&by, &start("web")),
            "action=start target=web wait=true by=unix uid=0 pid=12 role=operate"
        );
    }

    #[test]
    fn a_name_cannot_feign_a_line_or_a_field() {
        let by = Caller {
            transport: Transport::Internal,
            user: Some("a b".into()),
            role: Role::Admin,
        };

        assert_eq!(
            action(&by, &start("x\ny=z")),
            "action=start target=\"x\\ny=z\" wait=true by=internal user=\"a b\" role=admin"
        );
    }
}
