"""All routes of all features. Two functions for one thing fail here, at import."""

from __future__ import annotations

import handlers.accounts.actions
import handlers.accounts.tasks
import handlers.admin.actions
import handlers.admin.tasks
import handlers.boards.actions
import handlers.boards.tasks
import handlers.delivery.tasks
import handlers.digest.actions
import handlers.digest.tasks
import handlers.home.actions
import handlers.home.tasks
import handlers.library.actions
import handlers.review.actions
import handlers.review.tasks
import handlers.sharing.actions
import handlers.sharing.figures
import handlers.sharing.planned_actions
import handlers.sharing.tasks
import handlers.welcome.actions  # noqa: F401 - imported for what it registers
from handlers.accounts.routes import routes as accounts
from handlers.admin.routes import routes as admin
from handlers.boards.routes import routes as boards
from handlers.delivery.routes import routes as delivery
from handlers.digest.routes import routes as digest
from handlers.home.routes import routes as home
from handlers.library.routes import routes as library
from handlers.review.routes import routes as review
from handlers.routes import Routes, join
from handlers.sharing.routes import routes as sharing
from handlers.welcome.routes import routes as welcome

ALL: Routes = join(
    accounts, admin, boards, delivery, digest, home, library, review, sharing, welcome
)
