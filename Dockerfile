# One image, three roles: web (the default), worker, beat. See docker-compose.yml.
FROM python:3.13-slim AS built
ENV UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/venv UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml uv.lock ./
# `--extra s3` for pictures in a bucket.
ARG EXTRAS=""
RUN uv sync --frozen --no-dev --no-cache $EXTRAS

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/venv/bin:$PATH NEWSROOM_VAR=/var/newsroom
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home newsroom && install -d -o newsroom /var/newsroom
COPY --from=built /venv /venv
WORKDIR /app
COPY . .
RUN python -m compileall -q newsroom stories debate quiz
USER 10001
VOLUME /var/newsroom
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["python", "-m", "newsroom.running.probe", "web"]
CMD ["python", "manage.py", "web", "--address", "0.0.0.0"]
