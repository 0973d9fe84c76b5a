"""Code of others is given so long and no longer."""

import signal
import threading

import pytest

from m365bot import bounded


def test_what_ends_in_time_is_left_alone_and_no_alarm_comes_after() -> None:
    before = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0

    with bounded.to(60):
        pass

    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0) == before


def test_code_that_catches_it_once_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "AGAIN", 0.01)

    def stubborn() -> None:
        try:
            signal.pause()
        except BaseException:
            signal.pause()

    with pytest.raises(bounded.TooLong), bounded.to(0.01):
        stubborn()


def test_an_alarm_that_somebody_else_had_set_comes_in_its_time() -> None:
    handler, alarm = signal.getsignal(signal.SIGALRM), signal.setitimer(signal.ITIMER_REAL, 3000, 7)
    try:
        with bounded.to(60):
            pass
        left, again = signal.getitimer(signal.ITIMER_REAL)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *alarm)

    assert 60 < left <= 3000
    assert again == 7
    assert signal.getsignal(signal.SIGALRM) == handler


def test_in_another_thread_it_takes_as_long_as_it_takes() -> None:
    done: list[bool] = []

    def work() -> None:
        with bounded.to(0.0001):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert done == [True]
