"""The pages and the API: they draw, they never decide."""

from __future__ import annotations

from flask import Blueprint, Flask

from web import (
    access,
    accounts,
    admin,
    api,
    assignments,
    auditor,
    board,
    calendar,
    codes,
    consultations,
    current,
    days,
    decisions,
    deliveries,
    desk,
    drawn,
    emergency,
    errors,
    exports,
    health,
    imports,
    inspections,
    invitation,
    issues,
    jobs,
    judging,
    kept_exports,
    language,
    log,
    login,
    mandates,
    me,
    meetings,
    notices,
    orders,
    overview,
    own_data,
    packs,
    past,
    people,
    portal,
    posters,
    postings,
    process,
    promises,
    raising,
    reach,
    reads,
    receipt,
    reception_desk,
    receptions,
    requests,
    retention,
    rules,
    schedule,
    screen,
    sealed,
    security,
    series,
    sessions,
    text_size,
    together,
    viewer,
    views,
    webhooks,
    welcome,
    working_days,
)
from web.house import House
from web.settings import DemoAccount, Settings
from workflow.kernel.desk import Office

__all__ = ["DemoAccount", "Settings", "create_app"]

PAGES: tuple[Blueprint, ...] = (
    health.bp,
    login.bp,
    welcome.bp,
    me.bp,
    codes.bp,
    reach.bp,
    views.bp,
    notices.bp,
    text_size.bp,
    portal.bp,
    raising.bp,
    posters.bp,
    own_data.bp,
    desk.bp,
    past.bp,
    issues.bp,
    judging.bp,
    assignments.bp,
    receptions.bp,
    series.bp,
    decisions.bp,
    board.bp,
    promises.bp,
    consultations.public_bp,
    consultations.bp,
    postings.bp,
    reception_desk.bp,
    schedule.bp,
    days.bp,
    screen.bp,
    together.bp,
    invitation.bp,
    meetings.bp,
    orders.bp,
    overview.bp,
    inspections.bp,
    exports.bp,
    kept_exports.bp,
    imports.bp,
    auditor.bp,
    packs.bp,
    sealed.bp,
    reads.bp,
    receipt.bp,
    process.bp,
    mandates.bp,
    requests.bp,
    retention.bp,
    emergency.bp,
    admin.bp,
    accounts.bp,
    calendar.bp,
    working_days.bp,
    rules.stops,
    rules.bp,
    people.bp,
    jobs.bp,
    deliveries.bp,
    webhooks.bp,
    people.posts,
    api.bp,
)
"""Every room of the house; a new module adds its blueprint here."""


def create_app(office: Office, settings: Settings) -> Flask:
    """The application of one office. Order matters: log, limit, who is it, was it asked from here."""
    app = House("web", static_url_path=security.static_path())
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions |= {"lianxi": office, "lianxi.settings": settings}
    app.testing = settings.testing
    app.jinja_env.globals["static"] = app.static_url_path
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.init_app(app, settings, office.secret)
    log.init_app(app)
    app.before_request(security.limit_body)
    app.before_request(security.refuse_zero)
    sessions.init_app(app)
    access.init_app(app)
    security.guard(app)
    me.init_app(app)
    language.init_app(app)
    drawn.init_app(app)
    errors.init_app(app)
    app.context_processor(lambda: {"viewer": viewer.viewer(), "now": current.now})
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    return app
