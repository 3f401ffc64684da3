import threading

from indexer.runtime.background import BackgroundThreads


def test_close_waits_for_who_works_and_starts_none_any_more() -> None:
    threads = BackgroundThreads()
    begun, may_end = threading.Event(), threading.Event()
    done: list[str] = []

    def work() -> None:
        begun.set()
        may_end.wait()
        done.append("first")

    threads.start("working", work)
    begun.wait()
    threading.Timer(0.05, may_end.set).start()
    threads.close(patience=600)
    assert done == ["first"]
    threads.start("late", lambda: done.append("second"))
    assert not [thread for thread in threading.enumerate() if thread.name in ("working", "late")]
    assert done == ["first"]


def test_a_thread_may_close_what_started_it() -> None:
    threads = BackgroundThreads()
    done = threading.Event()

    def work() -> None:
        threads.close()
        done.set()

    threads.start("closing", work)
    assert done.wait(600)
