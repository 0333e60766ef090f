#!/bin/bash -e
# summary: Load one platform of what was built into the runner's Docker.
# needs: PLATFORM, IMAGE, DIGEST
# Docker loads one platform at a time, so each is taken out of what was built.
docker buildx build --load --platform "$PLATFORM" --tag "$IMAGE" --provenance false \
  --build-context "built=oci-layout://$RUNNER_TEMP/image@$DIGEST" - <<< 'FROM built'
