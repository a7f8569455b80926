import { InputError } from '@backstage/errors';
import fc from 'fast-check';
import { readYaml } from './parseYaml';
import { editYaml, YamlEditor } from './YamlEditor';

function edit(text: string, change: (editor: YamlEditor) => void): string {
  const editor = editYaml(text, 'file.yaml');
  change(editor);
  return editor.text;
}

const deployment = `# The shop's web server.
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}} # flow style
spec:
    replicas: 0x2   # odd, but kept
    template:
        spec:
            containers:
            -   name: 'web'
                image:   "registry.example/web:1.2"    # pinned
                args: ["--a",   '--b']

                command:
                - sh
                - -c
                - |
                    echo "	tab"   
                    exit 0
            -   name: side
                image: registry.example/side:1
                env: &env
                - {name: A, value: "1"}
            initContainers:
            -   name: init
                image: registry.example/init:1
                env: *env
            # The end of the pod.
---
# Second document
kind: Service
metadata:
  name: web
  annotations:
    long: ${'word '.repeat(60)}end
...
`;
const containers = ['spec', 'template', 'spec', 'containers'];

describe('YamlEditor changes nothing else than what it is asked to', () => {
  it.each([
    [
      'a text in quotes',
      (editor: YamlEditor) =>
        editor.set([...containers, 0, 'image'], 'registry.example/web:1.3'),
      '"registry.example/web:1.2"',
      '"registry.example/web:1.3"',
    ],
    [
      'a number in another notation',
      (editor: YamlEditor) => editor.set(['spec', 'replicas'], 3),
      '0x2',
      '3',
    ],
    [
      'a new key behind another, with its trailing comment',
      (editor: YamlEditor) =>
        editor.set([...containers, 0, 'imagePullPolicy'], 'IfNotPresent', {
          after: 'image',
        }),
      '# pinned\n',
      '# pinned\n                imagePullPolicy: IfNotPresent\n',
    ],
    [
      'a new key behind a literal text',
      (editor: YamlEditor) => editor.set([...containers, 0, 'tty'], true),
      'exit 0\n',
      'exit 0\n                tty: true\n',
    ],
    [
      'an item of a list in brackets',
      (editor: YamlEditor) => editor.add([...containers, 0, 'args'], 'c, d'),
      `'--b'`,
      `'--b', "c, d"`,
    ],
    [
      'an item of a list in lines',
      (editor: YamlEditor) =>
        editor.add([...containers, 0, 'command'], 'on', { index: 1 }),
      '- sh\n',
      '- sh\n                - "on"\n',
    ],
    [
      'a key in braces',
      (editor: YamlEditor) =>
        editor.set(['metadata', 'labels', 'tier'], 'front: {a}'),
      '{app: web}',
      '{app: web, tier: "front: {a}"}',
    ],
    [
      'a key of the second document',
      (editor: YamlEditor) =>
        editor.set(['metadata', 'name'], 'shop', { document: 1 }),
      '  name: web\n  ann',
      '  name: shop\n  ann',
    ],
    [
      'a map at the end of the pod, before its last comment',
      (editor: YamlEditor) =>
        editor.set(['spec', 'template', 'spec', 'securityContext'], {
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
        }),
      'env: *env\n',
      `env: *env
            securityContext:
              runAsNonRoot: true
              seccompProfile:
                type: RuntimeDefault
`,
    ],
  ])('%s', (_, change, before, after) => {
    for (const text of [deployment, deployment.replace(/\n/g, '\r\n')]) {
      const inFile = (piece: string) =>
        text.includes('\r\n') ? piece.replace(/\n/g, '\r\n') : piece;
      const [head, tail, ...more] = text.split(inFile(before));
      expect(more).toEqual([]);
      expect(edit(text, change)).toBe(head + inFile(after) + tail);
    }
  });

  it('undoes what it added, byte for byte', () => {
    const texts = [
      'resources:\n- a.yaml\n',
      'resources:\r\n  - a.yaml # first\r\n# end\r\n',
      '\uFEFFresources: [a.yaml]\n',
      'resources: []\n',
      'kind: Kustomization',
      'resources:\n  - a.yaml',
      '',
      '# only a comment\n',
      'a: 1\n---\n',
    ];
    for (const text of texts) {
      const document = text.endsWith('---\n') ? 1 : 0;
      const editor = editYaml(text);
      editor.add(['resources'], 'prepull.yaml', { document });
      expect(editor.text).not.toBe(text);
      const lists = editor.values()[document] as { resources: string[] };
      if (text.includes('resources')) {
        editor.remove(['resources', lists.resources.length - 1], { document });
      } else {
        editor.remove(['resources'], { document });
      }
      expect(editor.text).toBe(text);
    }
  });

  it('begins lists and maps where only a key stands, behind its comment', () => {
    expect(
      edit('a:\nresources: # ours\nb: 1\n', editor => {
        editor.add(['resources'], 'x');
        editor.set(['a', 'deep', 'key'], '0777', { comment: 'why' });
        editor.set(['b'], 'two\nlines\n');
      }),
    ).toBe(
      'a:\n  deep:\n    key: "0777"\nresources: # ours\n  - x\nb: |\n  two\n  lines\n',
    );
  });

  it('adds a comment to a new key', () => {
    expect(
      edit('a: 1\n', editor =>
        editor.add(['resources'], 'x', { comment: 'added by us' }),
      ),
    ).toBe('a: 1\nresources: # added by us\n  - x\n');
  });

  it('replaces and removes values of any style', () => {
    expect(
      edit(
        'a:\n  x: 1\n  y: 2 # two\nb: [1, 2]\nc:\n- - k: 1\n    l: 2\n  - z\nd: {e: 1, f: 2}\n',
        editor => {
          editor.set(['a'], ['p']);
          editor.remove(['b', 0]);
          editor.remove(['c', 0, 0, 'k']);
          editor.set(['c', 0, 1], { w: 1, v: [] });
          editor.remove(['d', 'e']);
          editor.remove(['d', 'nothing']);
          editor.remove(['nothing', 'at', 'all']);
        },
      ),
    ).toBe(
      'a:\n- p # two\nb: [2]\nc:\n- - l: 2\n  - w: 1\n    v: []\nd: {f: 2}\n',
    );
  });
});

describe('YamlEditor refuses', () => {
  it('what would change another place through its anchor', () => {
    const text = 'a: &a\n  x: 1\nb: *a\n';
    const editor = editYaml(text, 'file.yaml');
    expect(() => editor.set(['a', 'x'], 2)).toThrow(
      /a\.x in "file\.yaml" cannot be edited without changing other values/,
    );
    expect(() => editor.set(['b', 'x'], 2)).toThrow(
      /b in "file\.yaml" is no map\. Make this change by hand/,
    );
    expect(() => editor.remove(['a'])).toThrow(InputError);
    expect(editor.text).toBe(text);
  });

  it('invalid, deep and exploding texts, with the line', () => {
    expect(() => editYaml('a: 1\nb: [\nc: 2', 'x.yaml')).toThrow(
      /"x.yaml" cannot be read as YAML: line 3: /,
    );
    expect(() => editYaml(`a: 1\nb: ${'['.repeat(200_000)}`)).toThrow(
      /line 2: nested deeper than 100 levels/,
    );
    expect(() => editYaml('- '.repeat(200_000))).toThrow(/nested deeper/);
    expect(() => editYaml('---\na: 1\n'.repeat(501))).toThrow(
      /more than 500 documents/,
    );
    const bomb = Array.from({ length: 9 }, (_, level) => {
      const items = Array.from({ length: 9 }, () =>
        level === 0 ? 'x' : `*a${level - 1}`,
      );
      return `a${level}: &a${level} [${items.join(', ')}]\n`;
    }).join('');
    expect(() => readYaml(bomb, 'bomb.yaml')).toThrow(InputError);
    expect(() => readYaml('a: *nowhere', 'x.yaml')).toThrow(InputError);
  });

  it('keys of prototypes, and places that are no map', () => {
    const editor = editYaml('a: text\n', 'file.yaml');
    expect(() => editor.set(['__proto__', 'x'], 1)).toThrow(InputError);
    expect(() => editor.set(['constructor', 'x'], 1)).toThrow(InputError);
    expect(() => editor.set(['a', 'x'], 1)).toThrow(InputError);
    expect(() => editor.add(['a'], 1)).toThrow(/a in "file.yaml" is no list/);
    expect(() => editor.set([], 1)).toThrow(InputError);
  });
});

describe('YamlEditor with any values', () => {
  const value = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'on',
        '0777',
        '{{ .x }}',
        '${{ y }}',
        '- a',
        '&a',
        '*a',
        '# c',
        'a: b',
        ' x ',
        '\n',
        '---',
        '!!t',
      ),
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z][a-z. :#-]{0,5}$/), tie('value'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  })).value;

  it('writes what is read back, and takes it out again', () => {
    fc.assert(
      fc.property(value, fc.constantFrom('\n', '\r\n'), (added, lineBreak) => {
        const text = `a: 1 # one${lineBreak}list:${lineBreak}- x${lineBreak}map: {k: v}${lineBreak}`;
        const editor = editYaml(text);
        editor.set(['added'], added);
        editor.set(['map', 'added'], added);
        editor.add(['list'], added);
        expect(editor.values()).toEqual([
          { a: 1, list: ['x', added], map: { k: 'v', added }, added },
        ]);
        editor.remove(['added']);
        editor.remove(['map', 'added']);
        editor.remove(['list', 1]);
        expect(editor.text).toBe(text);
      }),
    );
  });
});
