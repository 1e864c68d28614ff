"""`lianxi`: whatever is done to the house from outside. An error is one sentence and a status, never a traceback."""

from __future__ import annotations

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
from workflow.cli.verifying import verify
from workflow.cli.witness import witness
from workflow.cli.work import worker
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.settings import BadSettings


class House(click.Group):
    """Turns what the commands raise into one sentence on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadAnswers as error:
            fail("；".join(str(sentence) for sentence in error.fields.values()))
        except (Refusal, BadSettings, CommandError) as error:
            fail(str(error))
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()
            fail(f"数据库不可用：{reason[0] if reason else type(error).__name__}")
        except OSError as error:
            fail(f"{error.strerror or error}：{error.filename}" if error.filename else str(error))


def fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(1)


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="lianxi", prog_name="lianxi")
def main() -> None:
    """联席 Lianxi：一件事从接待日到核实答复的全过程。设置见环境变量 LIANXI_*。"""


COMMANDS = (
    init, ground, demo, serve, worker, flow, seal, verify, witness, backup, restore, doctor, token, user, receptions,
    calendar, privacy, roles,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
