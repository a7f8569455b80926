/** What is read of pushed objects; everything else of them is passed over. */
const metadata = {
  name: true,
  namespace: true,
  uid: true,
  creationTimestamp: true,
  labels: true,
  ownerReferences: { kind: true, name: true, controller: true },
} as const;

const container = { name: true, image: true, imagePullPolicy: true } as const;

const containerState = {
  running: { startedAt: true },
  terminated: { startedAt: true },
} as const;
const containerStatus = {
  name: true,
  imageID: true,
  restartCount: true,
  state: containerState,
  lastState: containerState,
} as const;

const podReference = {
  kind: true,
  namespace: true,
  name: true,
  uid: true,
  fieldPath: true,
} as const;
const eventSource = { component: true, host: true } as const;
const series = { count: true, lastObservedTime: true } as const;

/** The fields that `readPod`, `readNode`, `readOwnedObject`, `parseEvent`, `readNodeIncidents` and `coreEvent` look at. */
export const objectFields = {
  apiVersion: true,
  kind: true,
  metadata,
  spec: {
    // Nodes
    providerID: true,
    // Pods
    nodeName: true,
    containers: container,
    initContainers: container,
    ephemeralContainers: container,
    volumes: { image: { reference: true, pullPolicy: true } },
    serviceAccountName: true,
    imagePullSecrets: { name: true },
    nodeSelector: true,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: {
            matchExpressions: { key: true, operator: true, values: true },
          },
        },
      },
    },
    tolerations: {
      key: true,
      operator: true,
      value: true,
      effect: true,
      tolerationSeconds: true,
    },
    priorityClassName: true,
    runtimeClassName: true,
  },
  status: {
    startTime: true,
    conditions: { type: true, status: true, lastTransitionTime: true },
    containerStatuses: containerStatus,
    initContainerStatuses: containerStatus,
    ephemeralContainerStatuses: containerStatus,
    // Nodes
    images: { names: true, sizeBytes: true },
    addresses: { type: true, address: true },
    nodeInfo: {
      operatingSystem: true,
      architecture: true,
      kubeletVersion: true,
      containerRuntimeVersion: true,
    },
  },
  // Events of the core group
  reason: true,
  message: true,
  involvedObject: podReference,
  source: eventSource,
  count: true,
  firstTimestamp: true,
  lastTimestamp: true,
  eventTime: true,
  series,
  reportingComponent: true,
  reportingInstance: true,
  // The same events in the group events.k8s.io
  note: true,
  regarding: podReference,
  deprecatedSource: eventSource,
  deprecatedCount: true,
  deprecatedFirstTimestamp: true,
  deprecatedLastTimestamp: true,
  reportingController: true,
} as const;
