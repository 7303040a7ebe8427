"""What a person or a script does with a running Home Assistant: states, actions, flows."""

import asyncio
from collections.abc import Awaitable, Callable

from .session import HomeAssistantSession, RestError
from .websocket import Json, JsonObject

_POLL = 0.1
_FLOWS = "/api/config/config_entries/flow"
_OPTION_FLOWS = "/api/config/config_entries/options/flow"
_SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"
_FIX_FLOWS = "/api/repairs/issues/fix"


class FlowError(Exception):
    """A flow stopped before all the steps were given."""

    def __init__(self, result: JsonObject) -> None:
        """Keep what the flow answered."""
        super().__init__(str(result.get("errors") or result.get("reason") or result))
        self.result = result


class HomeAssistantClient(HomeAssistantSession):
    """Ask for states, perform actions, walk through flows, wait for what comes of it."""

    async def states(self) -> dict[str, JsonObject]:
        """Return every entity's state object by entity id."""
        return {state["entity_id"]: state for state in await self.request("GET", "/api/states")}

    async def state(self, entity_id: str) -> str | None:
        """Return one entity's state; None while it doesn't exist."""
        try:
            return str((await self.request("GET", f"/api/states/{entity_id}"))["state"])
        except RestError as error:
            if error.status == 404:
                return None
            raise

    async def call(self, action: str, *, respond: bool = False, **data: Json) -> Json:
        """Perform an action such as `body_scale.get_weighings`; return its response if asked."""
        path = f"/api/services/{action.replace('.', '/', 1)}"
        answer = await self.request("POST", f"{path}?return_response" if respond else path, data)
        return answer["service_response"] if respond else answer

    async def wait_for[T](
        self,
        check: Callable[[], Awaitable[T | None]],
        timeout: float = 30,  # noqa: ASYNC109
        what: str = "the condition",
    ) -> T:
        """Ask again and again until the answer is true, and return it.

        Raises:
            TimeoutError: It never was, in that time.
        """
        answer: T | None = None
        try:
            async with asyncio.timeout(timeout):
                while True:
                    if answer := await check():
                        return answer
                    await asyncio.sleep(_POLL)
        except TimeoutError:
            raise TimeoutError(f"no {what} after {timeout} s, last {answer!r}") from None

    async def wait_for_state(
        self,
        entity_id: str,
        expected: str | Callable[[str], bool],
        timeout: float = 30,  # noqa: ASYNC109
    ) -> str:
        """Wait until an entity has a state, or one that fits; return it."""
        seen: str | None = None

        async def check() -> str | None:
            nonlocal seen
            seen = await self.state(entity_id)
            if seen is None:
                return None
            fits = seen == expected if isinstance(expected, str) else expected(seen)
            return seen if fits else None

        try:
            return await self.wait_for(check, timeout)
        except TimeoutError:
            raise TimeoutError(f"{entity_id} is {seen!r} after {timeout} s") from None

    async def entries(self, domain: str | None = None) -> list[JsonObject]:
        """Return the config entries, of one integration or all."""
        query = f"?domain={domain}" if domain else ""
        entries: list[JsonObject] = await self.request(
            "GET", f"/api/config/config_entries/entry{query}"
        )
        return entries

    async def subentries(self, entry_id: str) -> list[JsonObject]:
        """Return an entry's subentries."""
        subentries: list[JsonObject] = await self.command(
            "config_entries/subentries/list", entry_id=entry_id
        )
        return subentries

    async def discovered(self, handler: str) -> list[JsonObject]:
        """Return the flows of an integration that wait for the user, discovered ones among them."""
        flows: list[JsonObject] = await self.command("config_entries/flow/progress")
        return [flow for flow in flows if flow["handler"] == handler]

    async def flow(self, handler: str, *steps: JsonObject) -> JsonObject:
        """Add an integration: start its flow, give each step its input, return the last answer."""
        return await self._run(_FLOWS, {"handler": handler}, steps)

    async def continue_flow(self, flow_id: str, *steps: JsonObject) -> JsonObject:
        """Give the next steps of a flow that already waits, such as a discovered one."""
        result: JsonObject = await self.request("GET", f"{_FLOWS}/{flow_id}")
        return await self._steps(_FLOWS, result, steps)

    async def options(self, entry_id: str, *steps: JsonObject) -> JsonObject:
        """Change an entry's options."""
        return await self._run(_OPTION_FLOWS, {"handler": entry_id}, steps)

    async def subentry_flow(
        self, entry_id: str, kind: str, *steps: JsonObject, subentry_id: str | None = None
    ) -> JsonObject:
        """Add a subentry, or reconfigure the one named."""
        start: JsonObject = {"handler": [entry_id, kind]}
        if subentry_id is not None:
            start["subentry_id"] = subentry_id
        return await self._run(_SUBENTRY_FLOWS, start, steps)

    async def issues(self, domain: str) -> list[JsonObject]:
        """Return the repair issues of an integration."""
        result: JsonObject = await self.command("repairs/list_issues")
        return [issue for issue in result["issues"] if issue["domain"] == domain]

    async def fix(self, issue: JsonObject, *steps: JsonObject) -> JsonObject:
        """Fix one of the issues: start its flow, give each step its input."""
        start: JsonObject = {"handler": issue["domain"], "issue_id": issue["issue_id"]}
        return await self._run(_FIX_FLOWS, start, steps)

    async def _run(self, path: str, start: JsonObject, steps: tuple[JsonObject, ...]) -> JsonObject:
        return await self._steps(path, await self.request("POST", path, start), steps)

    async def _steps(
        self, path: str, result: JsonObject, steps: tuple[JsonObject, ...]
    ) -> JsonObject:
        for step in steps:
            if result["type"] not in {"form", "menu"} or result.get("errors"):
                raise FlowError(result)
            result = await self.request("POST", f"{path}/{result['flow_id']}", step)
        return result
