/** Texts of the fields that templates use, and of what a template wrote. */
export const formMessages = {
  noEntity: 'Choose the service first; then what is known of it is offered.',
  loading: 'Asking what is known of the service…',
  failed:
    'What is known of the service could not be loaded ({{message}}). Enter it by hand.',
  retry: 'Try again',
  noWorkload:
    'No workload of this service was seen in a cluster. Enter it by hand.',
  workload: {
    title: 'Workload',
    option: '{{kind}} {{name}} in {{namespace}} ({{cluster}})',
    choose: 'Choose a workload',
    other: 'Another workload',
    byHand: 'Cluster, namespace, kind and name',
    byHandHint:
      'With slashes between, as prod-eu/shop/Deployment/web; a slash in a name is written %2F.',
    notSeen:
      'It was not seen among the workloads of this service, so the cluster it names is not checked.',
  },
  images: {
    title: 'Images',
    size: '{{size}} compressed',
    sizeUnknown: 'size unknown',
    kind: {
      container: 'container {{name}}',
      init: 'init container {{name}}',
      ephemeral: 'ephemeral container {{name}}',
      volume: 'image volume',
    },
    own: 'entered by hand',
    none: 'No image of this workload is known. Enter its images by hand.',
    add: 'Another image',
    addHint: 'As pods name it: registry.example.com/shop/web:1.2',
    addButton: 'Add',
    invalid: 'This is no image reference.',
  },
  technique: {
    title: 'Technique',
    auto: 'Automatic',
    imageVolume: 'Image volume',
    copiedBinary: 'Copied program',
    shell: 'Shell of the image',
    chooses: 'Takes: {{technique}}. {{reason}}',
    imageVolumeText:
      'The image is mounted; nothing of it runs. Needs Kubernetes 1.35, or 1.31 with the feature gate ImageVolume, and containerd 2.1 or CRI-O 1.31.',
    copiedBinaryText:
      'A small static program is copied into the pod and run in the image. Works without a shell in the image.',
    shellText: 'Runs sh of the image; fails where the image has none.',
    impossible: 'Not possible. {{reason}}',
    careful: 'Careful: {{reason}}',
    unknownCluster:
      'Nothing is known of the nodes of this workload’s cluster, so what works there cannot be checked.',
  },
  preview: {
    title: 'What will be written',
    text: 'Runs the template without writing or opening anything, and shows the files.',
    show: 'Show files',
    again: 'Show files again',
    running: 'The template runs without writing anything…',
    changed: 'The values have changed since: show the files again.',
    noTemplate:
      'Which template this is cannot be told here. Its form has to name it as the option “template” of this field.',
    notFound:
      'The template {{template}} is not in the catalog, or you may not read it.',
    refused:
      'You may not run a template without effect. It needs the permissions scaffolder.template.dry-run and scaffolder.task.create; ask whoever runs this portal. The template itself works without it.',
    invalid: 'Some values of the form are not valid yet:',
    failed: 'The template could not be run: {{message}}',
    nothing:
      'Nothing would be changed: the repository already is as the template would leave it.',
    unknown: 'The template ran, but did not say which files it writes.',
    files_one: '{{formatted}} file would be written.',
    files_other: '{{formatted}} files would be written.',
    file: '{{change}}: {{path}}',
    change: {
      created: 'New',
      changed: 'Changed',
      removed: 'Removed',
    },
    noContent: 'Its content is not shown.',
    cut: 'Only the first {{formatted}} characters are shown; Copy takes all.',
    copy: 'Copy',
    contentOf: 'Content of {{path}}',
  },
  outputs: {
    title: 'What happens next',
    merge:
      'Review the pull request and merge it; nothing changes in a cluster before that.',
    rollOut: 'Roll it out as the repository always is.',
    measure:
      'Once it runs, the service’s Pull performance tab shows what was measured before and after, under Applied changes.',
    put: 'No pull request was opened. Put these files into the repository under these paths, and open one.',
    record:
      'Nothing was recorded, so no before and after will be shown for it.',
    download: 'Download {{path}}',
    files: 'Files',
  },
} as const;
