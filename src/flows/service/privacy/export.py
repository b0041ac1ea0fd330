"""What is held of a person as a file to hand over: a page to read, tables for a spreadsheet, JSON for a program, and their
papers."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from html import escape
from io import StringIO
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from flows.service.office import Office
from flows.service.privacy.holdings import Holdings, Section
from flows.service.spreadsheet import BOM, safe

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}}table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #999;padding:.25rem .5rem;text-align:left;overflow-wrap:anywhere}}</style>
</head><body><h1>{title}</h1><p>{told}</p>{tables}</body></html>
"""


def write_export(office: Office, found: Holdings, place: Path, now: datetime) -> tuple[str, ...]:
    """A new file, readable by its owner alone, whole or not there; answers the names of papers that could not be had. Raises
    FileExistsError, OSError, NotReached."""
    place.touch(mode=0o600, exist_ok=False)
    try:
        return write_archive(office, found, place, now)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def write_archive(office: Office, found: Holdings, place: Path | IO[bytes], now: datetime) -> tuple[str, ...]:
    """The same into a file that is there. Raises OSError, NotReached."""
    lacking = list[str]()
    with ZipFile(place, "w", ZIP_DEFLATED) as archive:
        for file in found.files:
            content = office.attachments.read(file.sha256)
            if content is None or hashlib.sha256(content).hexdigest() != file.sha256:
                lacking.append(file.name)
            else:
                archive.writestr(file.name, content)
        told = {**asdict(found), "at": now.isoformat(), "lacking": lacking}
        archive.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=2))
        archive.writestr("person.html", _page(found, now))
        for section in found.sections:
            archive.writestr(f"{section.code}.csv", _csv(section))
    return tuple(lacking)


def _page(found: Holdings, now: datetime) -> str:
    title = f"个人信息副本 Personal information held: {found.name}"
    told = (
        f"{found.site} · {now:%Y-%m-%d %H:%M} UTC · 单据中他人的信息仍遮盖 What the cases hold of others stays masked"
    )
    tables = "".join(_table(section) for section in found.sections)
    return PAGE.format(title=escape(title), told=escape(told), tables=tables)


def _table(section: Section) -> str:
    heads = "".join(f'<th scope="col">{escape(head.zh)} {escape(head.en)}</th>' for head in section.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in section.rows)
    nothing = f'<tr><td colspan="{len(section.heads)}">无 None</td></tr>'
    title = f"{escape(section.title.zh)} {escape(section.title.en)}"
    return f"<h2>{title}</h2><table><thead><tr>{heads}</tr></thead><tbody>{rows or nothing}</tbody></table>"


def _csv(section: Section) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([f"{head.zh} {head.en}" for head in section.heads])
    writer.writerows([safe(cell) for cell in row] for row in section.rows)
    return BOM + out.getvalue()
