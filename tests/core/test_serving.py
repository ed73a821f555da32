"""The server and its worker: neither outlives the other, and a web process takes nobody along."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

PATIENCE = 60


def children(pid: int) -> dict[int, str]:
    """Command lines of a process's children."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in found}
    return {child: line.replace(b"\0", b" ").decode() for child, line in lines.items()}


def worker_of(pid: int) -> int:
    """The process of background jobs beside the web server."""
    (worker,) = [child for child, line in children(pid).items() if "core.cli worker" in line]
    return worker


COMMAND = (sys.executable, "-m", "core.cli")


def environment(data_dir: Path) -> dict[str, str]:
    """What the program is started with."""
    return {
        **os.environ,
        "REGLAMENT_DATA_DIR": str(data_dir),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data with an empty database in it."""
    folder = tmp_path_factory.mktemp("migrated")
    command = [*COMMAND, "db", "upgrade"]
    subprocess.run(command, env=environment(folder), check=True, capture_output=True)
    return folder


@pytest.fixture
def server(migrated: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    if not Path("/proc/self/task").exists():
        pytest.skip("needs /proc")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data_dir = shutil.copytree(migrated, tmp_path / "data")
    process = subprocess.Popen(
        [*COMMAND, "run", "--port", str(port), "--workers", "2"],
        env=environment(data_dir),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert "Регламент открыт" in process.stdout.readline()
    with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=PATIENCE) as answer:
        assert answer.status == 200
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(PATIENCE)
    process.stdout.close()


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_ctrl_c_leaves_no_process_behind(server: "subprocess.Popen[str]") -> None:
    family = children(server.pid)
    assert len(family) >= 2
    os.killpg(server.pid, signal.SIGINT)
    assert server.wait(PATIENCE) == 0
    assert all(gone(child) for child in family)


def test_a_worker_that_dies_takes_the_server_along_with_an_error(
    server: "subprocess.Popen[str]",
) -> None:
    os.kill(worker_of(server.pid), signal.SIGKILL)
    assert server.wait(PATIENCE) == 1


def test_a_web_process_that_ends_does_not_take_the_worker_along(
    server: "subprocess.Popen[str]",
) -> None:
    worker = worker_of(server.pid)
    web = next(child for child in children(server.pid) if child != worker)
    os.kill(web, signal.SIGTERM)
    # The master reaps the old process before it forks the new one.
    while web in children(server.pid):
        os.sched_yield()
    assert not gone(worker)
    assert worker_of(server.pid) == worker
    assert server.poll() is None
