"""The process ends with us, and what went wrong is told."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
import os
from pathlib import Path
import signal
import sys
import textwrap
from zoneinfo import ZoneInfo

import pytest

from simulators.home_assistant import HomeAssistant, StartError
from simulators.home_assistant.config import Settings, morning_zone, prepare
from simulators.home_assistant.process import HomeAssistantProcess

ROOT = Path(__file__).parents[3]
FOREVER = ["-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = ["-c", "import signal; signal.signal(15, signal.SIG_IGN);" + FOREVER[1]]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


async def printed(folder: Path, text: str) -> None:
    await until(lambda: text in HomeAssistantProcess(folder).log_tail())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "State:\tZ" in status.read_text())


async def gone(pid: int) -> None:
    await until(lambda: not alive(pid))


@pytest.mark.parametrize("arguments", [FOREVER, STUBBORN], ids=["obedient", "stubborn"])
async def test_stop_ends_it(tmp_path, arguments):
    process = HomeAssistantProcess(tmp_path, arguments)
    assert not process.running
    await process.stop()  # nothing to stop yet
    await process.start()
    await printed(tmp_path, "up")
    assert process.running
    with pytest.raises(RuntimeError, match="runs already"):
        await process.start()

    await process.stop(within=0.3)
    assert not process.running


async def test_kill_ends_its_children_too_and_it_can_start_again(tmp_path):
    family = textwrap.dedent("""\
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("child", child.pid, flush=True)
        time.sleep(600)
    """)
    process = HomeAssistantProcess(tmp_path, ["-c", family])
    await process.start()
    await printed(tmp_path, "child")
    child = int(process.log_tail().split()[-1])

    await process.kill()
    await gone(child)

    await process.start()
    assert process.running
    await process.kill()
    await process.kill()  # a second time does no harm


# Nobody can act on being killed, so there the kernel has to end the child; only Linux's does.
KILLED = pytest.param(
    "signal", marks=pytest.mark.skipif(sys.platform != "linux", reason="no prctl")
)


@pytest.mark.parametrize("how", [KILLED, "exit"])
async def test_it_never_outlives_us(tmp_path, how):
    ending = {"signal": "os.kill(os.getpid(), 9)", "exit": "sys.exit()"}[how]
    parent = textwrap.dedent(f"""\
        import asyncio, os, sys
        from pathlib import Path
        from simulators.home_assistant.process import HomeAssistantProcess
        async def main():
            process = HomeAssistantProcess(Path({str(tmp_path)!r}), {FOREVER!r})
            await process.start()
            while "up" not in process.log_tail():
                await asyncio.sleep(0.02)
            print(process._process.pid, flush=True)
        asyncio.run(main())
        {ending}
    """)
    ran = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await ran.communicate()

    assert ran.returncode == (-signal.SIGKILL if how == "signal" else 0)
    await gone(int(out))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-c", "print('no such integration'); raise SystemExit(1)"], "it ended"),
        (FOREVER, "not ready after 0.5 s"),
    ],
    ids=["ends", "hangs"],
)
async def test_a_failed_start_says_what_was_printed(tmp_path, socket_enabled, arguments, told):
    house = HomeAssistant(tmp_path)
    house._process = HomeAssistantProcess(house.folder, arguments)

    with pytest.raises(StartError, match=told) as failure:
        await house.start(within=0.5 if arguments is FOREVER else 20)

    assert ("up" if arguments is FOREVER else "no such integration") in str(failure.value)
    assert not house.running


def test_the_folder_keeps_its_port_and_gets_the_new_settings(tmp_path, socket_enabled):
    port = prepare(tmp_path, Settings())
    again = prepare(tmp_path, Settings(time_zone="Asia/Tokyo", more="sun:"))

    assert again == port
    written = (tmp_path / "configuration.yaml").read_text()
    assert "time_zone: Asia/Tokyo" in written
    assert written.rstrip().endswith("sun:")
    assert "bluetooth:" not in written
    assert "http:" not in written
    assert not list((tmp_path / "custom_components").rglob("__pycache__"))
    assert (tmp_path / "custom_components" / "body_scale" / "model.py").exists()


@pytest.mark.parametrize("hour", range(24))
def test_somewhere_it_is_morning(freezer, hour):
    freezer.move_to(datetime(2028, 2, 29, hour, 59, tzinfo=UTC))
    assert datetime.now(ZoneInfo(morning_zone())).hour == 8
