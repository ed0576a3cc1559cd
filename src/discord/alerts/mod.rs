//! `/alerts` and `/privacy`: from an interaction to its answer. All answers are for the asker
//! alone. `rights` says who may do what, `showing` has what is only shown.

mod access;
pub(super) mod adjust;
mod asker;
mod no_reply;
pub(super) mod options;
mod rights;
mod showing;

use std::sync::Arc;
use std::time::Duration;

use serenity::all::{CommandDataOptionValue, CommandInteraction, ComponentInteraction};
use tokio::sync::Notify;

use crate::alerts::{AlertRequest, Confirmed, Scope, preview, read_query};
use crate::config::AlertsConfig;
use crate::discord::alerts::asker::Asker;
pub(super) use crate::discord::alerts::no_reply::NoReply;
use crate::discord::alerts::options::{Given, refused};
use crate::discord::layout::Message;
use crate::discord::render::{alerts as shown_as, counted};
use crate::discord::rest::Rest;
use crate::domain::alert::{Alert, AlertId, Destination, Order, State};
use crate::domain::clock::Clock;
use crate::service::complete::{Choice, MOST};
use crate::service::{Desk, Refusal};
use crate::store::{self, Limits, NotAdded, Of, Store};

/// How long Discord may take to say who may write where: an answer is due within three seconds.
const IN_TIME: Duration = Duration::from_secs(2);

/// Answers what is asked of alerts.
pub(super) struct Alerts {
    pub(super) store: Store,
    pub(super) rest: Arc<Rest>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) config: AlertsConfig,
    /// Rung when something may have become due.
    pub(super) bell: Arc<Notify>,
}

/// The options of a subcommand, and its name.
fn subcommand(command: &CommandInteraction) -> Option<(&str, Given<'_>)> {
    let option = command.data.options.first()?;
    match &option.value {
        CommandDataOptionValue::SubCommand(inner) => Some((&option.name, Given(inner))),
        _ => None,
    }
}

impl Alerts {
    /// Answers `/alerts` and `/privacy`.
    pub(super) async fn command(
        &self,
        desk: Desk,
        command: &CommandInteraction,
    ) -> Result<Message, NoReply> {
        let asker = Asker::of_command(command);
        if command.data.name == "privacy" {
            return self.privacy(&asker).await;
        }
        let Some((name, given)) = subcommand(command) else {
            return Err(unknown("/alerts").into());
        };
        let request = match name {
            "add" => {
                let order = self.order(&given, &asker, options::blank(&asker)).await?;
                AlertRequest::Add(order, Confirmed::No)
            }
            "edit" => {
                let alert = self.known(given.alert()?).await?;
                self.may_change(&asker, &alert).await?;
                let order = self.order(&given, &asker, alert.order).await?;
                AlertRequest::Edit(alert.id, order, Confirmed::No)
            }
            "list" => {
                let scope = Scope::named(given.text("of")).unwrap_or(Scope::Mine);
                AlertRequest::List(scope, 1)
            }
            "pause" => AlertRequest::Pause(given.alert()?),
            "resume" => AlertRequest::Resume(given.alert()?),
            "remove" => AlertRequest::Remove(given.alert()?, Confirmed::No),
            "test" => AlertRequest::Test(given.alert()?),
            "why" => AlertRequest::Why(given.alert()?, given.text("statement").to_owned()),
            "settings" => return self.settings(&asker, &given).await,
            other => return Err(unknown(other).into()),
        };
        self.answer(desk, &asker, request).await
    }

    /// Answers a pressed button.
    pub(super) async fn pressed(
        &self,
        desk: Desk,
        component: &ComponentInteraction,
        line: &str,
    ) -> Result<Message, NoReply> {
        let asker = Asker::of_component(component);
        match line {
            "/privacy" => self.privacy(&asker).await,
            "/privacy delete" => Ok(shown_as::forget()),
            "/privacy delete confirmed" => self.forget(&asker).await,
            line => self.answer(desk, &asker, line.parse()?).await,
        }
    }

    async fn answer(
        &self,
        desk: Desk,
        asker: &Asker,
        request: AlertRequest,
    ) -> Result<Message, NoReply> {
        match request {
            AlertRequest::Add(order, Confirmed::No) => {
                self.previewed(desk, asker, order, None).await
            }
            AlertRequest::Add(order, Confirmed::Yes) => self.add(asker, order).await,
            AlertRequest::Edit(id, order, Confirmed::No) => {
                self.previewed(desk, asker, order, Some(id)).await
            }
            AlertRequest::Edit(id, order, Confirmed::Yes) => self.edit(asker, id, order).await,
            // A form is shown for it, and what is sent with the form is another request.
            AlertRequest::Adjust(changes, order) => {
                self.previewed(desk, asker, order, changes).await
            }
            AlertRequest::List(scope, page) => self.list(asker, scope, page).await,
            AlertRequest::Pause(id) => self.pause(asker, id).await,
            AlertRequest::Resume(id) => self.resume(asker, id).await,
            AlertRequest::Remove(id, confirmed) => self.remove(asker, id, confirmed).await,
            AlertRequest::Test(id) => self.sample(&desk, asker, id).await,
            AlertRequest::Why(id, statement) => self.why(&desk, asker, id, &statement).await,
            AlertRequest::Told(delivery, page) => self.told(&desk, delivery, page).await,
        }
    }

    /// The order that the options make of `before`.
    async fn order(
        &self,
        given: &Given<'_>,
        asker: &Asker,
        before: Order,
    ) -> Result<Order, NoReply> {
        let is_new = before.query.is_empty();
        let query = given.query()?.unwrap_or(before.query);
        if query.is_empty() {
            return Err(refused(
                "An alert needs something to watch for.",
                "Give a query, such as `query:critical infrastructure`, or a party, a norm or a forum.",
            )
            .into());
        }
        let destination = match given.names_a_place() || is_new {
            true => {
                let channel = given.channel().unwrap_or(asker.channel);
                let channel = match asker.server.filter(|_| !given.flag("direct")) {
                    Some(_) => access::channel(&self.rest, channel).await.ok(),
                    None => None,
                };
                options::destination(given, asker, channel.as_ref())?
            }
            false => before.destination,
        };
        let mention = match given.flag("mention_nobody") || destination == Destination::Direct {
            true => None,
            false => given.role("mention").or(before.mention),
        };
        Ok(Order {
            query,
            server: match is_new || given.names_a_place() {
                true => asker.server.filter(|_| destination != Destination::Direct),
                false => before.server,
            },
            destination,
            cadence: given.cadence(&before.cadence)?,
            mention,
        })
    }

    /// Checks the rights that an order needs, while the asker can still be answered.
    async fn may_set(&self, asker: &Asker, order: &Order) -> Result<(), NoReply> {
        let asked = rights::may_set(&self.rest, &self.store, asker, order);
        match tokio::time::timeout(IN_TIME, asked).await {
            Ok(may) => Ok(may?),
            Err(_) => Err(refused(
                "Discord did not say in time who may write there.",
                "Try again in a minute.",
            )
            .into()),
        }
    }

    async fn previewed(
        &self,
        desk: Desk,
        asker: &Asker,
        order: Order,
        changes: Option<AlertId>,
    ) -> Result<Message, NoReply> {
        self.may_set(asker, &order).await?;
        let today = self.clock.today();
        let looked = tokio::task::spawn_blocking(move || preview(&desk, &order, today));
        let preview = looked
            .await
            .map_err(|error| NoReply::Failed(error.into()))??;
        Ok(shown_as::preview(&preview, changes))
    }

    async fn add(&self, asker: &Asker, order: Order) -> Result<Message, NoReply> {
        read_query(&order.query)?;
        self.may_set(asker, &order).await?;
        let limits = Limits {
            per_person: self.config.most_per_person,
            per_server: self.config.most_per_server,
        };
        let now = self.clock.now();
        match self
            .store
            .add_alert(asker.person, &order, limits, now)
            .await?
        {
            Ok(alert) => Ok(shown_as::done(&alert, "is set")),
            Err(not_added) => Err(full(&not_added).into()),
        }
    }

    async fn edit(&self, asker: &Asker, id: AlertId, order: Order) -> Result<Message, NoReply> {
        let alert = self.known(id).await?;
        self.may_change(asker, &alert).await?;
        read_query(&order.query)?;
        self.may_set(asker, &order).await?;
        match self
            .store
            .change_alert(id, &order, self.clock.now())
            .await?
        {
            Ok(alert) => {
                self.bell.notify_one();
                Ok(shown_as::done(&alert, "is changed"))
            }
            Err(not_added) => Err(full(&not_added).into()),
        }
    }

    async fn pause(&self, asker: &Asker, id: AlertId) -> Result<Message, NoReply> {
        let alert = self.changeable(asker, id).await?;
        self.store.pause(alert.id, self.clock.now()).await?;
        let alert = self.known(id).await?;
        Ok(shown_as::changed(
            &alert,
            "is paused. What enters meanwhile is not told.",
        ))
    }

    async fn resume(&self, asker: &Asker, id: AlertId) -> Result<Message, NoReply> {
        let alert = self.changeable(asker, id).await?;
        self.may_set(asker, &alert.order).await?;
        let most = self.config.most_in_ten_minutes;
        self.store.resume(alert.id, most, self.clock.now()).await?;
        self.bell.notify_one();
        let alert = self.known(id).await?;
        Ok(shown_as::changed(&alert, "watches again."))
    }

    async fn remove(
        &self,
        asker: &Asker,
        id: AlertId,
        confirmed: Confirmed,
    ) -> Result<Message, NoReply> {
        let alert = self.changeable(asker, id).await?;
        if confirmed == Confirmed::No {
            return Ok(shown_as::remove(&alert));
        }
        self.store
            .remove(id, "the alert was removed", self.clock.now())
            .await?;
        let alert = Alert {
            state: State::Removed,
            ..alert
        };
        Ok(shown_as::changed(&alert, "is removed."))
    }

    async fn known(&self, id: AlertId) -> Result<Alert, NoReply> {
        let alert = self.store.alert(id).await?;
        let alert = alert.filter(|alert| alert.state != State::Removed);
        alert.ok_or_else(|| none(id).into())
    }

    /// The alert, when `asker` may change it. Of one that is none of theirs they learn nothing.
    async fn changeable(&self, asker: &Asker, id: AlertId) -> Result<Alert, NoReply> {
        let alert = self.known(id).await?;
        self.may_change(asker, &alert).await?;
        Ok(alert)
    }

    async fn may_change(&self, asker: &Asker, alert: &Alert) -> Result<(), NoReply> {
        if alert.owner == asker.person {
            return Ok(());
        }
        let order = &alert.order;
        if order.server.is_none() || order.server != asker.server {
            return Err(none(alert.id).into());
        }
        let may = rights::may_manage(
            &self.rest,
            &self.store,
            asker,
            &order.destination,
            order.server,
        );
        match (may.await?, order.destination.channel()) {
            (true, _) => Ok(()),
            (false, Some(channel)) => Err(rights::not_allowed(channel).into()),
            (false, None) => Err(none(alert.id).into()),
        }
    }

    /// Alerts to choose from while somebody types.
    pub(super) async fn choices(
        &self,
        command: &CommandInteraction,
        typed: &str,
    ) -> Result<Vec<Choice>, store::Error> {
        let owner = crate::domain::chat::PersonId::new(command.user.id.get());
        let typed = typed.trim().to_lowercase();
        let alerts = self.store.alerts(Of::Owner(owner)).await?.into_iter();
        let name = |alert: &Alert| {
            let order = &alert.order;
            format!("{} · {} · {}", alert.id, order.query, order.cadence.words())
        };
        let fits = |alert: &Alert| name(alert).to_lowercase().contains(&typed);
        let choice = |alert: Alert| Choice {
            name: name(&alert),
            value: alert.id.to_string(),
        };
        Ok(alerts.filter(fits).take(MOST).map(choice).collect())
    }
}

fn none(id: AlertId) -> Refusal {
    refused(
        format!("There is no alert {id} of yours."),
        "See yours with `/alerts list`.",
    )
}

fn unknown(name: &str) -> Refusal {
    refused(
        format!("`{name}` is a command of another version of this bot."),
        "Reload Discord to see today's commands, or ask `/help`.",
    )
}

fn full(not_added: &NotAdded) -> Refusal {
    match not_added {
        NotAdded::Same(id) => refused(
            format!("Alert {id} watches for the same and sends it to the same place."),
            "Change it with `/alerts edit`, or choose another place.",
        ),
        NotAdded::PersonFull { most } => refused(
            format!(
                "You have {}, and whoever runs this bot allows one person no more.",
                counted(*most as usize, "alert")
            ),
            "Remove one that you no longer need with `/alerts remove`.",
        ),
        NotAdded::ServerFull { most } => refused(
            format!(
                "This server has {}, and whoever runs this bot allows it no more.",
                counted(*most as usize, "alert")
            ),
            "Remove one that is no longer needed, or have this one sent to your direct messages.",
        ),
    }
}
