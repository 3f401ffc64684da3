"""What keeps one from a file or folder, as people read it: the system's own words are English."""

from __future__ import annotations

import errno

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


def obstacle(error: OSError) -> str:
    """
    >>> obstacle(OSError(28, "No space left on device"))
    '磁盘已满'
    """
    return _WHY.get(error.errno or 0) or error.strerror or str(error)
