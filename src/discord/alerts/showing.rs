//! What is only shown: lists of alerts, samples, reasons, further pages, settings, and what is kept
//! on somebody.

use crate::alerts::{NoticeShown, Scope, Telling, notice, read_query, shown, tell, why};
use crate::discord::alerts::Alerts;
use crate::discord::alerts::asker::Asker;
use crate::discord::alerts::no_reply::NoReply;
use crate::discord::alerts::options::{Given, refused};
use crate::discord::layout::{Message, Tone};
use crate::discord::render::{self, alerts as shown_as, list, notice as told};
use crate::domain::alert::{Alert, AlertId};
use crate::domain::delivery::DeliveryId;
use crate::service::Desk;
use crate::store::Of;

/// Statements among which a sample is sought.
const SAMPLES: usize = 1;

impl Alerts {
    pub(super) async fn list(
        &self,
        asker: &Asker,
        scope: Scope,
        page: usize,
    ) -> Result<Message, NoReply> {
        let alerts = match (scope, asker.server) {
            (Scope::Mine, _) => self.store.alerts(Of::Owner(asker.person)).await?,
            (Scope::Channel | Scope::Server, None) => {
                return Err(refused(
                    "Here are no channels of a server.",
                    "See your own with `/alerts list`.",
                )
                .into());
            }
            (Scope::Channel, Some(_)) => self.store.alerts(Of::Channel(asker.channel)).await?,
            (Scope::Server, Some(server)) if asker.manages_server => {
                self.store.alerts(Of::Server(server)).await?
            }
            (Scope::Server, Some(_)) => {
                return Err(refused(
                    "The alerts of all channels are for those who manage the server: some of its channels may be hidden from you.",
                    "See this channel's with `/alerts list of:This channel's`.",
                )
                .into());
            }
        };
        // In a channel that one server shares with no other, nothing of another's can stand.
        let own = |alert: &Alert| scope == Scope::Mine || alert.order.server == asker.server;
        let alerts: Vec<Alert> = alerts.into_iter().filter(own).collect();
        Ok(shown_as::list(&alerts, scope, page))
    }

    pub(super) async fn sample(
        &self,
        desk: &Desk,
        asker: &Asker,
        id: AlertId,
    ) -> Result<Message, NoReply> {
        let alert = self.changeable(asker, id).await?;
        let watched = desk.watched(&read_query(&alert.order.query)?)?;
        let newest = desk.statements_with(&watched, None, SAMPLES)?.newest.pop();
        let Some(passage) = newest else {
            return Err(refused(
                format!(
                    "No statement that is held matches alert {id}, so there is no sample to show."
                ),
                "It watches all the same; `/search` with another query finds what is held.",
            )
            .into());
        };
        let held = desk.held(passage.record.id.as_str())?;
        let found: Vec<u32> = passage.paragraph.number.into_iter().collect();
        let statement = shown(desk, &held, None);
        let sample = notice(desk, &alert, &held, &found)?;
        let sample = NoticeShown {
            statement,
            ..sample
        };
        Ok(told::message(&Telling::Notice(Box::new(sample))))
    }

    pub(super) async fn why(
        &self,
        desk: &Desk,
        asker: &Asker,
        id: AlertId,
        statement: &str,
    ) -> Result<Message, NoReply> {
        let alert = self.changeable(asker, id).await?;
        Ok(shown_as::why(
            &why(&self.store, desk, alert, statement).await?,
        ))
    }

    /// Another page of a digest or a summary.
    pub(super) async fn told(
        &self,
        desk: &Desk,
        id: DeliveryId,
        page: usize,
    ) -> Result<Message, NoReply> {
        let gone = || {
            refused(
                "This list is no longer kept.",
                "`/search` finds what is held.",
            )
        };
        let delivery = self.store.delivery(id).await?.ok_or_else(gone)?;
        let alert = match delivery.alert {
            Some(id) => self.store.alert(id).await?,
            None => None,
        };
        match tell(&self.store, desk, &delivery, alert).await? {
            Telling::List(found) => Ok(list::message(&found, page)),
            _ => Err(gone().into()),
        }
    }

    pub(super) async fn settings(
        &self,
        asker: &Asker,
        given: &Given<'_>,
    ) -> Result<Message, NoReply> {
        let Some(server) = asker.server else {
            return Err(refused(
                "Settings are those of a server.",
                "Give the command in one.",
            )
            .into());
        };
        if !asker.manages_server {
            return Err(refused(
                "Settings are for those who have the permission Manage Server.",
                "Ask somebody who has it.",
            )
            .into());
        }
        let role = given.role("role");
        if role.is_some() || given.flag("clear") {
            self.store.set_role(server, role).await?;
        }
        let text = match self.store.role(server).await? {
            Some(role) => format!(
                "Alerts for channels may be set by members with Manage Webhooks in the channel, and by those with <@&{role}>."
            ),
            None => "Alerts for channels may be set by members with Manage Webhooks in the channel. `/alerts settings role:` names a role besides.".to_owned(),
        };
        Ok(render::sentence(Tone::Notice, &text))
    }

    pub(super) async fn privacy(&self, asker: &Asker) -> Result<Message, NoReply> {
        let kept = self.store.kept_on(asker.person).await?;
        Ok(shown_as::privacy(&kept.alerts, kept.n_deliveries))
    }

    pub(super) async fn forget(&self, asker: &Asker) -> Result<Message, NoReply> {
        let n = self.store.forget_person(asker.person).await?;
        let text = format!("All that was kept on you is deleted: {n} records.");
        Ok(render::sentence(Tone::Notice, &text))
    }
}
