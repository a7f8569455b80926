import {
  checkPrepullTechnique,
  choosePrepullTechnique,
  NodeFacts,
} from './technique';

const linux = [{ os: 'linux', architecture: 'amd64' }];

describe('choosePrepullTechnique', () => {
  it.each<[NodeFacts, string, RegExp]>([
    [
      {
        kubernetesVersions: ['v1.35.0'],
        containerRuntimes: ['containerd://2.1.0'],
      },
      'image-volume',
      /all nodes have Kubernetes v1.35.0 with containerd:\/\/2.1.0/,
    ],
    [
      {
        kubernetesVersions: ['v1.36.2-eks-1a2b'],
        containerRuntimes: ['cri-o://1.36.0'],
      },
      'image-volume',
      /all nodes/,
    ],
    [
      {
        kubernetesVersions: ['v1.31.4+k3s1'],
        containerRuntimes: ['containerd://2.1.4-k3s1'],
        imageVolumes: true,
      },
      'image-volume',
      /all nodes/,
    ],
    [
      {
        kubernetesVersions: ['v1.33.1', 'v1.36.0'],
        containerRuntimes: ['containerd://2.2.0'],
      },
      'copied-binary',
      /a kubelet is v1.33.1, where image volumes need the feature gate/,
    ],
    [
      {
        kubernetesVersions: ['v1.35.1'],
        containerRuntimes: ['containerd://1.7.27', 'containerd://2.1.4'],
      },
      'copied-binary',
      /containerd 1.7.27; image volumes need 2.1/,
    ],
    [
      {
        kubernetesVersions: ['v1.35.1'],
        containerRuntimes: ['cri-o://1.30.9'],
      },
      'copied-binary',
      /CRI-O 1.30.9; image volumes need 1.31/,
    ],
    [
      { kubernetesVersions: ['v1.35.1'], containerRuntimes: ['docker://27.0'] },
      'copied-binary',
      /runs docker:\/\/27.0/,
    ],
    [
      {
        kubernetesVersions: ['v1.30.9'],
        containerRuntimes: ['containerd://2.1.4'],
        imageVolumes: true,
      },
      'copied-binary',
      /exist from Kubernetes 1.31 on/,
    ],
    [
      {
        kubernetesVersions: ['v1.36.0'],
        containerRuntimes: ['containerd://2.1.4'],
        imageVolumes: false,
      },
      'copied-binary',
      /gate ImageVolume is off/,
    ],
    [
      {
        kubernetesVersions: ['v1.36.0'],
        containerRuntimes: ['containerd://2.1.4'],
        runtimeClass: 'kata',
      },
      'copied-binary',
      /runtime class kata/,
    ],
    [
      { kubernetesVersions: ['v1.36.0'], containerRuntimes: [] },
      'copied-binary',
      /versions of the container runtimes are not known/,
    ],
    [
      {
        kubernetesVersions: ['${{ x }}'],
        containerRuntimes: ['containerd://2.1.4'],
      },
      'copied-binary',
      /kubelet's version is not known/,
    ],
    [{}, 'copied-binary', /versions of the kubelets are not known/],
    [
      { platforms: [...linux, { os: 'windows', architecture: 'amd64' }] },
      'copied-binary',
      /not known/,
    ],
  ])('%j: %s', (facts, technique, reason) => {
    const choice = choosePrepullTechnique(facts);
    expect(choice.technique).toBe(technique);
    expect(choice.reason).toMatch(reason);
  });

  it('refuses Windows', () => {
    const facts = { platforms: [{ os: 'windows', architecture: 'amd64' }] };
    expect(() => choosePrepullTechnique(facts)).toThrow(/Windows nodes only/);
    expect(() => checkPrepullTechnique('shell', facts)).toThrow(/Windows/);
  });

  it('judges what is asked for', () => {
    const good = {
      kubernetesVersions: ['v1.35.0'],
      containerRuntimes: ['containerd://2.1.0'],
    };
    expect(checkPrepullTechnique('image-volume', good)).toEqual({});
    expect(checkPrepullTechnique('copied-binary', {})).toEqual({});
    expect(checkPrepullTechnique('shell', good).warning).toMatch(/runs "sh"/);
    expect(checkPrepullTechnique('image-volume', {}).warning).toMatch(
      /not certain/,
    );
    expect(
      checkPrepullTechnique('image-volume', {
        ...good,
        containerRuntimes: ['containerd://2.0.5'],
      }).refusal,
    ).toMatch(/does not work here: a node runs containerd 2.0.5/);
  });
});
