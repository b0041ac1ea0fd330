"""Every no is a page with sentences; none shows an exception's text."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from flows.service import errors
from flows.service.errors import Answer, Refused, Unmet
from web import api
from web.api.shapes import LARGEST_ID
from web.language import t

STATUS: dict[type[Exception], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Refused: 409,
    errors.KeyReused: 409,
    errors.Ambiguous: 409,
    errors.Invalid: 422,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.NotYet: 409,
    errors.Unavailable: 501,
    errors.OutOfReach: 503,
}
TITLES = {
    403: ("不属于您的岗位", "Not for a post of yours"),
    404: ("没有找到", "Not found"),
    405: ("不能这样打开", "This can't be opened like that"),
    409: ("现在不能这样办理", "This can't be done now"),
    413: ("文件太大", "The file is too large"),
    415: ("不收这种文件", "Not a kind of file that is taken"),
    422: ("有内容需要改正", "Some of the input needs correcting"),
    429: ("请求太多", "Too many requests"),
    500: ("系统出错了", "Something went wrong here"),
    501: ("这里还做不到", "Not available here"),
    503: ("现在办不了", "Not possible just now"),
}
SENTENCES = {
    400: ("浏览器送来的内容不完整。", "What the browser sent was not whole."),
    403: ("这里由别的岗位办。", "This is for other posts."),
    404: ("没有这一页，或它不属于您的项目。", "There is no such page, or it is not at a site of yours."),
    405: ("这一页不能这样打开。", "This page can't be opened like that."),
    413: ("一次上传的内容过大。", "That is too much at once."),
    415: ("这里不收这种文件。", "Files of this kind are not taken here."),
    429: ("短时间内请求太多。", "There were too many requests within a short time."),
    500: (
        "没有任何内容丢失，请再试一次；仍不行请告诉管理员。",
        "Nothing was lost. Please try again, and tell the administrator if it keeps happening.",
    ),
}
TO_DO = {
    400: ("请返回上一页，刷新后再试。", "Go back, reload the page and try again."),
    403: ("需要的话，请管理员给您岗位。", "Ask an administrator if you should have one of them."),
    404: (
        "请核对单号或房号，或从待办、查找里打开。",
        "Check the number, or open it from the worklist or by the search.",
    ),
    405: ("请从页面上的按钮进入。", "Please use the buttons on the pages."),
    413: ("请分几次上传。", "Please upload in several goes."),
    415: ("请用 PDF、JPEG 或 PNG。", "Please take PDF, JPEG or PNG."),
    429: ("请稍等一分钟再试。", "Wait a minute, then try again."),
    503: ("请稍后再试；仍不行请告诉管理员。", "Try again later, and tell the administrator if it keeps happening."),
}
KEPT = ("没有办理任何操作，已有的内容都在。", "Nothing was done, and nothing on record was lost.")  # of what was sent


def refusal(status: int, sentence: str, unmet: tuple[Unmet, ...] = (), **more: object) -> tuple[str, int]:
    """A page of its own: what is refused and why, with who can, and the way back."""
    title = t(*TITLES.get(status, ("不能办理", "This can't be done")))
    further = [t(*words) for words in (KEPT if request.method == "POST" else None, TO_DO.get(status)) if words]
    return render_template(
        "errors/page.html", title=title, sentence=sentence, unmet=unmet, status=status, further=further, **more
    ), status


def _answer(answer: Answer) -> tuple[str, int]:
    sentence = t(answer.message.zh, answer.message.en)
    return refusal(
        STATUS.get(type(answer), 409),
        sentence,
        getattr(answer, "unmet", ()),
        faults=getattr(answer, "errors", ()),
        sites=getattr(answer, "sites", ()),
    )


def _refused(refused: Refused) -> tuple[str, int]:
    return refusal(409, t("条件还不具备：", "These conditions are not met yet:"), refused.unmet)


def _form_expired(error: CSRFError) -> tuple[str, int]:
    return refusal(400, t("页面已过期。", "The page had expired."))


def _http(error: HTTPException) -> HTTPException | tuple[str, int]:
    status = error.code or 500
    if status < 400:
        return error
    known = SENTENCES.get(status)
    sentence = t(*known) if known else t("请求无法处理。", f"{HTTPStatus(status).phrase}.")
    return refusal(status, sentence)


def _defect(error: Exception) -> tuple[str, int] | Response:
    """Needs nothing that may be broken: no database, so nobody's name and nobody's language but the session's."""
    if request.path.startswith(f"{api.PREFIX}/"):
        return api.fault(error)
    g.lang = g.get("lang") or session.get("lang", "zh")
    page = current_app.jinja_env.get_template(
        "errors/defect.html"
    )  # without what is put into every page, such as who asks
    return page.render(title=t(*TITLES[500]), sentence=t(*SENTENCES[500])), 500


class Id(IntegerConverter):
    """A number in an address that a database can hold; with a larger one there is no such page."""

    def __init__(self, *given: Any, **bounds: Any) -> None:
        super().__init__(*given, **{"max": LARGEST_ID, **bounds})


def explain(app: Flask) -> None:
    app.url_map.converters["int"] = Id  # for the addresses that come after this
    app.register_error_handler(Answer, _answer)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _defect)
