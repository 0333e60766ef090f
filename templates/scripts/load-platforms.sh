#!/bin/bash -e
# summary: Load what was built for several platforms, under a tag for each.
# needs: PLATFORMS, DIGEST
for platform in ${PLATFORMS//,/ }; do # Docker loads one platform at a time
  docker buildx build --load --platform "$platform" --tag "test:${platform//\//-}" --provenance false \
    --build-context "built=oci-layout://$RUNNER_TEMP/image@$DIGEST" - <<< 'FROM built'
done
