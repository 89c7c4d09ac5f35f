# The production image: web, both workers, beat and migrate are the same image with different commands (docker-compose.yml).
FROM python:3.13-slim-trixie

# WeasyPrint's libraries. Without libharfbuzz-subset0 every report takes 2.5 times as long. Fonts are the portal's own.
# For backups pg_dump, of the same version as docker-compose.yml's server.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 \
        postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

# psycopg2 is the binary wheel here too: the same libpq as in every test, and no compiler in the image.
WORKDIR /srv/elo
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

COPY manage.py ./
COPY elo_portal elo_portal
COPY networks networks
COPY strategies strategies
COPY reporting reporting
COPY templates templates
COPY static static

# Not root, and nothing of the code is its own: only the data folder is.
RUN useradd --uid 10001 --user-group --create-home --shell /usr/sbin/nologin elo \
    && mkdir -p /srv/elo/var/beat && chown -R elo:elo /srv/elo/var
USER elo
ARG ELO_VERSION=unnamed
ENV ELO_MODE=production ELO_VAR=/srv/elo/var ELO_VERSION=$ELO_VERSION HOME=/home/elo \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

EXPOSE 8000
CMD ["python", "-m", "gunicorn", "elo_portal.wsgi", "-b", "0.0.0.0:8000", "-w", "2", \
     "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--graceful-timeout", "30"]
