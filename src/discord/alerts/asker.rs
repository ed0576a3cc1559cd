//! Who asks, and where.

use serenity::all::{
    AuthorizingIntegrationOwner, AuthorizingIntegrationOwners, CommandInteraction,
    ComponentInteraction, GuildId, Member, ModalInteraction, User,
};

use crate::discord::alerts::access::bit;
use crate::domain::chat::{ChannelId, PersonId, RoleId, ServerId};

/// Who asks, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asker {
    pub(super) person: PersonId,
    pub(super) server: Option<ServerId>,
    pub(super) channel: ChannelId,
    pub(super) roles: Vec<RoleId>,
    /// True for somebody who may change the server's settings.
    pub(super) manages_server: bool,
    /// True where the bot is a member of the server.
    pub(super) bot_is_member: bool,
}

impl Asker {
    pub(super) fn of_command(command: &CommandInteraction) -> Self {
        Asker::new(
            &command.user,
            command.guild_id,
            command.channel_id,
            command.member.as_deref(),
            &command.authorizing_integration_owners,
        )
    }

    pub(super) fn of_component(component: &ComponentInteraction) -> Self {
        Asker::new(
            &component.user,
            component.guild_id,
            component.channel_id,
            component.member.as_ref(),
            &component.authorizing_integration_owners,
        )
    }

    /// serenity does not tell of a form who installed the bot; whether it is a member shows when the
    /// channel is looked up.
    pub(super) fn of_modal(modal: &ModalInteraction) -> Self {
        let nobody = AuthorizingIntegrationOwners(Vec::new());
        let asker = Asker::new(
            &modal.user,
            modal.guild_id,
            modal.channel_id,
            modal.member.as_ref(),
            &nobody,
        );
        Asker {
            bot_is_member: asker.server.is_some(),
            ..asker
        }
    }

    fn new(
        user: &User,
        server: Option<GuildId>,
        channel: serenity::all::ChannelId,
        member: Option<&Member>,
        owners: &AuthorizingIntegrationOwners,
    ) -> Self {
        let permissions = member.and_then(|member| member.permissions);
        let permissions = permissions.map_or(0, |permissions| permissions.bits());
        let roles = member
            .map(|member| member.roles.as_slice())
            .unwrap_or_default();
        let in_server = |owner: &AuthorizingIntegrationOwner| {
            matches!(owner, AuthorizingIntegrationOwner::GuildInstall(Some(_)))
        };
        Asker {
            person: PersonId::new(user.id.get()),
            server: server.map(|server| ServerId::new(server.get())),
            channel: ChannelId::new(channel.get()),
            roles: roles.iter().map(|role| RoleId::new(role.get())).collect(),
            manages_server: permissions & (bit::ADMINISTRATOR | bit::MANAGE_SERVER) != 0,
            bot_is_member: owners.0.iter().any(in_server),
        }
    }
}
