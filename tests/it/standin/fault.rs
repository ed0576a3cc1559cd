//! Owns what a test can let go wrong, and which fault happens to which request.

use serde_json::{Value, json};

use super::state::State;

/// What goes wrong, once unless it says otherwise. `route` is any part of "METHOD /path".
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The request has no effect and is answered thus.
    Status {
        route: &'static str,
        status: u16,
        body: Value,
        headers: Vec<(&'static str, String)>,
        times: usize,
    },
    /// The request has no effect and is never answered.
    Hang {
        route: &'static str,
    },
    /// The request has its effect and is never answered.
    HangAfter {
        route: &'static str,
    },
    /// The request has its effect, but the answer is a 502.
    LostAnswer {
        route: &'static str,
    },
    /// The request has no effect, and its connection is closed without an answer.
    Cut {
        route: &'static str,
    },
    /// The request has its effect, and its connection is closed without an answer.
    CutAfter {
        route: &'static str,
    },
    /// The gateway's faults happen at once, or to the next IDENTIFY or RESUME when nobody is
    /// connected.
    GatewayClose(u16),
    DropSocket,
    InvalidSession {
        resumable: bool,
    },
    /// From now on this connection's heartbeats go unanswered.
    NoHeartbeatAck,
    Reconnect,
}

impl Fault {
    pub(crate) fn rate_limited(route: &'static str, retry_after: f64) -> Fault {
        let message = "You are being rate limited.";
        let body = json!({"message": message, "retry_after": retry_after, "global": false});
        let headers = vec![
            ("Retry-After", retry_after.ceil().to_string()),
            ("X-RateLimit-Reset-After", retry_after.to_string()),
            ("X-RateLimit-Scope", "user".to_owned()),
        ];
        Fault::Status {
            route,
            status: 429,
            body,
            headers,
            times: 1,
        }
    }

    /// The part of the request that it happens to; none for the gateway's faults.
    pub(super) fn route(&self) -> Option<&'static str> {
        match self {
            Fault::Status { route, .. }
            | Fault::Hang { route }
            | Fault::HangAfter { route }
            | Fault::LostAnswer { route }
            | Fault::Cut { route }
            | Fault::CutAfter { route } => Some(route),
            Fault::GatewayClose(_)
            | Fault::DropSocket
            | Fault::InvalidSession { .. }
            | Fault::NoHeartbeatAck
            | Fault::Reconnect => None,
        }
    }

    /// An error as Discord words it, such as 403 with code 50013.
    pub(crate) fn refused(route: &'static str, status: u16, code: u32, message: &str) -> Fault {
        let body = json!({"message": message, "code": code});
        Fault::Status {
            route,
            status,
            body,
            headers: Vec::new(),
            times: 1,
        }
    }
}

impl State {
    pub(super) fn take_fault(&mut self, line: &str) -> Option<Fault> {
        let fits = |fault: &Fault| fault.route().is_some_and(|route| line.contains(route));
        let index = self.faults.iter().position(fits)?;
        if let Fault::Status { times, .. } = &mut self.faults[index]
            && *times > 1
        {
            *times -= 1;
            return Some(self.faults[index].clone());
        }
        Some(self.faults.remove(index))
    }
}
