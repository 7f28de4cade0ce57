"""Worker processes that hold a model: they end with the load, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

from kg.errors import NewsKGError

Result = TypeVar("Result")

_BLAS_THREADS = "OPENBLAS_NUM_THREADS"


class Workers:
    """Processes that run functions until ``close``.

    They are spawned, not forked: the same on every system, and no lock or connection of the load is copied into them.
    Each holds the reading end of a pipe whose other end only this process has, and ends when that is closed: at
    ``close``, and by the system itself when this process is killed.
    """

    def __init__(self, number: int) -> None:
        context = multiprocessing.get_context("spawn")
        theirs, self._life = context.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(number, context, initializer=_begin, initargs=(theirs,))
        self._theirs = theirs  # open as long as workers may be spawned

    def run(self, function: Callable[..., Result], tasks: Iterable[tuple[object, ...]]) -> list[Result]:
        """The function's result for each tuple of arguments, in order.

        Raises what it raises, and ``NewsKGError`` where a worker died. After any exception, ^C too, the workers are
        closed: what they still do is of no use.
        """
        try:
            with _quiet_start():
                futures = [self._executor.submit(function, *task) for task in tasks]
            return [future.result() for future in futures]
        except BrokenProcessPool as error:
            self.close()
            raise NewsKGError(
                "a worker process died while it looked for names",
                "if memory ran out, try again with fewer workers; a script of your own needs "
                "'if __name__ == \"__main__\":' around what it does",
            ) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the processes, at once. May be called twice."""
        self._life.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._theirs.close()


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Processes started here use one BLAS thread each, and a ^C in the terminal is left to the process that has them.

    Both are inherited at the start: numpy reads the variable when it is first imported, and a ^C before the worker
    can say that it ignores it would print its traceback.
    """
    before = os.environ.get(_BLAS_THREADS)
    os.environ[_BLAS_THREADS] = "1"
    masks = hasattr(signal, "pthread_sigmask")
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        yield
    finally:
        if before is None:
            del os.environ[_BLAS_THREADS]
        else:
            os.environ[_BLAS_THREADS] = before
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _begin(life: Connection) -> None:
    """What a worker does first: leave ^C to its parent, and watch for its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(life,), daemon=True).start()


def _end_with(life: Connection) -> None:
    try:
        life.recv()
    except (EOFError, OSError):
        os._exit(0)
