"""Entry for a WSGI server: `gunicorn wsgi:app`."""

from fss import create_app

app = create_app()
