# The image holds the product, its models and its policies, and downloads nothing when it runs. It works with a read-only
# root: only /data is written. Build it with your own base: --build-arg BASE=registry.example/python:3.11-slim
ARG BASE=docker.io/library/python:3.11-slim

FROM ${BASE} AS build
# for a house with its own package mirror or an inspecting proxy; they do not reach the final image
ARG PIP_INDEX_URL=""
ARG PIP_EXTRA_INDEX_URL=""
ARG PIP_TRUSTED_HOST=""
ARG PIP_CERT=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
RUN python3 -m venv /opt/passerelle && python3 -m venv /opt/build
COPY requirements.lock requirements-build.lock ./
RUN /opt/passerelle/bin/pip install --quiet --require-hashes -r requirements.lock \
 && /opt/build/bin/pip install --quiet --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY gateway gateway
COPY models models
COPY policies policies
# the package stays beside models/ and policies/ in /app; the tools that build it stay behind
RUN /opt/build/bin/python -c "import hatchling.build; hatchling.build.build_editable('/tmp')" \
 && /opt/passerelle/bin/pip install --quiet --no-deps /tmp/passerelle-*.whl \
 && /opt/passerelle/bin/python -m compileall -q gateway \
 && /opt/passerelle/bin/pip uninstall --quiet --yes pip setuptools \
 && rm requirements-build.lock && chmod -R a+rX /app /opt/passerelle

FROM ${BASE}
# --build-arg OCR=yes: with Tesseract, for a policy that has pictures read (images: lire)
ARG OCR=""
RUN if [ -n "$OCR" ]; then apt-get update -qq \
 && apt-get install -qq -y --no-install-recommends tesseract-ocr tesseract-ocr-fra && rm -rf /var/lib/apt/lists/*; fi
LABEL org.opencontainers.image.title="Passerelle" org.opencontainers.image.licenses="EUPL-1.2"
RUN groupadd --gid 10001 passerelle \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin passerelle \
 && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /opt/passerelle /opt/passerelle
COPY --from=build /app /app
# what is freed is overwritten: an image of the memory holds nothing of the exchanges that ended (docs/operations.md)
ENV PYTHONMALLOC=malloc GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0
ENV PATH=/opt/passerelle/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8 \
    PASSERELLE_DATA=/data PASSERELLE_POLICIES=/app/policies PASSERELLE_HOST=0.0.0.0 PASSERELLE_PORT=8000
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PASSERELLE_PORT']}/sante\", timeout=2)"]
ENTRYPOINT ["passerelle"]
CMD ["serve"]
