from flows.drawing.heat import Heat, heated
from tests.drawing.geometry import groups, parsed, texts


def test_states_get_their_shade_and_a_badge_and_nothing_else_changes(svgs):
    picture = heated(
        svgs["zh"], {"draft": Heat(4, "3 件 · 2.0 天"), "valid": Heat(0, "1 件 · —"), "gone": Heat(1, "x")}
    )
    root = parsed(picture)
    shaded = {g.get("data-state"): g.get("class").split()[-1] for g in groups(root, "node") if "heat" in g.get("class")}
    assert shaded == {"draft": "heat-4", "valid": "heat-0"}
    assert [texts(badge) for badge in groups(root, "heat-badge")] == [["3 件 · 2.0 天"], ["1 件 · —"]]
    assert heated(svgs["zh"], {}) == svgs["zh"]


def test_a_badge_sits_on_the_lower_edge_of_its_box_and_holds_its_words(svgs):
    root = parsed(heated(svgs["en"], {"draft": Heat(2, "12 · 48.0 h <&>")}))
    (state,) = [g for g in groups(root, "node") if g.get("data-state") == "draft"]
    (badge,) = groups(root, "heat-badge")
    box, pill = state.find("{*}rect"), badge.find("{*}rect")
    edge = float(box.get("y")) + float(box.get("height"))
    assert float(pill.get("y")) < edge < float(pill.get("y")) + float(pill.get("height"))
    assert (
        abs(float(pill.get("x")) + float(pill.get("width")) / 2 - float(box.get("x")) - float(box.get("width")) / 2)
        < 0.1
    )
    assert texts(badge) == ["12 · 48.0 h <&>"]
