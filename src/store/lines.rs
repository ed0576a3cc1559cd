//! Command lines that are too long for a button to carry, by the digest of the line.

use jiff::Timestamp;

use crate::store::{Error, Store, rows};

impl Store {
    /// Keeps a command line under its key. Keeping it again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_line(&self, key: &str, line: &str, now: Timestamp) -> Result<(), Error> {
        let mut work = self.begin().await?;
        let query = sqlx::query(
            "INSERT INTO lines (key, line, made_at) VALUES ($1, $2, $3)
             ON CONFLICT (key) DO NOTHING",
        );
        work.run(query.bind(key).bind(line).bind(now.as_second()))
            .await?;
        work.commit().await
    }

    /// The command line kept under `key`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn line(&self, key: &str) -> Result<Option<String>, Error> {
        let query = sqlx::query("SELECT line FROM lines WHERE key = $1");
        self.first(query.bind(key), rows::text).await
    }
}
