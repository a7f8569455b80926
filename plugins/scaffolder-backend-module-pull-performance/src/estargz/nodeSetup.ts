const proxyPlugin = `[proxy_plugins.stargz]
  type = "snapshot"
  address = "/run/containerd-stargz-grpc/containerd-stargz-grpc.sock"
[proxy_plugins.stargz.exports]
  root = "/var/lib/containerd-stargz-grpc/"`;

/** containerd's settings for stargz-snapshotter, from its `docs/INSTALL.md` and `docs/transfer.md`. */
const containerdSettings = [
  {
    versions: '1.x',
    toml: `version = 2
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "stargz"
  disable_snapshot_annotations = false
${proxyPlugin}`,
  },
  {
    versions: '2.0, and later ones that may pull without the Transfer Service',
    toml: `version = 3
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "stargz"
  disable_snapshot_annotations = false
${proxyPlugin}`,
  },
  {
    versions: '2.1 and later, with the Transfer Service',
    toml: `version = 3
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "stargz"
[[plugins."io.containerd.transfer.v1.local".unpack_config]]
  platform = "linux"
  snapshotter = "stargz"
${proxyPlugin}
  enable_remote_snapshot_annotations = "true"`,
  },
];

/** What nodes need before they pull such an image lazily, in Markdown. */
export function nodeSetup(): string {
  return [
    'The format alone does nothing: nodes without the snapshotter pull the variant whole, as they do with the plain image. Nodes need [stargz-snapshotter](https://github.com/containerd/stargz-snapshotter) and containerd settings, made when the node is set up: on a running node images that are there already may go missing.',
    ...containerdSettings.map(
      ({ versions, toml }) =>
        `containerd ${versions}:\n\n\`\`\`toml\n${toml}\n\`\`\``,
    ),
    "- **Private registries**: the snapshotter does not get the credentials that containerd gets. Give it a `config.json` of Docker, or `[cri_keychain] enable_keychain = true` with the kubelet's `imageServiceEndpoint` at its socket. Its other way, reading secrets through a kubeconfig, does not work with credential providers of the kubelet (ACR, ECR, Artifact Registry).",
    '- **AKS** has no managed eStargz. It offers Artifact Streaming instead: Premium registry, linux/amd64, pulls by tag, no imagePullSecrets, no second image. Look at that first.',
    '- **EKS**: not in the node images; its SOCI settings (`FastImagePull`) pull in parallel, not lazily. nodeadm takes settings for containerd, so own node set-up is possible. Fargate pulls lazily with SOCI only.',
    '- **GKE**: Image streaming does the same for images in Artifact Registry without another format. eStargz needs own node set-up.',
    '- **CRI-O and Podman** use the Stargz Store, not the snapshotter.',
  ].join('\n\n');
}
