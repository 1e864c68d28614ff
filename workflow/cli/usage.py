"""A command line nobody can understand: one Chinese sentence instead of click's three; and the frame of its help."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from types import TracebackType
from typing import IO, Any

import click
from click.exceptions import NoArgsIsHelpError

SAID = {
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示这份说明",
    "Show the version and exit.": "显示版本",
}
NUMBER = re.compile(r"(?<= )INTEGER( RANGE)?$")
LONGEST = 60


class Misused(click.UsageError):
    """One sentence and click's own status; the sentence itself says where the help is."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file, err=True)


class Help(click.HelpFormatter):
    """The frame of a help page; what is in it the commands say themselves."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{SAID.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        told = [(NUMBER.sub("N", name), SAID.get(text, text)) for name, text in rows]
        told = [(name, text.replace("[default: ", "[默认：").replace("[required]", "[必填]")) for name, text in told]
        super().write_dl(told, col_max, col_spacing)


class Line(click.Context):
    """One command with what was written after it."""

    formatter_class = Help

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if isinstance(error, click.UsageError):
            error.ctx = error.ctx or self  # click's parser does not say at which command it stopped
        return super().__exit__(kind, error, trace)


def in_chinese(command: click.Command) -> click.Command:
    """The same command with all below it; whatever is wrong with its line is then known with its place."""
    command.context_class, command.options_metavar = Line, "[选项]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]..."
        for below in command.commands.values():
            in_chinese(below)
    return command


@contextmanager
def understood(args: Iterable[str] = ()) -> Iterator[None]:
    """Raises: Misused where the line is not; a group without a command shows its help."""
    if any("\ud800" <= letter <= "\udfff" for word in args for letter in word):
        raise Misused("命令行里有读不出的字节，请在使用 UTF-8 的终端里重新输入")
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise Misused(sentence(error), error.ctx) from None


def sentence(error: click.UsageError) -> str:
    """What is wrong, and how the command is written."""
    if error.ctx is None:
        return error.message
    path, pieces = error.ctx.command_path, error.ctx.command.collect_usage_pieces(error.ctx)
    return f"{wrong(error, error.ctx)}；写法：{' '.join([path, *pieces])}，详见 {path} --help"


def wrong(error: click.UsageError, ctx: click.Context) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有选项 {brief(error.option_name)}{meant(error.possibilities)}"
        case click.BadOptionUsage():
            flags = [one.opts for one in ctx.command.params if isinstance(one, click.Option) and one.is_flag]
            bare = any(error.option_name in names for names in flags)
            return f"选项 {brief(error.option_name)} 后面{'不写值' if bare else '要写一个值'}"
        case click.MissingParameter(param=click.Parameter() as param):
            return f"缺少{named(param)}"
        case click.BadParameter(param=click.Parameter() as param):
            return f"{named(param)} 的值不可用：{wanted(param.type) or error.message}"
    if isinstance(ctx.command, click.Group):
        return no_command(str(getattr(error, "command_name", "")), list(ctx.command.commands))
    return f"多写了参数 {brief(error.message.partition('(')[2].rpartition(')')[0])}".rstrip()


def no_command(name: str, known: list[str]) -> str:
    if not name:
        return "缺少命令"
    return f"没有命令 {brief(name)}" + (
        meant(get_close_matches(name, known)) or f"，已有的命令：{'、'.join(sorted(known))}"
    )


def meant(alike: list[str] | None) -> str:
    return f"，是否指 {'、'.join(alike)}？" if alike else ""


def named(param: click.Parameter) -> str:
    return (
        f"选项 {max(param.opts, key=len)}" if isinstance(param, click.Option) else f"参数 {param.human_readable_name}"
    )


def wanted(kind: click.ParamType[Any, Any]) -> str:
    """What to write instead; empty where a command has said so itself."""
    match kind:
        case click.IntRange(min=int(least), max=int(most)):
            return f"应为 {least} 到 {most} 的整数"
        case click.IntRange(min=int(least)):
            return f"应为不小于 {least} 的整数"
        case click.types.IntParamType():
            return "应为整数"
        case click.Path():
            return "应为可以读取的文件" + ("或文件夹" if kind.dir_okay else "")
    return ""


def brief(word: str, longest: int = LONGEST) -> str:
    """What somebody typed, so that it can stand in one line of a terminal."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in word[:longest])
    return plain + ("…" if len(word) > longest else "")
