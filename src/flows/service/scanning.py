"""What people bring is searched for viruses before it is kept, where a scanner was set up (`scanners`)."""

from __future__ import annotations

import logging

from flows.service.counting import counts_of
from flows.service.errors import OutOfReach, Unsupported
from flows.service.office import Office
from flows.service.scanners import NoAnswer
from flows.service.vocabulary import Text


def search(office: Office, digest: str, content: bytes) -> None:
    """Raises Unsupported with everything that was found, OutOfReach where nothing could be searched and nothing is taken
    unsearched. The log has what was found and the hash of the file; whose request it was stands in its line."""
    if office.scanner is None:
        return
    try:
        found = office.scanner.found_in(content)
    except NoAnswer as fault:
        _note(office, "no answer", digest, str(fault))
        if office.scanner.takes_unsearched:
            return
        raise OutOfReach(
            "病毒扫描暂时不能用，这一份没有收下，其他内容没有丢失；请稍后再上传，仍不行请告诉管理员",
            "Files can't be searched for viruses just now; this one was not taken, and nothing else was lost. Bring it again later, and tell the administrator if it stays so",
        ) from fault
    if found:
        names = ", ".join(found)
        _note(office, "found", digest, names)
        zh, en = (
            f"文件里查出病毒或恶意内容（{names}），不能收",
            f"A virus was found in this file ({names}); it is not taken",
        )
        raise Unsupported(
            Text(f"{zh}；请检查您的电脑或手机，换一份再上传", f"{en}. Look after your device, and bring another")
        )
    counts_of(office).add("scan", "clean")


def _note(office: Office, what: str, digest: str, said: str) -> None:
    counts_of(office).add("scan", what)
    logging.getLogger("flows.scanning").warning("%s: %s (sha256 %s)", what, said, digest)
