from __future__ import annotations

from pathlib import Path

import pytest

from indexer.access import Rate, Throttle


class Clock:
    def __init__(self, at: float = 1_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


def test_so_many_and_then_as_time_goes(tmp_path: Path) -> None:
    clock = Clock()
    throttle, rate = Throttle(tmp_path / "limits", clock), Rate(3, 60)
    assert [throttle.take("a", rate) for _ in range(3)] == [0, 0, 0]
    assert throttle.take("a", rate) == pytest.approx(20)
    assert throttle.take("b", rate) == 0
    clock.at += 20
    assert throttle.wait("a", rate) == 0
    assert throttle.take("a", rate) == 0
    assert throttle.take("a", rate) == pytest.approx(20)
    throttle.forget("a")
    assert throttle.take("a", rate) == 0


def test_processes_share_it(tmp_path: Path) -> None:
    clock, rate = Clock(), Rate(2, 60)
    one, other = (Throttle(tmp_path / "limits", clock) for _ in range(2))
    assert one.take("a", rate) == other.take("a", rate) == 0
    assert one.take("a", rate) > 0 and other.take("a", rate) > 0


def test_no_limit() -> None:
    throttle = Throttle()
    assert all(throttle.take("a", Rate(0)) == 0 for _ in range(1_000))


def test_a_clock_that_began_anew(tmp_path: Path) -> None:
    late, rate = Clock(1e6), Rate(1, 60)
    assert Throttle(tmp_path / "limits", late).take("a", rate) == 0
    assert Throttle(tmp_path / "limits", Clock(5)).take("a", rate) == 0


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    throttle = Throttle(tmp_path / "nowhere" / "limits", Clock())
    assert throttle.take("a", Rate(1)) == 0
    assert throttle.take("a", Rate(1)) > 0


def test_a_file_of_another_size_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "limits").write_bytes(b"cut short")
    assert Throttle(tmp_path / "limits", Clock()).take("a", Rate(1)) == 0


def test_names_stand_nowhere(tmp_path: Path) -> None:
    Throttle(tmp_path / "limits", Clock()).take("198.51.100.7", Rate(1))
    assert b"198.51" not in (tmp_path / "limits").read_bytes()
