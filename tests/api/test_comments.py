"""Comments through the interface."""

from tests.api.interface import Interface


def test_comments_are_added_and_listed_the_newest_first(interface: Interface) -> None:
    number = interface.start()["number"]
    revision = interface.world.revision(number)
    first = interface.post(f"/cases/{number}/comments", "eng", json={"words": "下午再去"})
    assert first.status_code == 201
    interface.post(f"/cases/{number}/comments", "desk", json={"words": "@eng 好的"})
    (second, listed) = interface.get(f"/cases/{number}/comments").json["items"]
    assert listed == first.json
    assert [second["words"], second["author"]["login"], second["mentions"][0]["login"]] == ["@eng 好的", "desk", "eng"]
    assert interface.world.revision(number) == revision


def test_what_can_not_be_said_is_told_field_by_field(interface: Interface) -> None:
    number = interface.start()["number"]
    for words in ("", "@nobody look"):
        answer = interface.post(f"/cases/{number}/comments", json={"words": words})
        assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, "words")
    assert interface.get(f"/cases/{number}/comments?cursor=x").status_code == 422
    assert interface.get("/cases/ER-2026-9999/comments").status_code == 404
    assert interface.get(f"/cases/{number}/comments", "far").status_code == 404
