from dataclasses import replace

import pytest

from flows.drawing import files, raster
from tests.drawing.sample import SAMPLE, STATES, sample

NAMES = ["sample_slip.en.png", "sample_slip.en.svg", "sample_slip.zh.png", "sample_slip.zh.svg"]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    out = tmp_path_factory.mktemp("drawn")
    return out, files.write(out, [SAMPLE])


@pytest.fixture
def folder(drawn, tmp_path):
    """A copy of its own of a folder just written."""
    for path in drawn[0].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def names(paths):
    return sorted(path.name for path in paths)


def test_every_procedure_is_written_in_both_languages_as_svg_and_png(drawn):
    out, written = drawn
    assert names(written) == names(out.iterdir()) == NAMES


def test_what_was_just_written_is_fresh_and_not_written_again(folder):
    assert files.stale(folder, [SAMPLE]) == []
    assert files.write(folder, [SAMPLE]) == []


def test_an_empty_or_absent_folder_is_stale_all_over(tmp_path):
    assert names(files.stale(tmp_path / "none", [SAMPLE])) == NAMES


def test_a_changed_declaration_makes_its_svg_and_png_stale(folder):
    changed = sample(states=(replace(STATES[0], zh="登记申请"), *STATES[1:]))
    assert names(files.stale(folder, [changed])) == ["sample_slip.zh.png", "sample_slip.zh.svg"]
    files.write(folder, [changed])
    assert files.stale(folder, [changed]) == []


def test_a_png_of_an_older_svg_is_found_though_the_svg_is_fresh(folder):
    older = (folder / "sample_slip.en.png").read_bytes()
    (folder / "sample_slip.zh.png").write_bytes(older)
    assert names(files.stale(folder, [SAMPLE])) == ["sample_slip.zh.png"]


def test_a_png_from_elsewhere_is_stale(folder):
    (folder / "sample_slip.zh.png").write_bytes(
        raster.png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    )
    assert names(files.stale(folder, [SAMPLE])) == ["sample_slip.zh.png"]


def test_an_svg_edited_by_hand_is_stale(folder):
    path = folder / "sample_slip.en.svg"
    path.write_text(path.read_text("utf-8").replace("Draft", "Drift"), encoding="utf-8")
    assert names(files.stale(folder, [SAMPLE])) == ["sample_slip.en.svg"]


def test_pictures_of_a_procedure_that_is_gone_are_stale_and_removed_but_nothing_else_is(folder):
    (folder / "own.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "notes.txt").write_text("kept", encoding="utf-8")
    renamed = sample(key="other_slip")
    assert set(NAMES) < set(names(files.stale(folder, [renamed])))
    files.write(folder, [renamed])
    left = names(folder.iterdir())
    assert left == ["notes.txt", *(name.replace("sample", "other") for name in NAMES), "own.svg"]


def test_without_the_print_extra_the_svgs_are_written_and_the_lack_is_told(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(raster.RasterMissing):
        files.write(tmp_path, [SAMPLE])
    assert names(tmp_path.iterdir()) == ["sample_slip.en.svg", "sample_slip.zh.svg"]
    assert names(files.stale(tmp_path, [SAMPLE])) == ["sample_slip.en.png", "sample_slip.zh.png"]


def test_the_stamped_png_is_a_sound_png(folder):
    png = (folder / "sample_slip.zh.png").read_bytes()
    at, kinds = 8, []
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        kinds.append(png[at + 4 : at + 8])
        crc = int.from_bytes(png[at + 8 + size : at + 12 + size], "big")
        assert crc == files.crc32(png[at + 4 : at + 8 + size])
        at += size + 12
    assert kinds[:2] == [b"IHDR", b"tEXt"]
    assert kinds[-1] == b"IEND"
