export const gitlabFile = '.gitlab-ci.yml';
export const gitlab = `stages: [build, deploy]
build:
  stage: build
  image: docker:28
  services: [docker:28-dind]
  script:
    - echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"
    - docker build -t "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA" .
    - docker push "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA"
  artifacts: { paths: [log] }
deploy: # last
  stage: deploy
  script: [./deploy.sh]
`;
