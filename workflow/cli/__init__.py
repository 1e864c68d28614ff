"""`lianxi`: whatever is done to the house from outside. An error is one sentence and a status, never a traceback."""

from __future__ import annotations

import errno
from typing import Any

import click
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from workflow.cli.backup import backup, restore
from workflow.cli.calendar import calendar
from workflow.cli.flows import flow
from workflow.cli.ground import ground
from workflow.cli.health import doctor
from workflow.cli.office import token
from workflow.cli.people import user
from workflow.cli.privacy import privacy
from workflow.cli.receptions import receptions
from workflow.cli.roles import roles
from workflow.cli.sealing import seal
from workflow.cli.serving import demo, init, serve
from workflow.cli.usage import brief, in_chinese, understood
from workflow.cli.verifying import verify
from workflow.cli.witness import witness
from workflow.cli.work import worker
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.settings import BadSettings
from workflow.kernel.system import why

MOST = 20
"""Faults that are told: a table may have one in every line."""
LONGEST = 1000
"""Letters of a sentence: something typed may have no end."""


class House(click.Group):
    """Turns what the commands raise into one sentence on stderr."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with understood(args):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with understood():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(err=True)  # after the terminal's own ^C
            fail("已中断")
        except BadAnswers as error:
            fail(*map(str, error.fields.values()))
        except (Refusal, BadSettings, CommandError) as error:
            fail(str(error))
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()
            fail(f"数据库不可用：{reason[0] if reason else type(error).__name__}")
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the output has seen enough
                raise
            fail(f"{why(error)}：{error.filename}" if error.filename else why(error))


def fail(*sentences: str) -> None:
    """One line each, whatever was typed into them; beyond some only their number."""
    more = [f"另有 {len(sentences) - MOST} 处。"] if len(sentences) > MOST else []
    for sentence in (*sentences[:MOST], *more):
        click.echo(brief(" ".join(sentence.split()), LONGEST), err=True)
    raise click.exceptions.Exit(1)


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="lianxi", prog_name="lianxi", message="%(prog)s %(version)s")
def main() -> None:
    """联席 Lianxi：一件事从接待日到核实答复的全过程。设置见环境变量 LIANXI_*。"""


COMMANDS = (
    init, ground, demo, serve, worker, flow, seal, verify, witness, backup, restore, doctor, token, user, receptions,
    calendar, privacy, roles,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
in_chinese(main)
