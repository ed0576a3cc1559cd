//! The written form of what is asked of alerts; buttons carry it, and it parses back to the same.

use std::fmt;
use std::str::FromStr;

use crate::domain::alert::{AlertId, Order};
use crate::domain::cadence::Cadence;
use crate::domain::delivery::DeliveryId;
use crate::service::refusal::{Refusal, RefusalKind};

/// What a person asks of alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertRequest {
    /// To set one; what it would have matched is shown until it is confirmed.
    Add(Order, Confirmed),
    /// To make of one what the order says.
    Edit(AlertId, Order, Confirmed),
    /// To change the query of what is to be set, or of one that is to be changed.
    Adjust(Option<AlertId>, Order),
    /// Those of somebody or of some place.
    List(Scope, usize),
    /// To stop one for a while.
    Pause(AlertId),
    /// To let it go on.
    Resume(AlertId),
    /// To end it.
    Remove(AlertId, Confirmed),
    /// A sample of what it says.
    Test(AlertId),
    /// Why a statement did or did not reach it.
    Why(AlertId, String),
    /// A page of a digest or a summary.
    Told(DeliveryId, usize),
}

/// Whether the asker has seen what will be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// Not yet.
    No,
    /// They pressed the button below it.
    Yes,
}

/// Whose alerts are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The asker's.
    Mine,
    /// Those of the channel.
    Channel,
    /// Those of the server.
    Server,
}

impl Scope {
    /// The scope of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "mine" => Scope::Mine,
            "channel" => Scope::Channel,
            "server" => Scope::Server,
            _ => return None,
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Mine => "mine",
            Scope::Channel => "channel",
            Scope::Server => "server",
        }
    }
}

impl fmt::Display for AlertRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sure = |confirmed: &Confirmed| match confirmed {
            Confirmed::Yes => " confirmed",
            Confirmed::No => "",
        };
        match self {
            AlertRequest::Add(order, confirmed) => {
                write!(f, "/alerts add{}{}", sure(confirmed), written(order))
            }
            AlertRequest::Edit(alert, order, confirmed) => {
                write!(
                    f,
                    "/alerts edit {alert}{}{}",
                    sure(confirmed),
                    written(order)
                )
            }
            AlertRequest::Adjust(alert, order) => {
                f.write_str("/alerts adjust")?;
                alert.map_or(Ok(()), |alert| write!(f, " {alert}"))?;
                f.write_str(&written(order))
            }
            AlertRequest::List(scope, page) => {
                write!(f, "/alerts list {} page:{page}", scope.name())
            }
            AlertRequest::Pause(alert) => write!(f, "/alerts pause {alert}"),
            AlertRequest::Resume(alert) => write!(f, "/alerts resume {alert}"),
            AlertRequest::Remove(alert, confirmed) => {
                write!(f, "/alerts remove {alert}{}", sure(confirmed))
            }
            AlertRequest::Test(alert) => write!(f, "/alerts test {alert}"),
            AlertRequest::Why(alert, statement) => write!(f, "/alerts why {alert} {statement}"),
            AlertRequest::Told(delivery, page) => write!(f, "/alerts told {delivery} page:{page}"),
        }
    }
}

/// ` to:channel:5 server:9 every:daily,08,Europe/Vienna mention:7 -- QUERY`.
fn written(order: &Order) -> String {
    let every = order.cadence.to_string().replace(' ', ",");
    let mut text = format!(" to:{} every:{every}", order.destination);
    if let Some(server) = order.server {
        text += &format!(" server:{server}");
    }
    if let Some(role) = order.mention {
        text += &format!(" mention:{role}");
    }
    text + " -- " + &order.query
}

impl FromStr for AlertRequest {
    type Err = Refusal;

    fn from_str(line: &str) -> Result<Self, Refusal> {
        let (head, query) = match line.split_once(" -- ") {
            Some((head, query)) => (head, query),
            None => (line, ""),
        };
        let words: Vec<&str> = head.trim_start_matches('/').split_whitespace().collect();
        let words = words.as_slice();
        let confirmed = match words.contains(&"confirmed") {
            true => Confirmed::Yes,
            false => Confirmed::No,
        };
        let page = value(words, "page:").unwrap_or("1");
        let page: usize = page.parse().map_err(|_| unreadable(line))?;
        let id = |word: &str| word.parse().map(AlertId).map_err(|_| unreadable(line));
        Ok(match words {
            ["alerts", "add", ..] => {
                let order = order(words, query).ok_or_else(|| unreadable(line))?;
                AlertRequest::Add(order, confirmed)
            }
            ["alerts", "edit", alert, ..] => {
                let order = order(words, query).ok_or_else(|| unreadable(line))?;
                AlertRequest::Edit(id(alert)?, order, confirmed)
            }
            ["alerts", "adjust", first, ..] => {
                let order = order(words, query).ok_or_else(|| unreadable(line))?;
                AlertRequest::Adjust(first.parse().ok().map(AlertId), order)
            }
            ["alerts", "list", rest @ ..] => {
                let scope = rest.first().and_then(|name| Scope::named(name));
                AlertRequest::List(scope.unwrap_or(Scope::Mine), page)
            }
            ["alerts", "pause", alert, ..] => AlertRequest::Pause(id(alert)?),
            ["alerts", "resume", alert, ..] => AlertRequest::Resume(id(alert)?),
            ["alerts", "remove", alert, ..] => AlertRequest::Remove(id(alert)?, confirmed),
            ["alerts", "test", alert, ..] => AlertRequest::Test(id(alert)?),
            ["alerts", "why", alert, statement, ..] => {
                AlertRequest::Why(id(alert)?, (*statement).to_owned())
            }
            ["alerts", "told", delivery, ..] => {
                let delivery = delivery.parse().map_err(|_| unreadable(line))?;
                AlertRequest::Told(DeliveryId(delivery), page)
            }
            _ => return Err(unreadable(line)),
        })
    }
}

/// What stands behind `name` in one of the words.
fn value<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().find_map(|word| word.strip_prefix(name))
}

fn order(words: &[&str], query: &str) -> Option<Order> {
    let every = value(words, "every:")?.replace(',', " ");
    let cadence: Cadence = every.parse().ok()?;
    let server = value(words, "server:").map(str::parse).transpose().ok()?;
    let mention = value(words, "mention:").map(str::parse).transpose().ok()?;
    Some(Order {
        query: query.to_owned(),
        server,
        destination: value(words, "to:")?.parse().ok()?,
        cadence,
        mention,
    })
}

fn unreadable(line: &str) -> Refusal {
    let line: String = line.chars().take(60).collect();
    Refusal::new(
        RefusalKind::BadRequest,
        format!("`{line}` cannot be read."),
        "Give the command again: `/alerts`.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str) {
        let read: AlertRequest = line.parse().unwrap();
        assert_eq!(read.to_string(), line);
    }

    #[test]
    fn a_request_has_one_written_form() {
        check(
            "/alerts add to:channel:5 every:at-once server:9 -- critical infrastructure party:China",
        );
        check(
            "/alerts add confirmed to:forum:5:7,8 every:weekly,monday,08,America/New_York server:9 mention:4 -- \"a -- b\"",
        );
        check("/alerts edit 12 confirmed to:direct every:daily,23,Australia/Lord_Howe -- cyber*");
        check("/alerts adjust to:direct every:at-once -- cyber*");
        check("/alerts adjust 12 to:channel:5 every:at-once server:9 -- cyber*");
        check("/alerts list server page:2");
        check("/alerts remove 12 confirmed");
        check("/alerts why 12 chn-cd-2015-cyber");
        check("/alerts told 345 page:3");
        for verb in ["pause", "resume", "remove", "test"] {
            check(&format!("/alerts {verb} 12"));
        }
    }

    #[test]
    fn the_number_of_a_delivery_behind_it_says_nothing() {
        let read: AlertRequest = "/alerts pause 12 from:345".parse().unwrap();
        assert_eq!(read, AlertRequest::Pause(AlertId(12)));
        let read: AlertRequest = "/alerts list from:345".parse().unwrap();
        assert_eq!(read, AlertRequest::List(Scope::Mine, 1));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for line in [
            "/alerts",
            "/alerts pause x",
            "/alerts add -- x",
            "/alerts add to:5 every:daily -- x",
        ] {
            assert!(line.parse::<AlertRequest>().is_err(), "{line}");
        }
    }
}
