//! XML-RPC as Supervisor speaks it: the codec in both directions.
//!
//! The codec reads and writes messages byte for byte as the original does where clients could
//! notice. It needs no runtime and does no I/O.
#![forbid(unsafe_code)]

mod decode;
mod encode;
mod error;
mod pull;
mod value;

pub use decode::{DEPTH_LIMIT, decode_call, decode_response};
pub use encode::{Members, Writer, encode_call, encode_fault, encode_response};
pub use error::{DecodeError, Problem};
pub use value::{Call, RemoteFault, Response, Value};
