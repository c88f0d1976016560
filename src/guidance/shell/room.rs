//! Rooms of chats, and other places where many people read what a command sends.

use crate::guidance::pattern::holds;

/// Hosts that show what they are sent to everybody in a room, or to anybody.
const ROOMS: &[&str] = &[
    "hooks.slack.com",
    "slack.com/api/chat",
    "discord.com/api/webhooks",
    "discordapp.com/api/webhooks",
    "webhook.office.com",
    "chat.googleapis.com",
    "api.telegram.org",
    "webhook.site",
    "requestbin",
    "pastebin.com",
    "transfer.sh",
    "ntfy.sh",
];

/// Whether a command sends something to where many people read it: to such a host, or to a webhook of a chat.
pub(in crate::guidance) fn is_to_room(command: &str) -> bool {
    let is_hook = |word: &str| {
        holds(word, "webhook")
            && ["slack", "teams", "discord", "chat"].iter().any(|chat| holds(word, chat))
    };
    let variables = || command.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$');
    ROOMS.iter().any(|room| command.contains(room))
        || variables().any(|word| word.starts_with('$') && is_hook(word))
        || command.contains("${") && variables().any(is_hook)
}
