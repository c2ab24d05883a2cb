# The image of every service. Written against Docker's reference; not built in the project's own checks (docs/runbook.md).
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/portal
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY . .
ENV STATIC_ROOT=/srv/static ASSETS_DIR=/srv/assets
# Built once, in the image: the containers run read-only. No secret is needed or made here that any container would use.
RUN PORTAL_VAR_DIR=/tmp/build sh -c 'python manage.py compile_catalogues && python manage.py build_assets --collect' \
 && rm -rf /tmp/build \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal -m 0700 /var/lib/portal && install -d -o portal -g portal -m 0755 /var/lib/portal/site && install -d -o portal -g portal -m 0700 /var/lib/portal/attachments
USER 10001
EXPOSE 8000
