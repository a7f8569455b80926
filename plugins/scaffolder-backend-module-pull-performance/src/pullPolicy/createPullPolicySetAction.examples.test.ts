import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import { createPullPolicySetAction } from './createPullPolicySetAction';
import { examples } from './createPullPolicySetAction.examples';

const manifest = `kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.2.3
          imagePullPolicy: Always
`;

describe('pull-performance:pull-policy:set examples', () => {
  const directory = createMockDirectory();
  const action = createPullPolicySetAction();

  it.each(examples)('$description', async ({ example }) => {
    const [{ input }] = parse(example).steps;
    const files = { deploy: { 'web.yaml': manifest } };
    directory.setContent(input.path ? { [input.path]: files } : files);
    const context = createMockActionContext({
      workspacePath: directory.path,
      input,
    });
    await action.handler(context);
    expect(context.output).toHaveBeenCalledWith('files', [
      {
        path: 'deploy/web.yaml',
        change: 'changed',
        content: manifest.replace('Always', 'IfNotPresent'),
      },
    ]);
  });
});
