import { parseRepository } from './parseRepository';
import { Provider } from './Repository';

const cases: [Provider, string, object][] = [
  [
    'github',
    'https://github.com/shop/web/tree/main/deploy/base/',
    {
      host: 'github.com',
      repoUrl: 'github.com?owner=shop&repo=web',
      webUrl: 'https://github.com/shop/web',
      branch: 'main',
      subfolder: 'deploy/base',
      rootUrl: 'https://github.com/shop/web/tree/main/',
    },
  ],
  [
    'github',
    'https://ghe.example.com:8443/shop/web.git',
    {
      host: 'ghe.example.com:8443',
      repoUrl: 'ghe.example.com:8443?owner=shop&repo=web',
      branch: undefined,
      subfolder: '',
      rootUrl: 'https://ghe.example.com:8443/shop/web',
    },
  ],
  [
    'github',
    'https://github.com/shop/web/blob/HEAD/svc/catalog-info.yaml',
    { branch: undefined, subfolder: 'svc' },
  ],
  [
    'gitlab',
    'https://gitlab.com/shop/eu/web/-/tree/main/deploy',
    {
      repoUrl: 'gitlab.com?owner=shop%2Feu&repo=web',
      webUrl: 'https://gitlab.com/shop/eu/web',
      branch: 'main',
      subfolder: 'deploy',
      rootUrl: 'https://gitlab.com/shop/eu/web/-/tree/main/',
    },
  ],
  [
    'gitlab',
    'https://gitlab.com/shop/web/tree/main/deploy',
    { branch: 'main', subfolder: 'deploy' },
  ],
  [
    'gitlab',
    'https://gitlab.com/shop/web',
    {
      branch: undefined,
      subfolder: '',
      rootUrl: 'https://gitlab.com/shop/web',
    },
  ],
  [
    'azure',
    'https://dev.azure.com/contoso/My%20Shop/_git/web?path=%2Fdeploy&version=GBfeature%2Fx',
    {
      repoUrl: 'dev.azure.com?organization=contoso&project=My+Shop&repo=web',
      webUrl: 'https://dev.azure.com/contoso/My%20Shop/_git/web',
      organization: 'contoso',
      project: 'My Shop',
      repo: 'web',
      branch: 'feature/x',
      subfolder: 'deploy',
      rootUrl:
        'https://dev.azure.com/contoso/My%20Shop/_git/web?version=GBfeature%2Fx',
    },
  ],
  [
    'azure',
    'https://dev.azure.com/contoso/_git/web',
    { organization: 'contoso', project: 'web', repo: 'web' },
  ],
  [
    'azure',
    'https://contoso.visualstudio.com/shop/_git/web',
    { organization: 'contoso', project: 'shop', repo: 'web' },
  ],
  [
    'azure',
    'https://ado.example.com/tfs/Main/shop/_git/web',
    { organization: 'tfs/Main', project: 'shop', repo: 'web' },
  ],
  [
    'bitbucketCloud',
    'https://bitbucket.org/shop/web/src/master/deploy/',
    {
      repoUrl: 'bitbucket.org?workspace=shop&project=shop&repo=web',
      branch: 'master',
      subfolder: 'deploy',
      rootUrl: 'https://bitbucket.org/shop/web/src/master/',
    },
  ],
  [
    'bitbucketServer',
    'https://bb.example.com/projects/SHOP/repos/web/browse/deploy?at=refs%2Fheads%2Ffeature%2Fx',
    {
      repoUrl: 'bb.example.com?project=SHOP&repo=web',
      webUrl: 'https://bb.example.com/projects/SHOP/repos/web',
      branch: 'feature/x',
      subfolder: 'deploy',
    },
  ],
];

describe('parseRepository', () => {
  it.each(cases)(
    'reads an address of %s: %s',
    (provider, address, expected) => {
      expect(parseRepository(address, provider)).toMatchObject(expected);
    },
  );

  it.each<[Provider, string]>([
    ['github', 'https://github.com/shop'],
    ['gitlab', 'https://gitlab.com/shop'],
    ['azure', 'https://dev.azure.com/contoso/shop'],
    ['azure', 'https://dev.azure.com/contoso/shop/_git/web?version=GCabc'],
    ['bitbucketCloud', 'https://bitbucket.org/shop'],
    ['bitbucketServer', 'https://bb.example.com/scm/shop/web.git'],
    ['other', 'https://gitea.example.com/shop/web'],
  ])('says that %s does not name a repository: %s', (provider, address) => {
    expect(() => parseRepository(address, provider)).toThrow(
      'backstage.io/source-location',
    );
  });

  it('does not leave the repository', () => {
    expect(() =>
      parseRepository(
        'https://github.com/shop/web/tree/main/x%2F..%2F..%2Fy',
        'github',
      ),
    ).toThrow('leads out of its folder');
    expect(() =>
      parseRepository(
        'https://dev.azure.com/contoso/shop/_git/web?path=/../x',
        'azure',
      ),
    ).toThrow('leads out of its folder');
  });
});
