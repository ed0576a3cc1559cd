//! A database of an experiment's own, on the server that `RAPPORTEUR_TEST_POSTGRES` names.

use std::io::Write as _;

use sqlx::{AssertSqlSafe, Connection as _};

/// A new database.
pub(super) struct Database {
    /// With it, its address.
    pub(super) address: String,
    server: String,
    name: String,
}

impl Database {
    /// Makes one; none when no server is named, which the output says.
    pub(super) async fn create() -> Option<Self> {
        let Ok(server) = std::env::var("RAPPORTEUR_TEST_POSTGRES") else {
            // Not by a macro, whose output is hidden when tests pass.
            let said = b"the crash of processes on a server was not tried: set RAPPORTEUR_TEST_POSTGRES=postgres://... to a server where databases may be made\n";
            std::io::stderr().write_all(said).unwrap();
            return None;
        };
        let name = format!("rapporteur_crash_{}", std::process::id());
        on_server(&server, format!("CREATE DATABASE {name}")).await;
        let (before, parameters) = server.split_once('?').unwrap_or((&server, ""));
        let (host, _) = before.rsplit_once('/').unwrap();
        let address = format!("{host}/{name}?{parameters}");
        Some(Database {
            address,
            server,
            name,
        })
    }

    /// Drops it. That of an experiment that failed stays, to be looked at.
    pub(super) async fn drop(self) {
        on_server(
            &self.server,
            format!("DROP DATABASE {} WITH (FORCE)", self.name),
        )
        .await;
    }
}

async fn on_server(server: &str, statement: String) {
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    statement.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
