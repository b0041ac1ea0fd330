"""/cases/{number}/comments: what people say of a case, beside its history."""

from __future__ import annotations

from typing import Any

from flask import url_for

from flows.service.case_beside import CommentView
from flows.service.commenting import LONGEST, comment, comments_of
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Endpoint, Reply, Schema
from web.api.shapes import CURSOR, ID, MOMENT, SITE, STRING, asked, listed, moment, obj, paged, person, prose, ref

COMMENT: Schema = obj(id=ID, at=MOMENT, author=ref("Person"), words=STRING, mentions=listed(ref("Person")))
SCHEMAS = {"Comment": COMMENT}


def _list(call: Call) -> Reply:
    number, site = call.path["number"], call.query.get("site")
    page = comments_of(call.office, call.login, number, call.now, site, call.query.get("cursor"))
    return Reply({"items": [comment_json(one) for one in page.items], "cursor": page.cursor})


def _add(call: Call) -> Reply:
    number, site = call.path["number"], call.query.get("site")
    said = comment(call.office, call.login, number, call.body["words"], call.now, site)
    place = url_for("api.list_comments", number=number, site=site)
    return Reply(comment_json(said), 201, headers={"Location": place})


def comment_json(told: CommentView) -> dict[str, Any]:
    return {
        "id": told.id,
        "at": moment(told.at),
        "author": person(told.author),
        "words": told.words,
        "mentions": [person(one) for one in told.mentions],
    }


ENDPOINTS = (
    Endpoint(
        "GET", "/cases/{number}/comments", "list_comments",
        Text("留言，新的在前", "What people said of the case, the newest first"),
        _list, paged(ref("Comment")), query=(SITE, CURSOR), refusals=("ambiguous",),
    ),
    Endpoint(
        "POST", "/cases/{number}/comments", "add_comment",
        Text("留言；用 @姓名 或 @用户名 提醒能看到此单据的同事", "Say something; @ and a name or user name tells a colleague who may see the case"),
        _add, ref("Comment"), 201, body=asked(("words",), words=prose(LONGEST)), query=(SITE,), refusals=("ambiguous",),
    ),
)  # fmt: skip
