"""Alerts by webhook: whoever has a key, or signs in with the identity provider, has a search or a
document watched."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Path, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response

from indexer.access import Caller, Keys, Role
from indexer.access.tokens import TOKEN
from indexer.catalogue import Act
from indexer.model.errors import NotAllowed
from indexer.stewardship.alerts import Alert, AlertKind, calls_of
from indexer.stewardship.calling import place_of
from search_api.alerting import Alerting
from search_api.described import Described, Router
from search_api.door import requires
from search_api.params import SearchFilters
from search_api.responses import JsonResponse
from search_api.routes.search import PROBLEMS, turns_of
from search_api.schemas import Problem

router = Router(tags=["alerts"], prefix="/alerts")

# So long alerts of a token's owner go on after they last came here.
_DAYS = 90

_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "没有登录：缺少密钥，或密钥无效、已撤销、已过期"},
    403: {"model": Problem, "description": "没有权限：订阅须用密钥，或身份提供方的令牌"},
    404: {"model": Problem, "description": "没有这份文件，或没有这项订阅"},
    429: {"model": Problem, "description": "请求过多：请按 Retry-After 稍后再试"},
    **PROBLEMS,
}


class AlertBody(BaseModel):
    """订阅一次检索，或一份文件。"""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        ..., title="通知地址", min_length=1, max_length=2_000,
        description="有新消息时以 POST 通知的网址，签名按 Standard Webhooks",
        examples=["https://portal.example/hooks/policy"],
    )  # fmt: skip
    search: SearchFilters | None = Field(
        None, title="检索", description="检索的条件，同 /search；按每天当日的有效性计",
        examples=[{"q": "加装电梯"}],
    )  # fmt: skip
    document: str | None = Field(
        None,
        title="文件",
        min_length=1,
        max_length=500,
        description="文件编号；与 search 二选一",
        examples=[None],
    )

    @model_validator(mode="after")
    def _one(self) -> AlertBody:
        if (self.search is None) == (self.document is None):
            raise ValueError("请给出 search 或 document 之一")
        if self.search is not None and self.search.as_of is not None:
            raise ValueError("订阅按每天当日的有效性计，不能给出 as_of")
        return self


class AlertAnswer(Described):
    """一项订阅。"""

    id: str = Field(description="订阅的编号", examples=["0f3c9a1b2d4e5f60"])
    kind: AlertKind = Field(description="订阅的是检索还是文件", examples=["search"])
    url: str = Field(description="通知地址", examples=["https://portal.example/hooks/policy"])
    search: dict[str, Any] | None = Field(description="检索的条件", examples=[{"q": "加装电梯"}])
    document: str | None = Field(description="文件编号", examples=[None])
    created_at: str = Field(description="何时订阅（UTC）", examples=["2026-11-23T08:00:00.000000Z"])
    waiting: int = Field(description="待发的通知数", examples=[0])
    failed: int = Field(description="未能送达的通知数", examples=[0])
    error: str = Field(
        description="最近一次未送达的原因；或这项订阅为何不再有新的通知", examples=[""]
    )


class AlertMade(AlertAnswer):
    """新的订阅。"""

    secret: str = Field(description="验证签名的密钥，只显示这一次", examples=["whsec_c2VjcmV0"])


class AlertList(Described):
    """这个密钥的各项订阅。"""

    alerts: list[AlertAnswer] = Field(description="各项订阅，先订的在前")


Subscriber = Annotated[Caller, Depends(requires(Role.READER))]


def _alerting(request: Request, caller: Caller) -> tuple[Alerting, str]:
    """With the id of the caller's key; of a token's owner, of the key that stands for them: nothing
    tells us that they may not ask any more, so it lasts for a time after they last came, and staff
    see it among the keys and can revoke it. Raises NotAllowed."""
    alerting: Alerting = request.app.state.alerting
    keys: Keys = request.app.state.door.keys
    if caller.key is not None and caller.key.startswith(TOKEN):
        name = f"订阅：{caller.who}"
        return alerting, keys.standing(caller.key, name, days=_DAYS, via=caller.via).id
    if caller.key is None or caller.key not in {key.id for key in keys.all()}:
        raise NotAllowed("订阅须用密钥（policy-search keys create）")
    return alerting, caller.key


@router.post("", response_model=None, status_code=201, responses={
    201: {"model": AlertMade, "description": "已订阅"}, **_REFUSALS})  # fmt: skip
async def create_alert(request: Request, body: AlertBody, caller: Subscriber) -> Response:
    """订阅检索或文件：有新的结果、修改、失效或废止，以及到期之前三十天时，向通知地址发送。"""

    def made() -> Response:
        alerting, key = _alerting(request, caller)
        place_of(body.url, private=request.app.state.settings.alert_private)
        if body.search is not None:
            kind = AlertKind.SEARCH
            target = body.search.model_dump(mode="json", exclude_defaults=True)
        else:
            kind, target = AlertKind.DOCUMENT, {"document": body.document}
        known = alerting.known(kind, target)
        act = Act(caller.who, "alert.create", "", {"kind": kind.value}, caller.via)
        alert = alerting.alerts.create(key, body.url, kind, target, known, act)
        told = {**_told(alerting, alert), "secret": alert.secret}
        return JsonResponse(told, status_code=201)

    return await turns_of(request).run(made)


@router.get("", response_model=None, responses={
    200: {"model": AlertList, "description": "订阅"}, **_REFUSALS})  # fmt: skip
async def list_alerts(request: Request, caller: Subscriber) -> Response:
    """自己的各项订阅，以及未能送达的通知。令牌的订阅在最近一次来此九十天后停止。"""

    def read() -> Response:
        alerting, key = _alerting(request, caller)
        found = alerting.alerts.of_key(key)
        return JsonResponse({"alerts": [_told(alerting, alert) for alert in found]})

    return await turns_of(request).run(read)


@router.delete("/{alert_id}", response_model=None, status_code=204, responses={
    204: {"description": "已取消"}, **_REFUSALS})  # fmt: skip
async def delete_alert(
    request: Request,
    alert_id: Annotated[
        str, Path(title="订阅编号", description="订阅的编号", examples=["0f3c9a1b2d4e5f60"])
    ],
    caller: Subscriber,
) -> Response:
    """取消订阅。"""

    def remove() -> Response:
        alerting, key = _alerting(request, caller)
        if alert_id not in {alert.id for alert in alerting.alerts.of_key(key)}:
            raise HTTPException(404, "没有这项订阅")
        alerting.alerts.remove(alert_id, Act(caller.who, "alert.delete", alert_id, {}, caller.via))
        return Response(status_code=204)

    return await turns_of(request).run(remove)


def _told(alerting: Alerting, alert: Alert) -> dict[str, Any]:
    calls = calls_of(alerting.alerts.told(alert))
    return {
        "id": alert.id,
        "kind": alert.kind.value,
        "url": alert.url,
        "search": alert.target if alert.kind is AlertKind.SEARCH else None,
        "document": alert.target.get("document") if alert.kind is AlertKind.DOCUMENT else None,
        "created_at": alert.created_at,
        "waiting": calls.waiting,
        "failed": calls.failed,
        "error": alerting.trouble(alert) or calls.error,
    }
