"""The stepping, compiled: the functions of `helhet.pathway.stepping`, unchanged, as machine code.

numba compiles them once for this machine (some 25 seconds) and the object code is kept; from then
on only llvmlite is asked to load it, since importing numba alone takes a second. What is kept is
named by a hash of the sources, the options and the versions: numba's own cache sees neither a
changed option nor a changed constant of another file (measured; docs/adr/0005-compiled-stepping.md).
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import platform
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
from llvmlite import binding

from helhet.pathway import stepping
from helhet.pathway.tables import layout

Array = np.ndarray[Any, np.dtype[np.int64]]
Read = Callable[[Array, Array, Array, Array, Array, int, int], int]
"""`read_courses` of the stepping: table, entries, work, out, given, first course, until → courses read."""

_OPTIONS: dict[str, Any] = {"_nrt": False, "forceinline": True, "error_model": "numpy"}
"""`_nrt` counts references to arrays; without it the code is three times as fast (measured). It owns no memory."""

_DIGEST_SIZE = hashlib.sha256().digest_size
"""The kept file begins with the code's own hash: a damaged one would end the process without a word."""
_NOT_OURS = "others may write in its folder: chmod go-w it, or set HELHET_CACHE to one of your own"

_NEVER_CALLED = (
    *("NRT_Free", "NRT_MemInfo_call_dtor", "numba_do_raise", "numba_gil_ensure"),
    *("numba_gil_release", "numba_runtime_build_excinfo_struct", "numba_unpickle"),
)
"""What numba's wrapper names for exceptions and owned memory. The stepping has neither."""
_STAND_INS = "declare void @abort()\n" + "".join(
    f"define void @{name}() {{ call void @abort() unreachable }}\n" for name in _NEVER_CALLED
)


@dataclass(frozen=True)
class Kernel:
    """The compiled reading of courses, and what keeps its code alive."""

    read: Read
    engine: Any


@lru_cache(maxsize=1)
def kernel() -> Kernel:
    """Return the compiled reading; compile it first if this machine has not yet."""
    place = _place()
    code = _kept(place)
    return _load(_keep(place, _compile()) if code is None else code)


def is_primed() -> bool:
    """Whether the compiled reading is at hand, so that `kernel` answers at once."""
    return _kept(_place()) is not None


def prime() -> None:
    """Compile now what `kernel` would compile when first asked."""
    kernel()


def cache_folder() -> Path:
    """Return where object code is kept: HELHET_CACHE, else the user's cache folder."""
    told = os.environ.get("HELHET_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(told) if told else Path(base) / "helhet"


def _place() -> Path:
    return cache_folder() / f"stepping-{_fingerprint()}.o"


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Hash all that the object code depends on: sources, options, versions, this processor."""
    told = hashlib.sha256()
    for module in (*_modules(), layout, sys.modules[__name__]):
        told.update(Path(str(module.__file__)).read_bytes())
    python = platform.python_version()
    host = binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    told.update(repr((_OPTIONS, python, version("numba"), version("llvmlite"), host)).encode())
    return told.hexdigest()[:32]


def _modules() -> list[Any]:
    return [import_module(f"{stepping.__name__}.{name}") for name in stepping.SOURCES]


def compiled_functions(options: dict[str, Any]) -> dict[str, Any]:
    """Return the stepping's functions, each compiled by numba with these options, by name.

    They are copied into one namespace, so that each calls its compiled neighbours.
    """
    import numba

    namespace: dict[str, Any] = dict(vars(layout))
    for module in _modules():
        own = [
            f
            for f in vars(module).values()
            if isinstance(f, FunctionType) and f.__module__ == module.__name__
        ]
        for function in own:
            copy = FunctionType(function.__code__, namespace, function.__name__)
            namespace[function.__name__] = numba.njit(**options)(copy)
    return namespace


def checked_read() -> Read:
    """Return the reading compiled with bounds checks: slow, and raises IndexError where the other would go astray."""
    read: Read = compiled_functions({"boundscheck": True, "error_model": "numpy"})["read_courses"]
    return read


def _compile() -> bytes:
    """Return object code with one function, of pointers and lengths."""
    import numba
    from numba import types
    from numba.np.numpy_support import carray

    read = compiled_functions(_OPTIONS)["read_courses"]

    def helhet_read_courses(  # pragma: no cover - only ever compiled
        t, nt, e, ne, w, nw, o, no, g, ng, first, until
    ):
        arrays = (
            carray(t, (nt,)),
            carray(e, (ne,)),
            carray(w, (nw,)),
            carray(o, (no,)),
            carray(g, (ng,)),
        )
        return read(*arrays, first, until)

    pointer, number = types.CPointer(types.int64), types.int64
    signature = number(*(pointer, number) * 5, number, number)
    compiled = numba.cfunc(signature, error_model="numpy")(helhet_read_courses)
    library: Any = vars(compiled)["_library"]  # private: numba is pinned to the minor for this
    code: bytes = library._get_compiled_object()  # noqa: SLF001 - as above
    return compiled.native_name.encode() + b"\0" + code


def _kept(place: Path) -> bytes | None:
    """Return the kept code if it is whole and nobody else can have written it; None: compile anew.

    The folder is asked first, and stays the one that is read: a link put in its place comes too late.
    """
    try:
        folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _check_ours(os.fstat(folder))
            content = _read_ours(place.name, folder)
        finally:
            os.close(folder)
    except OSError:
        return None
    digest, code = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
    return code if digest == hashlib.sha256(code).digest() else None


def _read_ours(name: str, folder: int) -> bytes:
    def opener(path: str, flags: int) -> int:
        return os.open(path, flags | os.O_NOFOLLOW, dir_fd=folder)

    with open(name, "rb", opener=opener) as file:
        _check_ours(os.fstat(file.fileno()))
        return file.read()


def _check_ours(found: os.stat_result) -> None:
    """Refuse what others may change: object code is run as it stands. Root's is as good as ours."""
    if found.st_uid not in (os.geteuid(), 0) or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EPERM, _NOT_OURS)


def _keep(place: Path, code: bytes) -> bytes:
    """Keep the code for the next time, in one move; a folder that cannot be used costs only time."""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_ours(place.parent.stat())
        _write(place, hashlib.sha256(code).digest() + code)
    except OSError as error:
        sys.stderr.write(
            f"The compiled stepping could not be kept ({error.strerror}); it will be compiled anew next time.\n"
        )
    return code


def _write(place: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink()
        raise


def _load(named: bytes) -> Kernel:
    name, _, code = named.partition(b"\0")
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_default_triple().create_target_machine()
    # In the engine's own module: as symbols of the process they would be numba's undoing.
    engine = binding.create_mcjit_compiler(binding.parse_assembly(_STAND_INS), target)
    engine.finalize_object()
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Kernel(_reader(engine.get_function_address(name.decode())), engine)


def _reader(address: int) -> Read:
    array, number = ctypes.c_void_p, ctypes.c_int64
    call = ctypes.CFUNCTYPE(number, *(array, number) * 5, number, number)(address)

    def read(t: Array, e: Array, w: Array, o: Array, given: Array, first: int, until: int) -> int:
        pointers = [part for it in (t, e, w, o, given) for part in (it.ctypes.data, len(it))]
        read_in_all: int = call(*pointers, first, until)
        return read_in_all

    return read
