"""How Flask-Security is set up here, and what it says."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

from fss.accounts.rules.people import PASSWORD_LENGTH
from fss.config import Config

MESSAGES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (
        "E-mail address or password is wrong. Check both, or set a new password.",
        "error",
    ),
    "PASSWORD_RESET_REQUEST": (
        "If there is an account with that address, a mail with a link is on its way. "
        "The link works for 24 hours.",
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": ("That link has expired. Ask for a new one below.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        "That link does not work, or was used already. Ask for a new one below.",
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": ("Your new password is saved. Sign in with it.", "success"),
    "PASSWORD_CHANGE": ("Your new password is saved.", "success"),
    "PASSWORD_INVALID_LENGTH": ("Use at least %(length)s characters.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Enter your password.", "error"),
    "PASSWORD_IS_THE_SAME": ("The new password is the same as the present one.", "error"),
    "RETYPE_PASSWORD_MISMATCH": (
        "The two passwords are not the same. Enter them again.",
        "error",
    ),
    "INVALID_PASSWORD": ("That is not your present password.", "error"),
    "EMAIL_NOT_PROVIDED": ("Enter your e-mail address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("Enter an e-mail address, like name@example.org.", "error"),
    "INVALID_REDIRECT": ("That address leads away from this site.", "error"),
    "REAUTHENTICATION_REQUIRED": ("Enter your password again to go on.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you.", "success"),
    "TWO_FACTOR_INVALID_TOKEN": (
        "That code is wrong or was used. Wait for the next one and enter it.",
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        "Two-step sign-in is on. Keep recovery codes for the day you lose your telephone.",
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": ("Sign in with your password first.", "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Choose what to do.", "error"),
    "TWO_FACTOR_SETUP_EXPIRED": ("That took too long. Start again.", "error"),
    "TWO_FACTOR_DISABLED": ("Two-step sign-in is off.", "success"),
    "INVALID_RECOVERY_CODE": ("That recovery code is wrong or was used.", "error"),
    "NO_RECOVERY_CODES_SETUP": ("There are no recovery codes yet. Make some below.", "error"),
}


FIXED: dict[str, Any] = {
    "SECURITY_BLUEPRINT_NAME": "security",
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    # argon2id with the first of OWASP's recommended settings (19 MiB, two rounds).
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19_456,
        "argon2__rounds": 2,
        "argon2__parallelism": 1,
    },
    "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {
        "check_deliverability": False,
        "globally_deliverable": False,
    },
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=24),
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "accounts.account",
    "SECURITY_TWO_FACTOR_ERROR_VIEW": "security.login",
    "SECURITY_TOTP_ISSUER": "First Stop Shop",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "SECURITY_FRESHNESS": timedelta(minutes=30),
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
    "SECURITY_POST_CHANGE_VIEW": "accounts.account",
    "SECURITY_POST_RESET_VIEW": "security.login",
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": "Set a new password",
    "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password was changed",
    "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password was changed",
    **{f"SECURITY_MSG_{name}": words for name, words in MESSAGES.items()},
}


def settings(config: Config) -> dict[str, Any]:
    """Flask-Security's configuration."""
    key = base64.urlsafe_b64encode(hashlib.sha256(config.secrets["totp"].encode()).digest())
    return {
        **FIXED,
        "SECURITY_PASSWORD_SALT": config.secrets["passwords"],
        "SECURITY_TOTP_SECRETS": {"1": config.secrets["totp"]},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [key],
    }
