"""The Web API methods this fake knows: arguments, scopes, error codes, rate tiers.

Source: docs.slack.dev/reference/methods, one page per method. An argument is written
`name`, `name!` when required, `name:type|type` when it is not a plain string.
Knows nothing of what the methods do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """The rate tier of a method (docs.slack.dev/apis/web-api/rate-limits)."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    SPECIAL = "special"


PER_MINUTE: Mapping[Tier, int] = {
    Tier.ONE: 1,
    Tier.TWO: 20,
    Tier.THREE: 50,
    Tier.FOUR: 100,
    Tier.SPECIAL: 600,
}
"""Calls a minute per method; the special tier's number is ours ("hundreds per minute")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Argument:
    """One argument: its name, its JSON types and whether it must be there."""

    name: str
    types: frozenset[str]
    required: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Method:
    """One method. `json` says that a JSON body is accepted; any of the `scopes` is enough."""

    name: str
    tier: Tier
    reads: bool = False
    scopes: str = ""
    json: bool = False
    args: str = ""
    errors: str = ""

    @property
    def arguments(self) -> dict[str, Argument]:
        """The arguments by name, without the token."""
        return {argument.name: argument for argument in map(_argument, self.args.split())}

    @property
    def any_scope(self) -> tuple[str, ...]:
        """The bot scopes of which one is needed; none when empty."""
        return tuple(self.scopes.split())

    @property
    def error_codes(self) -> frozenset[str]:
        """The documented error codes of this very method."""
        return frozenset(self.errors.split())


def _argument(text: str) -> Argument:
    name, _, types = text.partition(":")
    return Argument(
        name=name.removesuffix("!"),
        types=frozenset((types or "string").split("|")),
        required=name.endswith("!"),
    )


_ALL = (
    Method(name="api.test", tier=Tier.FOUR, json=True, args="error foo"),
    Method(
        name="auth.test",
        tier=Tier.SPECIAL,
        json=True,
        errors="internal_error invalid_auth",
    ),
    Method(
        name="chat.postMessage",
        scopes="chat:write",
        tier=Tier.SPECIAL,
        json=True,
        args=(
            "as_user:boolean attachments:string|boolean|null blocks:string|null channel! "
            "current_draft_last_updated_ts icon_emoji:string|null icon_url:string|null "
            "link_names:boolean markdown_text metadata:string|null mrkdwn:boolean "
            "parse:string|null reply_broadcast:boolean text:string|null thread_ts:string|null "
            "unfurl_links:boolean unfurl_media:boolean username:string|null"
        ),
        errors=(
            "app_access_restricted as_user_not_supported attachment_payload_limit_exceeded "
            "cannot_reply_to_message channel_not_found draft_already_deleted "
            "draft_already_sent draft_has_conflict draft_not_found "
            "duplicate_channel_not_found duplicate_message_not_found ekm_access_denied "
            "invalid_blocks invalid_blocks_format invalid_metadata_format "
            "invalid_metadata_schema is_archived markdown_text_conflict "
            "message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app "
            "metadata_too_large missing_file_data msg_blocks_too_long no_text not_in_channel "
            "rate_limited restricted_action restricted_action_non_threadable_channel "
            "restricted_action_read_only_channel restricted_action_thread_locked "
            "restricted_action_thread_only_channel send_on_behalf_not_allowed "
            "slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked "
            "slack_connect_lists_sharing_blocked team_not_found too_many_attachments "
            "too_many_contact_cards"
        ),
    ),
    Method(
        name="chat.update",
        scopes="chat:write",
        tier=Tier.THREE,
        json=True,
        args=(
            "as_user:boolean|string|null attachments:string|null blocks:string|null channel! "
            "file_ids:array link_names:boolean|string|null markdown_text metadata:string|null "
            "parse:string|null reply_broadcast:boolean text:string|null ts! "
            "unfurled_attachments:string|null"
        ),
        errors=(
            "as_user_not_supported block_mismatch blocked_file_type cant_broadcast_message "
            "cant_update_message channel_not_found edit_window_closed "
            "external_channel_migrating file_deleted file_is_deleted file_not_found "
            "file_share_limit_reached invalid_attachments invalid_blocks "
            "invalid_blocks_format invalid_metadata_format invalid_metadata_schema "
            "is_inactive markdown_text_conflict max_file_sharing_exceeded "
            "message_limit_exceeded message_not_found metadata_must_be_sent_from_app "
            "metadata_too_large msg_too_long no_dual_broadcast_content_update no_text "
            "posting_to_channel_denied slack_connect_blocked_file_type "
            "slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked "
            "slack_connect_file_link_sharing_blocked "
            "slack_connect_file_upload_sharing_blocked streaming_state_conflict "
            "team_not_found too_many_attachments unable_to_share_files update_failed"
        ),
    ),
    Method(
        name="chat.delete",
        scopes="chat:write",
        tier=Tier.THREE,
        json=True,
        args="as_user:boolean channel! ts!",
        errors="cant_delete_message channel_not_found message_not_found",
    ),
    Method(
        name="chat.postEphemeral",
        scopes="chat:write",
        tier=Tier.FOUR,
        json=True,
        args=(
            "as_user:boolean attachments:string|null blocks:string|null channel! icon_emoji "
            "icon_url link_names:boolean markdown_text metadata:string|null parse:string|null "
            "text:string|null thread_ts:string|null user!:any username"
        ),
        errors=(
            "cannot_reply_to_message channel_not_found invalid_attachments invalid_blocks "
            "invalid_blocks_format is_archived markdown_text_conflict message_limit_exceeded "
            "messages_tab_disabled msg_too_long no_text not_in_channel restricted_action "
            "too_many_attachments user_not_in_channel"
        ),
    ),
    Method(
        name="chat.getPermalink",
        reads=True,
        tier=Tier.SPECIAL,
        args="channel! message_ts!",
        errors="channel_not_found message_not_found",
    ),
    Method(
        name="conversations.open",
        scopes="channels:manage groups:write im:write mpim:write",
        tier=Tier.THREE,
        json=True,
        args="channel:string|null prevent_creation:boolean return_im:boolean users",
        errors=(
            "channel_not_found invalid_user_combination method_not_supported_for_channel_type "
            "missing_scope not_enough_users too_many_users user_disabled user_not_found "
            "user_not_visible users_list_not_supplied"
        ),
    ),
    Method(
        name="conversations.list",
        reads=True,
        scopes="channels:read groups:read im:read mpim:read",
        tier=Tier.TWO,
        args="cursor exclude_archived:boolean limit:number team_id types",
        errors=(
            "invalid_cursor invalid_limit invalid_types method_not_supported_for_channel_type "
            "missing_argument missing_scope"
        ),
    ),
    Method(
        name="conversations.info",
        reads=True,
        scopes="channels:read groups:read im:read mpim:read",
        tier=Tier.THREE,
        args="channel! include_locale:boolean include_num_members:boolean",
        errors="channel_is_limited_access channel_not_found missing_scope",
    ),
    Method(
        name="conversations.members",
        reads=True,
        scopes="channels:read groups:read im:read mpim:read",
        tier=Tier.FOUR,
        args="channel! cursor limit:number",
        errors=(
            "channel_not_found fetch_members_failed invalid_cursor invalid_limit "
            "method_not_supported_for_channel_type missing_scope"
        ),
    ),
    Method(
        name="conversations.join",
        scopes="channels:join",
        tier=Tier.THREE,
        json=True,
        args="channel!",
        errors=(
            "channel_is_limited_access channel_not_found is_archived "
            "method_not_supported_for_channel_type missing_scope too_many_members"
        ),
    ),
    Method(
        name="users.info",
        reads=True,
        scopes="users:read",
        tier=Tier.FOUR,
        args="include_locale:boolean user!",
        errors="too_many_users user_not_found user_not_visible",
    ),
    Method(
        name="users.list",
        reads=True,
        scopes="users:read",
        tier=Tier.TWO,
        args="cursor include_locale:boolean limit:number team_id",
        errors="invalid_cursor limit_required missing_argument",
    ),
    Method(
        name="users.lookupByEmail",
        reads=True,
        scopes="users:read.email",
        tier=Tier.THREE,
        args="email!",
        errors="enterprise_is_restricted users_not_found",
    ),
    Method(
        name="usergroups.list",
        reads=True,
        scopes="usergroups:read",
        tier=Tier.TWO,
        args=("include_count:boolean include_disabled:boolean include_users:boolean team_id"),
        errors=(
            "invalid_cursor invalid_team missing_argument plan_upgrade_required users_not_found"
        ),
    ),
    Method(
        name="usergroups.users.list",
        reads=True,
        scopes="usergroups:read",
        tier=Tier.TWO,
        args="include_disabled:boolean team_id usergroup!",
        errors="invalid_cursor no_such_subteam plan_upgrade_required",
    ),
    Method(
        name="views.open",
        tier=Tier.FOUR,
        json=True,
        args="interactivity_pointer:string|null trigger_id:string|null view!:any",
        errors=(
            "duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id "
            "view_too_large"
        ),
    ),
    Method(
        name="views.push",
        tier=Tier.FOUR,
        json=True,
        args="interactivity_pointer:string|null trigger_id:string|null view!:any",
        errors=(
            "duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id "
            "not_found push_limit_reached view_too_large"
        ),
    ),
    Method(
        name="views.update",
        tier=Tier.FOUR,
        json=True,
        args="external_id hash view!:any view_id",
        errors="duplicate_external_id hash_conflict not_found view_too_large",
    ),
    Method(
        name="views.publish",
        tier=Tier.FOUR,
        json=True,
        args="hash interactivity_pointer user_id! view!:any",
        errors=(
            "duplicate_external_id hash_conflict missing_profile_id not_allowed_token_type "
            "not_enabled not_implemented view_too_large"
        ),
    ),
    Method(
        name="team.info",
        reads=True,
        scopes="team:read",
        tier=Tier.THREE,
        json=True,
        args="domain team",
        errors=(
            "enterprise_not_found fail_to_get_teams_for_restricted_user missing_user "
            "org_not_found team_not_found team_not_on_enterprise user_not_found"
        ),
    ),
    Method(
        name="bots.info",
        reads=True,
        scopes="users:read",
        tier=Tier.THREE,
        args="bot team_id",
        errors="bot_not_found bots_not_found missing_argument team_not_found",
    ),
    Method(
        name="apps.connections.open",
        tier=Tier.THREE,
        json=True,
        errors="forbidden_team insecure_request internal_error invalid_auth missing_args",
    ),
    Method(
        name="files.getUploadURLExternal",
        scopes="files:write",
        tier=Tier.FOUR,
        args="alt_txt filename! length!:integer snippet_type",
        errors=(
            "alt_txt_too_large file_type_not_allowed file_upload_size_restricted "
            "file_uploads_disabled file_uploads_except_images_disabled missing_argument "
            "snippet_too_large storage_limit_reached unknown_snippet_type unknown_subtype"
        ),
    ),
    Method(
        name="files.completeUploadExternal",
        scopes="files:write",
        tier=Tier.FOUR,
        json=True,
        args=(
            "blocks channel_id:any channels files!:array icon_emoji icon_url initial_comment "
            "thread_ts username:string|null"
        ),
        errors=(
            "access_denied channel_not_found channels_limit_exceeded file_not_found "
            "file_type_not_allowed file_update_failed file_uploads_except_images_disabled "
            "invalid_blocks invalid_channel not_in_channel posting_to_channel_denied"
        ),
    ),
    Method(
        name="conversations.history",
        reads=True,
        scopes="channels:history groups:history im:history mpim:history",
        tier=Tier.THREE,
        args=(
            "channel! cursor include_all_metadata:boolean inclusive:boolean latest limit:number "
            "oldest"
        ),
        errors="channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest missing_scope",
    ),
)

METHODS: Mapping[str, Method] = {method.name: method for method in _ALL}
