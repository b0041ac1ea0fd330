"""What is given to run the program by: units, a proxy, a container; each says what the program knows."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from command.main import main
from command.processes import KEEP
from command.rounds import GRACE as ROUNDS
from command.stopping import GRACE as REQUESTS
from web.marking import HEADER
from web.security import MOST_BYTES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def unit(path: Path) -> RawConfigParser:
    found = RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment,method-assign]  # configparser documents setting it so
    found.read_string(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_there_is_as_nobody_in_particular_and_waits_for_its_end(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "flows"
    command, *words = service["ExecStart"].removeprefix("/opt/flows/bin/flows ").split()
    options = CliRunner().invoke(main, [command, "--help"]).output
    assert all(word in options for word in words if word.startswith("--"))
    assert float(service["TimeoutStopSec"]) > REQUESTS + ROUNDS
    assert {"NoNewPrivileges", "ProtectSystem", "PrivateTmp", "SystemCallFilter"} <= set(service)
    assert "Environment" not in service, "secrets stand in a file of root's"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_may_write_where_the_guide_says_that_it_keeps_things(path: Path) -> None:
    service, guide = unit(path)["Service"], (ROOT / "docs" / "operations.md").read_text("utf-8")
    (anchors,) = re.findall(r"^export FLOWS_ANCHOR_FILE=(\S+)$", guide, re.MULTILINE)
    open_to_it = {place.removeprefix("-") for place in service["ReadWritePaths"].split()}
    assert {service["WorkingDirectory"], str(Path(anchors).parent)} <= open_to_it
    assert f"install -D -m 600 environment {service['EnvironmentFile']}" in guide


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_it(path: Path, tmp_path: Path) -> None:
    """Where systemd is; else it is read as above."""
    copied = tmp_path / path.name
    copied.write_text(path.read_text("utf-8").replace("/opt/flows/bin/flows", "/bin/true"), "utf-8")
    if shutil.which("systemd-analyze"):
        told = subprocess.run(["systemd-analyze", "verify", str(copied)], capture_output=True, text=True)
        assert path.name not in told.stderr, told.stderr
    assert unit(copied)["Install"]["WantedBy"] == "multi-user.target"


def test_the_proxy_lets_through_what_the_program_takes_and_hands_on_what_it_trusts() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    (let_through,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(let_through) * 1024 * 1024 > MOST_BYTES, "the program's own page says what is too large"
    for name in (
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "X-Forwarded-Host $host",
        f"{HEADER} $request_id",
    ):
        assert f"proxy_set_header {name};" in text
    assert "gzip on;" in text
    assert "metrics" in text
    assert "$request_uri" not in text.partition("log_format")[2].partition(";")[0]
    assert "$args" not in text
    assert len(re.findall(r"^ +error_log \S+ crit;$", text, re.MULTILINE)) == text.count("server {"), (
        "less grave ones have it"
    )
    assert text.count("{") == text.count("}")


def test_the_proxy_leads_people_to_tls_by_its_own_name_and_programs_not_at_all() -> None:
    plain, tls = (DEPLOY / "nginx.conf").read_text("utf-8").split("listen 443 ssl;")
    assert "return 308 https://$server_name$request_uri;" in plain
    assert "$host" not in plain, "whoever asks chooses that"
    assert plain.partition("location /api/ {")[2].partition("}")[0].count("return 403") == 1
    assert "TLSv1.2 TLSv1.3" in tls
    assert "CBC" not in tls.partition("ssl_ciphers")[2].partition(";")[0]
    assert tls.index("proxy_set_header") < tls.index("location"), "every place of it hands the same on"


def test_an_idle_connection_outlives_what_the_proxy_keeps_of_it() -> None:
    """What the proxy sends on one that the server has just let go is lost; nginx keeps it for a minute."""
    assert KEEP > 60


def test_what_is_for_the_house_alone_stays_inside_behind_either_proxy() -> None:
    caddy = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("office.example.com {")[2].partition("}")[0]
    lines = [line.strip() for line in caddy.splitlines()]
    assert lines.index("@in path /metrics /readyz") < lines.index("respond @in 404")
    assert "location ~ ^/(metrics|readyz)$" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_the_container_is_made_of_one_base_image_and_the_locked_file_and_runs_as_nobody() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(set(bases)) == 1
    assert "-c constraints.txt" in text
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE) == ["10001:10001"]
    assert text.index("USER 10001") < text.index('CMD ["flows"')
    assert "install -d -m 700 -o flows -g flows /srv/flows" in text, "what a volume begins as"
    assert "HEALTHCHECK" in text
    for told in (text, (ROOT / "docs" / "operations.md").read_text("utf-8")):
        assert "podman build -t" not in told, "an image of the other format keeps no HEALTHCHECK"
        assert "podman build --format docker -t flows ." in told
        assert re.search(r"podman run .*--no-healthcheck .* flows flows worker", told), "a worker would never be well"
    assert not re.search(r"curl|wget|ADD http|--index-url|SECRET_KEY=[^…]", text)
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
