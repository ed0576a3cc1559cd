//! Owns the proof for the gateway: how the client comes back from each fault.

use std::time::Duration;

use super::super::{Fault, StandIn, fixtures};
use super::{assert_holds, connect, message, start};

#[tokio::test]
async fn a_dropped_socket_resumes_and_loses_nothing() {
    let (stand_in, _bot) = connect(&[message("x")]).await;
    for fault in [
        Fault::DropSocket,
        Fault::Reconnect,
        Fault::GatewayClose(1001),
    ] {
        stand_in.fault(fault);
        assert_eq!(
            stand_in.interact(fixtures::button("next")).await.text(),
            "x"
        );
        stand_in.connected().await;
    }
    assert_eq!((stand_in.identifies(), stand_in.resumes()), (1, 3));
    stand_in.finish();
}

#[tokio::test]
async fn an_invalid_session_leads_to_a_fresh_identify() {
    let (stand_in, _bot) = connect(&[message("x")]).await;
    stand_in.fault(Fault::InvalidSession { resumable: true });
    stand_in.connected().await;
    assert_eq!((stand_in.identifies(), stand_in.resumes()), (1, 1));
    stand_in.fault(Fault::InvalidSession { resumable: false });
    stand_in.connected().await;
    assert_eq!((stand_in.identifies(), stand_in.resumes()), (2, 1));
    assert_eq!(
        stand_in.interact(fixtures::button("next")).await.text(),
        "x"
    );
    stand_in.finish();
}

#[tokio::test]
async fn unanswered_heartbeats_lead_to_a_fresh_identify() {
    let stand_in = StandIn::start_with_heartbeat(Duration::from_secs(1)).await;
    let _bot = start(&stand_in, StandIn::TOKEN, &[]).await;
    stand_in.connected().await;
    stand_in.heartbeats(2).await;
    assert_eq!(stand_in.identifies(), 1);
    stand_in.fault(Fault::NoHeartbeatAck);
    stand_in.connected().await;
    assert_eq!((stand_in.identifies(), stand_in.resumes()), (2, 0));
    stand_in.finish();
}

#[tokio::test]
async fn bad_tokens_end_the_client() {
    let stand_in = StandIn::start().await;
    let mut bot = start(&stand_in, "a.b.c", &[]).await;
    let refused = (&mut bot.running).await.unwrap();
    assert_holds(&format!("{refused:?}"), "InvalidAuthentication");
    assert_holds(
        &format!("{:?}", bot.http.get_current_application_info().await),
        "401",
    );

    stand_in.fault(Fault::GatewayClose(4004));
    let mut bot = start(&stand_in, StandIn::TOKEN, &[]).await;
    let refused = (&mut bot.running).await.unwrap();
    assert_holds(&format!("{refused:?}"), "InvalidAuthentication");
    stand_in.finish();
}
