//! XML-RPC as Supervisor speaks it: the codec in both directions and the table of methods.
//!
//! The codec reads and writes messages byte for byte as the original does where clients could
//! notice. The table turns calls into what they ask of the daemon, and its replies into values.
//! Nothing here needs a runtime or does I/O.
#![forbid(unsafe_code)]

mod args;
mod config_info;
mod decode;
mod encode;
mod error;
mod method;
mod multicall;
mod pull;
mod query;
mod quote;
mod reply;
mod request;
mod table;
mod value;

pub use decode::{DEPTH_LIMIT, decode_call, decode_response};
pub use encode::{Members, Writer, encode_call, encode_fault, encode_response};
pub use error::{DecodeError, Problem};
pub use quote::quoted;
pub use request::{Query, Refusal, Request, refuse_if_stopping, resolve};
pub use value::{Call, RemoteFault, Response, Value};
