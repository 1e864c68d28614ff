"""What gunicorn serves: the pages and the API of the office that the environment names."""

from __future__ import annotations

from dataclasses import fields

from web import DemoAccount, Settings, create_app
from workflow.demo.accounts import accounts
from workflow.jobs.embedded import keep
from workflow.kernel.lines import write_lines
from workflow.kernel.opening import open_office
from workflow.kernel.settings import read_settings

write_lines()
told = read_settings()
shown = [DemoAccount(account.name, account.who, account.password) for account in accounts()] if told.demo else []
app = create_app(
    open_office(told),
    Settings(
        **{field.name: getattr(told, field.name) for field in fields(Settings) if hasattr(told, field.name)},
        demo_accounts=tuple(shown),
        site=told.site_url,
        mails=bool(told.smtp_url.get_secret_value()),
    ),
)
if told.embedded_worker:
    keep(told.data)
