import { Image } from './images';
import { PullFailure } from './ImagePuller';
import { REGISTRY } from './imageReleases';

/** A duration as Go's `time.Duration.String()` writes it, in milliseconds as the kubelet truncates it. */
export function goDuration(durationMs: number): string {
  const wholeMs = Math.trunc(durationMs);
  if (wholeMs === 0) return '0s';
  if (wholeMs < 1000) return `${wholeMs}ms`;
  const hours = Math.floor(wholeMs / 3_600_000);
  const minutes = Math.floor((wholeMs % 3_600_000) / 60_000);
  const seconds = (wholeMs % 60_000) / 1000;
  return [
    hours > 0 ? `${hours}h` : '',
    hours > 0 || minutes > 0 ? `${minutes}m` : '',
    `${Number(seconds.toFixed(3))}s`,
  ].join('');
}

/** Texts of `pkg/kubelet/images/image_manager.go`, Kubernetes 1.34. */
export function pullingMessage(image: Image): string {
  return `Pulling image "${image.reference}"`;
}

export function pulledMessage(
  image: Image,
  times: { pullMs: number; waitMs: number },
): string {
  return `Successfully pulled image "${image.reference}" in ${goDuration(
    times.pullMs,
  )} (${goDuration(times.waitMs)} including waiting). Image size: ${
    image.sizeBytes
  } bytes.`;
}

/** From 1.35 on the kubelet checks whether the pod may use the image. */
export function presentMessage(image: Image, kubernetesMinor: number): string {
  const checked =
    kubernetesMinor >= 35 ? ' and can be accessed by the pod' : '';
  return `Container image "${image.reference}" already present on machine${checked}`;
}

export function backOffMessage(image: Image): string {
  return `Back-off pulling image "${image.reference}"`;
}

/** What containerd 2 answers, as the kubelet passes it on. */
export function failureText(image: Image, failure: PullFailure): string {
  const { reference, repository } = image;
  if (failure === 'not-found') {
    return `rpc error: code = NotFound desc = failed to pull and unpack image "${reference}": failed to resolve image: ${reference}: not found`;
  }
  const path = repository.slice(REGISTRY.length + 1);
  const tag = reference.slice(repository.length + 1);
  return `failed to pull and unpack image "${reference}": failed to resolve image: unexpected status from HEAD request to https://${REGISTRY}/v2/${path}/manifests/${tag}: 503 Service Unavailable`;
}

export function failedMessage(image: Image, failure: PullFailure): string {
  return `Failed to pull image "${image.reference}": ${failureText(
    image,
    failure,
  )}`;
}
