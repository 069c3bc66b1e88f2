"""The routes of this feature."""

from handlers.routes import Routes

routes = Routes()
