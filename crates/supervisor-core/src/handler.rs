//! Result handlers: what judges the answers of the listeners of a pool.

use alloc::format;
use alloc::sync::Arc;

use supervisor_api::GroupConfig;

/// Returns why the processes of a pool cannot run: an answer that a Python function should judge
/// is one that nobody can.
pub(crate) fn refusal(group: &GroupConfig) -> Option<Arc<str>> {
    let pool = group.pool.as_ref()?;
    if pool.has_built_in_handler() {
        return None;
    }
    let handler = &pool.result_handler;
    Some(format!("result_handler {handler} is a Python function, which cannot be loaded").into())
}
