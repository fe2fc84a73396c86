//! Names one stream of one child to epoll.

use supervisor_api::Channel;
use supervisor_core::ChildId;

/// One of a child's streams. A `ChildId` is never used twice, so an event that comes late finds
/// nothing instead of somebody else's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) child: ChildId,
    pub(super) end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Stdin,
    Output(Channel),
}

impl Token {
    pub(super) const fn output(child: ChildId, channel: Channel) -> Self {
        Self {
            child,
            end: End::Output(channel),
        }
    }

    pub(super) const fn stdin(child: ChildId) -> Self {
        Self {
            child,
            end: End::Stdin,
        }
    }

    pub(super) const fn pack(self) -> u64 {
        let end = match self.end {
            End::Stdin => 0,
            End::Output(Channel::Stdout) => 1,
            End::Output(Channel::Stderr) => 2,
        };
        (self.child.0 << 2) | end
    }

    pub(super) const fn unpack(data: u64) -> Self {
        let end = match data & 3 {
            0 => End::Stdin,
            1 => End::Output(Channel::Stdout),
            _ => End::Output(Channel::Stderr),
        };
        Self {
            child: ChildId(data >> 2),
            end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_trip_through_the_kernel() {
        let child = ChildId(123_456_789);
        let ends = [
            End::Stdin,
            End::Output(Channel::Stdout),
            End::Output(Channel::Stderr),
        ];
        for end in ends {
            let token = Token { child, end };
            assert_eq!(Token::unpack(token.pack()), token);
        }
    }
}
