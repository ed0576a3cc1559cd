//! Servers: who may set alerts there, and which of them the bot has left.

use jiff::Timestamp;

use crate::domain::alert::Alert;
use crate::domain::chat::{RoleId, ServerId};
use crate::store::alerts::count_up;
use crate::store::work::Work;
use crate::store::{Error, Store, people, rows, switches};

/// Why alerts of a server that the bot has left are suspended; by it they are found again.
const LEFT: &str = "the bot is no longer in the server";

impl Store {
    /// The role whose members may set alerts for channels.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn role(&self, server: ServerId) -> Result<Option<RoleId>, Error> {
        let query = sqlx::query("SELECT role FROM servers WHERE server = $1");
        let role = self
            .first(query.bind(server.signed()), rows::maybe_int)
            .await?;
        Ok(role.flatten().map(RoleId::from_signed))
    }

    /// Lets members with this role set alerts for channels.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_role(&self, server: ServerId, role: Option<RoleId>) -> Result<(), Error> {
        let mut work = self.begin().await?;
        let query = sqlx::query(
            "INSERT INTO servers (server, role) VALUES ($1, $2)
             ON CONFLICT (server) DO UPDATE SET role = excluded.role",
        );
        let query = query.bind(server.signed());
        work.run(query.bind(role.map(RoleId::signed))).await?;
        work.commit().await
    }

    /// The bot was put out of a server: its alerts are suspended, without a word.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left(&self, server: ServerId, now: Timestamp) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let query = sqlx::query(
            "INSERT INTO servers (server, left_at) VALUES ($1, $2)
             ON CONFLICT (server) DO UPDATE
             SET left_at = COALESCE(servers.left_at, excluded.left_at)",
        );
        work.run(query.bind(server.signed()).bind(rows::stored(now)))
            .await?;
        let query = "SELECT * FROM alerts WHERE server = $1 AND state = 'active' ORDER BY id";
        for alert in of(&mut work, query, server).await? {
            switches::suspend(&mut work, &alert, LEFT, version, now).await?;
        }
        work.commit().await
    }

    /// The bot is in a server again: the alerts that were suspended when it left are resumed, those
    /// with more than `most` held notices with one summary.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn joined(&self, server: ServerId, most: u32, now: Timestamp) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let query = "UPDATE servers SET left_at = NULL WHERE server = $1 AND left_at IS NOT NULL";
        let query = sqlx::query(query).bind(server.signed());
        // Each start of the bot says of each server that it is in it.
        if work.run(query).await? == 0 {
            return Ok(());
        }
        let version = count_up(&mut work).await?;
        let query = "SELECT * FROM alerts WHERE server = $1 AND state = 'suspended' ORDER BY id";
        for alert in of(&mut work, query, server).await? {
            if alert.state.reason() == LEFT {
                switches::resume(&mut work, &alert, version, most, now).await?;
            }
        }
        work.commit().await
    }

    /// The servers that something is kept on and that the bot has not left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_servers(&self) -> Result<Vec<ServerId>, Error> {
        let query = sqlx::query(
            "SELECT server FROM (
                SELECT server FROM servers
                UNION SELECT server FROM alerts WHERE server IS NOT NULL AND state <> 'removed'
             ) AS known
             WHERE server NOT IN (SELECT server FROM servers WHERE left_at IS NOT NULL)
             ORDER BY server",
        );
        let servers = self.list(query, rows::int).await?;
        Ok(servers.into_iter().map(ServerId::from_signed).collect())
    }

    /// Deletes what is kept on servers that the bot left before then, and tells how many those are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_left(&self, before: Timestamp) -> Result<u64, Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let query = sqlx::query("SELECT server FROM servers WHERE left_at < $1");
        let left = work
            .list(query.bind(rows::stored(before)), rows::int)
            .await?;
        for server in &left {
            let query = "SELECT * FROM alerts WHERE server = $1 ORDER BY id";
            for alert in of(&mut work, query, ServerId::from_signed(*server)).await? {
                people::scrub(&mut work, &alert, version).await?;
            }
            let query = "DELETE FROM deliveries WHERE server = $1";
            work.run(sqlx::query(query).bind(*server)).await?;
            let query = "DELETE FROM servers WHERE server = $1";
            work.run(sqlx::query(query).bind(*server)).await?;
        }
        work.commit().await?;
        Ok(left.len() as u64)
    }
}

async fn of(work: &mut Work, query: &'static str, server: ServerId) -> Result<Vec<Alert>, Error> {
    let query = sqlx::query(query).bind(server.signed());
    work.list(query, rows::alert).await
}
