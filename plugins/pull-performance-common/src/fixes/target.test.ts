import fc from 'fast-check';
import { formatTarget, parseTarget } from './target';

describe('target', () => {
  it('is one readable text', () => {
    const web = {
      cluster: 'prod-eu',
      namespace: 'shop',
      kind: 'Deployment',
      name: 'web',
    };
    expect(formatTarget(web)).toBe('prod-eu/shop/Deployment/web');
    expect(parseTarget(' prod-eu/shop/Deployment/web\n')).toEqual(web);
  });

  it('keeps slashes of a cluster name apart', () => {
    const target = {
      cluster: 'arn:aws:eks:eu-west-1:1:cluster/prod',
      namespace: 'shop',
      kind: 'StatefulSet',
      name: 'db',
    };
    expect(formatTarget(target).split('/')).toHaveLength(4);
    expect(parseTarget(formatTarget(target))).toEqual(target);
  });

  it('reads what it wrote', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter(text => !/[\p{Cc}\u2028\u2029]/u.test(text));
    fc.assert(
      fc.property(part, part, part, part, (cluster, namespace, kind, name) => {
        const target = { cluster, namespace, kind, name };
        const text = formatTarget(target);
        fc.pre(text.length <= 2000);
        expect(parseTarget(text)).toEqual(target);
      }),
    );
  });

  it.each([
    '',
    'web',
    'prod/shop/web',
    'prod/shop/Deployment/web/extra',
    'prod//Deployment/web',
    'prod/shop/Deployment/%',
    'prod/shop/Deployment/web%0Aevil',
    'prod/shop/Deployment/web%E2%80%A8evil',
  ])('does not take %j', text => {
    expect(parseTarget(text)).toBeUndefined();
  });

  it('does not take what is far too long', () => {
    const long = `prod/shop/Deployment/${'w'.repeat(401)}`;
    expect(parseTarget(long)).toBeUndefined();
    expect(parseTarget(`${'%61'.repeat(700)}/b/c/d`)).toBeUndefined();
  });
});
