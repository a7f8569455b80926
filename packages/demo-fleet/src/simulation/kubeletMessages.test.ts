import { Image } from './images';
import {
  backOffMessage,
  failedMessage,
  goDuration,
  presentMessage,
  pulledMessage,
  pullingMessage,
} from './kubeletMessages';

const image: Image = {
  reference: 'registry.demo-fleet.example/shop/web:1',
  repository: 'registry.demo-fleet.example/shop/web',
  digest: 'sha256:1',
  layers: [],
  sizeBytes: 32547840,
  writeBytes: 1,
  pushedAtMs: 0,
};

// As a kubelet 1.34.4 with containerd 2.1.9 wrote them, but for the image.
describe('messages of the kubelet', () => {
  it('tells pulls as a real one does', () => {
    expect(pullingMessage(image)).toBe(
      'Pulling image "registry.demo-fleet.example/shop/web:1"',
    );
    expect(pulledMessage(image, { pullMs: 3191.4, waitMs: 5781.9 })).toBe(
      'Successfully pulled image "registry.demo-fleet.example/shop/web:1" in 3.191s (5.781s including waiting). Image size: 32547840 bytes.',
    );
  });

  it('tells present images as before and after Kubernetes 1.35', () => {
    expect(presentMessage(image, 34)).toBe(
      'Container image "registry.demo-fleet.example/shop/web:1" already present on machine',
    );
    expect(presentMessage(image, 35)).toMatch(
      / already present on machine and can be accessed by the pod$/,
    );
  });

  it('tells failures as a real one does', () => {
    expect(failedMessage(image, 'not-found')).toBe(
      'Failed to pull image "registry.demo-fleet.example/shop/web:1": rpc error: code = NotFound desc = failed to pull and unpack image "registry.demo-fleet.example/shop/web:1": failed to resolve image: registry.demo-fleet.example/shop/web:1: not found',
    );
    expect(failedMessage(image, 'unavailable')).toBe(
      'Failed to pull image "registry.demo-fleet.example/shop/web:1": failed to pull and unpack image "registry.demo-fleet.example/shop/web:1": failed to resolve image: unexpected status from HEAD request to https://registry.demo-fleet.example/v2/shop/web/manifests/1: 503 Service Unavailable',
    );
    expect(backOffMessage(image)).toBe(
      'Back-off pulling image "registry.demo-fleet.example/shop/web:1"',
    );
  });

  it.each([
    [0.9, '0s'],
    [47.2, '47ms'],
    [8000, '8s'],
    [8200, '8.2s'],
    [127_876, '2m7.876s'],
    [3_723_004, '1h2m3.004s'],
    [3_600_000, '1h0m0s'],
  ])('writes %d ms as Go does', (durationMs, text) => {
    expect(goDuration(durationMs)).toBe(text);
  });
});
