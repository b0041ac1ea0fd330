"""Files are searched for viruses before they are kept: what is found is told and not taken, nor what could not be searched."""

import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from struct import unpack
from threading import Thread

import pytest

from flows.service.errors import Forbidden, Unsupported
from flows.service.letters import Letter, authorise
from flows.service.registers import NewAuthorisation
from flows.service.scanners import NoAnswer, Scanner
from tests.web.conftest import Pages
from tests.web.stories import PDF
from tests.web.test_case_papers import JPEG, kept, upload
from web.app import create_app

MARK = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"  # what scanners are tried with; does nothing
ILL = PDF + MARK


def exactly(line: socket.socket, many: int) -> bytes:
    found = b""
    while len(found) < many:
        found += line.recv(many - len(found))
    return found


def answered(line: socket.socket) -> None:
    """One search, as clamd's manual has it."""
    assert exactly(line, 10) == b"zINSTREAM\0"
    content = b""
    while size := unpack(">I", exactly(line, 4))[0]:
        content += exactly(line, size)
    line.sendall(b"stream: Eicar-\x1bTest FOUND\0" if MARK in content else b"stream: OK\0")


@contextmanager
def clamd() -> Iterator[str]:
    """Where one listens that hears whoever comes, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                with line:
                    answered(line)

        Thread(target=listen, daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def nobody_there() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"


def searching(pages: Pages, scanner: Scanner) -> Pages:
    office = replace(pages.world.office, scanner=scanner)
    app = create_app(office, lambda: pages.world.now)
    app.testing = True
    return Pages(pages.world, app)


def test_what_is_found_is_told_by_its_name_and_not_kept_and_the_rest_is(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    number = pages.world.start()
    with clamd() as address, caplog.at_level(logging.WARNING, "flows.scanning"):
        here = searching(pages, Scanner(address))
        desk = here.browser("desk")
        status, text = upload(desk, number, (ILL, "合同.pdf"), (JPEG, "照片.jpg"))
        assert status == 415
        assert "“合同.pdf”没有收下：文件里查出病毒或恶意内容（Eicar-Test），不能收" in text
        assert "“照片.jpg”已添加" in text
        assert kept(pages, number) == ["照片.jpg"]
        told = desk.get("/metrics").text
    assert 'flows_scans_total{outcome="found"} 1' in told
    assert 'flows_scans_total{outcome="clean"} 1' in told
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("found: Eicar-Test (sha256 ")
    assert "合同" not in line


def test_what_could_not_be_searched_is_not_taken_unless_the_office_says_so(pages: Pages) -> None:
    number, away = pages.world.start(), nobody_there()
    status, text = upload(searching(pages, Scanner(away)).browser("desk"), number, (PDF, "申请.pdf"))
    assert status == 503
    assert "病毒扫描暂时不能用，这一份没有收下" in text
    assert away not in text
    assert kept(pages, number) == []
    lenient = searching(pages, Scanner(away, takes_unsearched=True)).browser("desk")
    assert upload(lenient, number, (PDF, "申请.pdf"))[0] == 303
    assert kept(pages, number) == ["申请.pdf"]


def test_an_owners_letter_is_searched_too_and_whoever_may_not_bring_one_asks_no_scanner(pages: Pages) -> None:
    today = pages.world.now.date()
    new = NewAuthorisation(unit="1-0101", owner=1, party=2, scope="renovation", since=today, until=today)
    with clamd() as address:
        for login, scanner, refused in (("desk", address, Unsupported), ("eng", nobody_there(), Forbidden)):
            office = replace(pages.world.office, scanner=Scanner(scanner))
            with pytest.raises(refused):
                authorise(office, login, "north", new, Letter("委托书.pdf", ILL), pages.world.now)


def test_a_command_says_by_its_end_what_it_found_and_by_its_lines_all_of_it() -> None:
    python = f"{sys.executable} -c"
    says = "import sys; t = sys.stdin.buffer.read(); print('stream: One FOUND'); print('stream: Two FOUND'); print('---- SCAN SUMMARY ----'); sys.exit(b'EICAR' in t)"
    scanner = Scanner(command=f'{python} "{says}"')
    assert scanner.found_in(ILL) == ("One", "Two")
    assert scanner.found_in(PDF) == ()
    bare = Scanner(
        command=f"{python} \"import os, sys; sys.exit(2 if set(os.environ) - {{'PATH', 'LC_CTYPE'}} else 0)\""
    )
    assert bare.found_in(PDF) == (), "it is given nothing of our environment"
    for broken in (f'{python} "raise SystemExit(2)"', "no-such-scanner"):
        with pytest.raises(NoAnswer):
            Scanner(command=broken).found_in(PDF)
    hangs = Scanner(command=f'{python} "import time; time.sleep(9)"', seconds=0.2)
    with pytest.raises(NoAnswer, match="TimeoutExpired"):
        hangs.found_in(PDF)
    with pytest.raises(NoAnswer, match="a moment ago"):
        hangs.found_in(PDF)


def test_with_two_scanners_each_is_asked_and_all_that_either_finds_is_told() -> None:
    finds = f"{sys.executable} -c \"print('stream: Other FOUND'); raise SystemExit(1)\""
    with clamd() as address:
        assert Scanner(address, finds).found_in(ILL) == ("Eicar-Test", "Other")
    assert Scanner(nobody_there(), finds).found_in(ILL) == ("Other",), "found is found, whoever else is silent"
    with pytest.raises(NoAnswer):
        Scanner(nobody_there(), f'{sys.executable} -c ""').found_in(PDF)
