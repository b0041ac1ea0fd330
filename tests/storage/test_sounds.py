"""Names are found by how they are read, on both databases; a surname is read as one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, insert, select, text

from flows.storage import tables as t
from flows.storage.columns import NEVER
from flows.storage.engine import open_database, writing
from flows.storage.migrations.versions import __name__ as steps
from flows.storage.party_names import change_names, enter_names, sounding
from flows.storage.sounds import FIRST, LAST, LONGEST, MOST_PARTS, MOST_WAYS, READINGS, sounds, typed_sound
from tools.readings import readings

# Made-up names, each with what it is typed as; what it is not follows the bar.
TYPED = """张三 zhangsan zs zhangs san z ZhangSan | san-zhang szhang dan
单示例 shanshili ssl shansl shili | danshili
曾甲 zengjia zj | cengjia
解乙 xieyi xy | jieyi
仇丙 qiubing qb | choubing
查丁 zhading | chading
吕示 lvshi lyushi ls | lushi
区示 ous | qushi
万俟示 moqishi mqs moqis | wanqishi
尉迟示 yuchishi | weichishi
尉示 weishi | yushi
单于示 chanyushi | shanyushi
欧阳示例 ouyangsl ouyangshili oysl yangshili | ousl
示单 shidan shishan | shanshi
乐乐 yuele lele yl | yueyang
示长乐 shichangle shizhangyue
示例装饰公司 zhuangshi slzsgs gongsi | lgongsi
单示例装饰公司 danshili shanshili | chanshili
ABC示例 abcshili abcsl shili | bc
Li Example liexample example le | xample
示例１号 shilihao hao"""
LINES = [line.partition("|") for line in TYPED.splitlines()]


def name_of(line: str) -> tuple[str, list[str]]:
    words = line.split()
    latin = 2 if words[0] == "Li" else 1
    return " ".join(words[:latin]), words[latin:]


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """With everybody of `TYPED` at one site, and somebody at another."""
    engine = open_database(database_url)
    with writing(engine).begin() as connection:
        for key in ("here", "elsewhere"):
            connection.execute(insert(t.sites), {"key": key, "name_zh": "", "name_en": "", "zone": "Asia/Shanghai"})
        names = dict(enumerate([name_of(found)[0] for found, _, _ in LINES], 1))
        for number, name in (*names.items(), (99, "张三")):
            row = {"id": number, "site_id": 2 if number == 99 else 1, "name": name, "created_at": NEVER}
            connection.execute(insert(t.parties), row)
        enter_names(connection, 1, names)
        enter_names(connection, 2, {99: "张三"})
        yield connection
    engine.dispose()


def found(connection: Connection, typed: str, *site_ids: int) -> set[int]:
    query = sounding(typed, site_ids or (1,))
    assert query is not None, typed
    return set(connection.execute(query).scalars())


def test_everybody_is_found_as_their_name_is_read_and_not_otherwise(connection: Connection) -> None:
    for number, (finds, _, never) in enumerate(LINES, 1):
        for typed in name_of(finds)[1]:
            assert number in found(connection, typed), (finds, typed)
        for typed in never.split():
            assert number not in found(connection, typed), (finds, typed)


def test_a_search_stays_at_its_sites(connection: Connection) -> None:
    assert found(connection, "zhangsan") == {1}
    assert found(connection, "zhangsan", 2) == {99}
    assert found(connection, "zhangsan", 1, 2) == {1, 99}


def test_whoever_is_renamed_is_found_by_the_new_name_alone(connection: Connection) -> None:
    change_names(connection, 1, {1: "李四"})
    assert 1 in found(connection, "lisi")
    assert found(connection, "zhangsan") == set()


def test_the_upgrade_gives_everybody_who_stands_the_same_sounds(connection: Connection) -> None:
    from importlib import import_module

    fill = import_module(f"{steps}.0017_sounds_of_names").fill
    query = select(t.party_sounds).order_by(*t.party_sounds.primary_key)
    before = connection.execute(query).all()
    connection.execute(text("DELETE FROM party_sounds"))
    fill(connection)
    assert connection.execute(query).all() == before != []


def test_only_letters_are_taken_for_a_sound() -> None:
    typed = {"zs": "zs", " Zhang San ": "zhangsan", "xi'an": "xian", "Lü": "lv", "ＺＳ": "zs"}
    assert {words: typed_sound(words) for words in typed} == typed
    assert {typed_sound(words) for words in ("", "张", "1-101", "zs1", "张s", "'")} == {None}


def test_what_is_kept_of_a_name_is_bounded() -> None:
    long = "单乐长柏晟茜莘朝重行盛娜" * 4
    assert len(sounds(long)) <= 2 * MOST_PARTS * MOST_WAYS
    assert max(map(len, sounds(long))) <= LONGEST
    assert sounds("示") == {"shi"}
    assert sounds("1-2 《》 𠮷") == set()


def test_the_readings_are_those_of_the_package() -> None:
    assert READINGS.read_text("utf-8") == readings(), "write them again: python -m tools.readings"
    assert FIRST < ord("张") < LAST
