//! Rapporteur: quotes what States have said on behaviour in cyberspace, verbatim and cited.
//!
//! # Bird's-eye view
//!
//! ```text
//! corpus files ──> corpus ──> index ──> service ──> discord     (slash commands, buttons)
//!   reviewed by people  values  │  passages   answers └─> terminal    (text, JSON, prompt)
//!                               └──> alerts ──> store ──> discord     (notices, by the courier)
//!                                    who asked    what is due
//! ```
//!
//! The corpus is text files: statements, instruments with their provisions, and which provisions
//! correspond. They are inside the binary; a folder can be added or take their place. [`corpus`]
//! reads and checks them, statements one at a time; [`index`] makes them searchable on disk and
//! keeps itself up to them; [`service`] turns a [`service::Request`] into a [`service::Answer`],
//! and two front ends show the same answer.
//!
//! A request has one written form, such as `/quote chn-cd-2015-cyber 5`. The terminal reads it,
//! Discord's buttons carry it, and replies print it as the next thing to try.
//!
//! # Code map, in reading order
//!
//! - [`domain`]: what a statement, a provision, a locator, a quotation and a citation are.
//!   `Citation`, `Catalogue`, `ParagraphList`; `words` is the one analysis of text into terms,
//!   `query` the one language in which something is looked for. `Cadence` knows when a digest is
//!   due, `procedural` which paragraphs match no alert, `difference` what changed in a text.
//! - [`corpus`]: files to values, with every `Defect`. `Files` says where they come from, `Corpus`
//!   is what they hold.
//! - [`import`]: ready-made files to collections; `paragraphs` joins lines, `part` outlives a kill.
//! - [`index`]: passages and records in tantivy. `Index`, `Manifest`, `WriterLock`;
//!   `open` brings it up to the corpus.
//! - [`service`]: one file a command, each a method of `Desk`. `topic`, `rank` and `by_words` decide
//!   what answers free words, `asked` and `limit` what a query asks of the index, `also` what it
//!   looks for besides; `Refusal` is what the asker can mend, `Failure` what only we can.
//! - [`evaluate`]: how well topics are answered, on questions whose answers are known.
//! - [`store`]: what must outlive the process and is not in the corpus, in SQLite or PostgreSQL:
//!   alerts, what was seen, and what is to be sent. `Store`; `enter` records, `claim` hands out.
//! - [`alerts`]: from a statement that enters to who is told of it. `Ingest` compares corpus, index
//!   and store, `Watch` holds all alerts ready, `tell` says what a delivery says, `why` what stopped
//!   it; `Keeper` runs while the bot does.
//! - [`discord`]: interactions to requests and answers to messages. `Handler`, `Bot`; `layout` makes
//!   pages that fit, `markdown` shows people's text and obeys none of it. `courier` sends what is
//!   due, over `rest`; `alerts` answers `/alerts`, and `access` knows who may write where.
//! - [`terminal`]: `ask`, `chat` and `doctor`, `alerts` and `deliveries` for whoever runs the bot, and
//!   answers as text or JSON.
//! - [`hold`]: one running bot for each data folder, which takes over what its dead predecessor
//!   was sending.
//! - [`config`]: settings and the token. [`cli`]: what can be typed. [`run`]: from there to an exit
//!   code. [`serve`]: the bot's start and its end.
//!
//! The tests are one crate, `tests/it`; its `standin` is Discord's REST and gateway on loopback.
//!
//! # Invariants
//!
//! - No quotation is edited: `/quote` gives a paragraph's own bytes; a shortened one is a run of
//!   them with the cut marked.
//! - Nothing is written about a statement that a person did not put into the corpus; there is no
//!   generated text.
//! - Nothing half-read is served: a corpus with a defect is refused whole.
//! - Nothing is kept in the index alone: it can be made anew from the corpus.
//! - `domain` does no I/O, waits for nothing and asks no clock; nothing but
//!   `domain::clock` reads the date.
//! - `service` knows neither Discord nor a terminal.
//! - Nothing outside `discord` names serenity, nothing outside `index` names tantivy, and nothing
//!   outside `store` names sqlx; `tests/it/tidy.rs` holds this.
//! - No message is sent of our own accord but by the courier, and none before its attempt is counted
//!   and its text is written down.
//! - No message of a channel is read but the one that somebody points the message command at, and,
//!   after an attempt of which nothing is known, our own.
//! - No secret is an argument or a setting; the token and the address of a database server come from
//!   the environment and are never shown.

pub mod alerts;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod discord;
pub mod domain;
pub mod evaluate;
pub mod hold;
pub mod import;
pub mod index;
pub mod run;
pub mod serve;
pub mod service;
pub mod store;
pub mod terminal;
