/**
 * What the pull performance plugins share: types, scoring, units and permissions.
 *
 * @packageDocumentation
 */
export * from './fixes/bestFixes';
export * from './fixes/changeMarker';
export { type FixFacts, type FixRule } from './fixes/FixRule';
export { fixTitle } from './fixes/fixTitle';
export * from './fixes/formValues';
export * from './fixes/mayBeFixedTag';
export * from './fixes/judgeFixes';
export * from './fixes/prepullTechnique';
export * from './fixes/target';
export { type AdviceFacts, type Neighbours } from './images/advice/AdviceRule';
export { type ChangingLayer } from './images/changingLayers';
export * from './images/facts';
export * from './images/imageAdvice';
export * from './images/imageBase';
export * from './images/imageReference';
export { type Instruction, parseInstruction } from './images/instruction';
export * from './images/layerFormat';
export * from './images/layerGraph';
export * from './images/layerGraphTypes';
export * from './images/layerReuse';
export * from './images/lazyPull';
export * from './images/platform';
export { compressedBytesOf, type VersionChange } from './images/servedLayers';
export * from './nodes/bindingLimit';
export * from './nodes/diskState';
export * from './nodes/facts';
export * from './nodes/noDiskSource';
export * from './nodes/nodeHealth';
export * from './nodes/parallelPulls';
export * from './nodes/spearman';
export * from './nodes/thresholds';
export * from './nodes/throttledBy';
export * from './nodes/types';
export * from './outcome';
export * from './permissions';
export * from './schema/openapi';
export * from './score/areas';
export { confidenceOf, fewestGradedPulls } from './score/confidence';
export * from './score/grades';
export * from './score/pullTimeWindow';
export * from './score/scoreImageSize';
export * from './score/scoreLayerReuse';
export * from './score/scoreNodeDiskHealth';
export * from './score/scoreOverall';
export * from './score/scorePullTime';
export * from './score/settings';
export * from './score/unknownArea';
export * from './units/areaValue';
export * from './units/bytes';
export { formatCount, formatHours, formatShare } from './units/numbers';
export * from './units/range';
export * from './units/seconds';
export * from './units/time';
