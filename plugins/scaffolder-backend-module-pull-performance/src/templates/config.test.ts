import { ConfigReader } from '@backstage/config';
import { readTemplatesConfig } from './config';

function read(templates?: object) {
  return readTemplatesConfig(
    new ConfigReader(templates ? { pullPerformance: { templates } } : {}),
  );
}

describe('readTemplatesConfig', () => {
  it('has defaults', () => {
    expect(read()).toEqual({ enabled: true, owner: 'group:default/platform' });
  });

  it('takes short references', () => {
    expect(read({ enabled: false, owner: 'sre' })).toEqual({
      enabled: false,
      owner: 'group:default/sre',
    });
    expect(read({ owner: 'user:guests/ada' }).owner).toBe('user:guests/ada');
  });

  it.each([':', 'group:', 'a b', 'group:default/<x>'])(
    'says what is wrong with %j',
    owner => {
      expect(() => read({ owner })).toThrow(
        /pullPerformance\.templates\.owner.*group:default\/platform/,
      );
    },
  );
});
