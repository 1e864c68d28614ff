"""Why the operating system refused something, in the language of whoever runs the server."""

from __future__ import annotations

import errno
import socket

WHY = {
    errno.EACCES: "没有权限",
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.EEXIST: "已经存在",
    errno.EFBIG: "文件过大",
    errno.EISDIR: "这是一个文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只能读",
    socket.EAI_AGAIN: "现在查不到这个地址",
    socket.EAI_NONAME: "没有这个地址",
}


def why(error: OSError) -> str:
    """What the system says in its own words where it is none of the usual."""
    return WHY.get(error.errno or 0) or error.strerror or str(error)
