"""What a process that serves pages holds in its memory from the start. A megabyte is easily brought in by one import."""

import json
import os
import subprocess
import sys
from pathlib import Path

from flows.service.keys import ring_of
from flows.service.office import papers_at
from flows.storage.papers.sealed import prove_at_start

SECRET = "a secret of the tests"
STARTED = """
import json, sys
from command import stopping
from command.main import main

def answered(app, *_):
    visitor = app.test_client()
    assert [visitor.get(page).status_code for page in ("/healthz", "/login")] == [200, 200]
    sys.__stdout__.write(json.dumps(sorted(sys.modules)))

stopping.serve = answered
main(["serve", "--port", "0", "--no-embed"])
"""
# Each is imported by what needs it, in the function that does.
OUTWARD = {
    "apprise",
    "authlib",
    "joserfc",
    "minio",
    "requests",
    "smtplib",
    "email.policy",
    "flows.storage.papers.bucket",
}
ROUNDS = {"alembic", "croniter", "holidays", "mako", "procrastinate", "psycopg_pool"}
SEALED = {"cryptography"}  # 8 MB: for who reads a paper
DRAWN = {"graphviz", "openpyxl", "pypinyin", "segno", "typst", "xml.etree", "xml.sax", "xlsxwriter"}
COMMANDS = {
    "argparse",
    "flows.interchange",
    "flows.service.backup",
    "flows.service.demo",
    "flows.service.retold",
    "tarfile",
}


def test_a_process_that_serves_pages_starts_without_what_few_pages_need(site_url: str, tmp_path: Path) -> None:
    kept = tmp_path / "papers"
    prove_at_start(papers_at(kept, ring_of(SECRET.encode())))  # as an earlier start has
    told = {"FLOWS_DATABASE_URL": site_url, "FLOWS_SECRET_KEY": SECRET, "FLOWS_ATTACHMENTS": str(kept)}
    run = [sys.executable, "-c", STARTED]
    done = subprocess.run(run, cwd=tmp_path, env=os.environ | told, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "web.app" in loaded
    assert loaded & (OUTWARD | ROUNDS | SEALED | DRAWN | COMMANDS) == set()
    assert ("sqlite3" if site_url.startswith("postgresql") else "psycopg") not in loaded
