//! The calls inside a `system.multicall`.

use supervisor_api::{Fault, FaultCode};

use crate::value::{Call, Value};

/// Takes the array of structs apart. An entry that is no call becomes the fault that answers it,
/// and does not stop the others.
pub(crate) fn entries(calls: &Value) -> Result<Vec<Result<Call, Fault>>, Fault> {
    match calls {
        Value::Array(calls) => Ok(calls.iter().map(entry).collect()),
        // compat: an empty text passes for an empty list.
        Value::String(text) if text.is_empty() => Ok(Vec::new()),
        _ => Err(incorrect(None)),
    }
}

fn entry(call: &Value) -> Result<Call, Fault> {
    if !matches!(call, Value::Struct(_)) {
        return Err(incorrect(None));
    }
    let method = match call.member("methodName") {
        None | Some(Value::Nil) => Err(incorrect(Some("No methodName"))),
        Some(Value::String(name)) if name == "system.multicall" => {
            Err(incorrect(Some("Recursive system.multicall forbidden")))
        }
        Some(Value::String(name)) => Ok(name.clone()),
        Some(_) => Err(incorrect(None)),
    }?;
    let params = match call.member("params") {
        None => Ok(Vec::new()),
        Some(Value::Array(params)) => Ok(params.clone()),
        Some(_) => Err(incorrect(None)),
    }?;
    Ok(Call { method, params })
}

fn incorrect(detail: Option<&str>) -> Fault {
    Fault {
        code: FaultCode::IncorrectParameters,
        detail: detail.map(str::to_owned),
    }
}
