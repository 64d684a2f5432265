# One image, three roles: web (the default), worker, beat. See docker-compose.yml.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/venv \
    PATH=/venv/bin:$PATH NEWSROOM_VAR=/var/newsroom
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv && useradd --create-home newsroom && install -d -o newsroom /var/newsroom
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-cache
COPY . .
# The static files are hashed and compressed once, here; the values only satisfy the settings' checks.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --noinput && chown -R newsroom /var/newsroom
USER newsroom
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "newsroom.wsgi:application"]
