"""What keeps one from a file, folder or database, as people read it: the system's and SQLite's
own words are English."""

from __future__ import annotations

import errno
import sqlite3

_WHY = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘只能读取",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "已用完分给本用户的磁盘空间",
    errno.EISDIR: "它是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOENT: "路径不存在",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "路径过长",
    errno.ELOOP: "它是指向自己的链接",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.EIO: "磁盘读写出错",
    errno.ESTALE: "网络磁盘上的文件已不在",
}


_OF_DATABASE = {
    sqlite3.SQLITE_FULL: "磁盘已满",
    sqlite3.SQLITE_READONLY: "只能读取：本用户没有写权限，或所在的磁盘只能读取",
    sqlite3.SQLITE_IOERR: "磁盘读写出错，也可能已满",
    sqlite3.SQLITE_BUSY: "另一进程正在使用，请稍后再试",
    sqlite3.SQLITE_CANTOPEN: "文件无法打开，请核对路径与权限",
    sqlite3.SQLITE_CORRUPT: "文件已损坏",
    sqlite3.SQLITE_NOTADB: "它不是数据库文件，或已损坏",
    sqlite3.SQLITE_NOMEM: "内存不足",
}


def obstacle(error: BaseException) -> str:
    """
    >>> obstacle(OSError(28, "No space left on device"))
    '磁盘已满'
    """
    if isinstance(error, OSError):
        return _WHY.get(error.errno or 0) or error.strerror or str(error)
    # The low byte is the kind, the others what exactly; the driver's own complaints have none.
    code = getattr(error, "sqlite_errorcode", None)
    return (code is not None and _OF_DATABASE.get(code & 0xFF)) or str(error)
