"""Turns on botbuilder-core: an activity in, what is said in between, the answer of an invoke out.

The SDK brings its model of an activity and the turn with its middleware. Verifying, answering over
HTTP and calling the connector are ours, because the SDK's own do not work here (docs/decisions).
Only ever given activities whose token was verified.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, ResourceResponse

from bot.teams.connector import Connector
from bot.teams.payloads import Malformed

Logic = Callable[[TurnContext], Awaitable[None]]


class TeamsAdapter(BotAdapter):  # type: ignore[misc] # botbuilder has no types
    """Runs turns for one bot; what is sent in a turn goes by our connector."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def turn(self, body: Mapping[str, Any], logic: Logic) -> InvokeResponse | None:
        """Run `logic` for an activity; what it answered an invoke with, if it did.

        Raises payloads.Malformed for what the SDK's model can't hold, and whatever `logic` raises.
        """
        context = TurnContext(self, _activity(body))
        await self.run_pipeline(context, logic)
        answered = context.turn_state.get(BotAdapter._INVOKE_RESPONSE_KEY)  # noqa: SLF001 - the SDK's own name for it, which its middleware reads
        return None if answered is None else answered.value

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Say something in the turn's conversation; an invoke's answer stays here for `turn`.

        Raises PlatformError.
        """
        responses = []
        for activity in activities:
            said = ""
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[BotAdapter._INVOKE_RESPONSE_KEY] = activity  # noqa: SLF001 - see `turn`
            elif activity.type != ActivityTypes.trace:
                said = await self._connector.send(
                    activity.service_url, activity.conversation.id, activity.serialize()
                )
            responses.append(ResourceResponse(id=said))
        return responses

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Put something else in a message's place. Raises PlatformError."""
        await self._connector.update(
            activity.service_url, activity.conversation.id, activity.id, activity.serialize()
        )

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Take a message away. Raises PlatformError."""
        await self._connector.delete(
            reference.service_url, reference.conversation.id, reference.activity_id
        )


async def answer(context: TurnContext, response: InvokeResponse) -> None:
    """Answer the invoke of a turn."""
    await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))


def _activity(body: Mapping[str, Any]) -> Activity:
    try:
        return Activity().deserialize(dict(body))
    except Exception as fault:  # noqa: BLE001 - msrest raises what it likes on data it does not know
        raise Malformed(f"activity: {type(fault).__name__}") from None
