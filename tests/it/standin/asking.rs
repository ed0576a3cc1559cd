//! Owns what Discord adds to an interaction of the world that it happens in: the channel, what the
//! member and the bot may do there, and the channels and roles that were chosen.

use serde_json::{Value, json};

use super::state::State;
use super::world::permissions::Who;
use super::world::{Server, World};

const ROLE: u64 = 8;
const CHANNEL: u64 = 7;

pub(super) fn complete(state: &mut State, interaction: &mut Value) {
    if let Some(user) = interaction["user"]["id"].as_str() {
        let user = user.to_owned();
        state.world.open_direct(&user);
        return;
    }
    let world = &state.world;
    let server = interaction["guild_id"].as_str().unwrap_or_default();
    if let Some(server) = world.servers.get(server) {
        complete_in(world, server, interaction);
    }
}

fn complete_in(world: &World, server: &Server, interaction: &mut Value) {
    let user = interaction["member"]["user"]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let roles: Vec<String> = match interaction["member"]["roles"].as_array() {
        Some(given) if !given.is_empty() => {
            let given = given.iter().filter_map(Value::as_str);
            given.map(str::to_owned).collect()
        }
        _ => server.roles_of(&user).to_vec(),
    };
    let given = interaction["member"]["permissions"].as_str();
    let who = Who {
        user: &user,
        roles: &roles,
        besides: given.and_then(|it| it.parse().ok()).unwrap_or_default(),
    };
    interaction["member"]["roles"] = json!(roles);
    resolve(world, server, &who, interaction);
    let place = interaction["channel_id"].as_str().unwrap_or_default();
    let Some(channel) = world.channels.get(place) else {
        return;
    };
    let may = world.permissions(&who, channel);
    interaction["member"]["permissions"] = may.to_string().into();
    interaction["channel"] = channel.partial_json(may);
    let as_member = !interaction["authorizing_integration_owners"]["0"].is_null();
    if as_member && server.joined {
        let may = world.bot_permissions(channel);
        interaction["app_permissions"] = may.to_string().into();
    }
}

/// Adds the channels and the roles that were chosen, as Discord shows them to the bot.
fn resolve(world: &World, server: &Server, who: &Who<'_>, interaction: &mut Value) {
    let mut chosen = Vec::new();
    collect(&interaction["data"]["options"], &mut chosen);
    for (kind, id) in chosen {
        let (list, shown) = if kind == CHANNEL {
            let channel = world.channels.get(&id);
            let channel = channel.unwrap_or_else(|| panic!("no channel {id} to choose"));
            let may = world.permissions(who, channel);
            ("channels", channel.partial_json(may))
        } else {
            let role = server.roles.iter().find(|role| role.id == id);
            let role = role.unwrap_or_else(|| panic!("no role {id} to choose"));
            ("roles", role.json())
        };
        interaction["data"]["resolved"][list][id] = shown;
    }
}

fn collect(options: &Value, chosen: &mut Vec<(u64, String)>) {
    for option in options.as_array().into_iter().flatten() {
        collect(&option["options"], chosen);
        if let (Some(kind @ (CHANNEL | ROLE)), Some(id)) =
            (option["type"].as_u64(), option["value"].as_str())
        {
            chosen.push((kind, id.to_owned()));
        }
    }
}
