"""Who is looking at the pages: roles, sessions kept on the server, local accounts for the day the directory is down."""

from gateway.access.accounts import Account, Accounts, NewAccount
from gateway.access.role import Role
from gateway.access.sessions import Session, Sessions

__all__ = ["Account", "Accounts", "NewAccount", "Role", "Session", "Sessions"]
