import {
  HistoryStep,
  Platform,
} from 'backstage-plugin-pull-performance-common';
import { isObject, textOf } from '../../kubernetes/watch/json';
import { badAnswer } from '../transport/StepFailure';
import { parseBoundedJson } from './boundedJson';
import { cleanInstruction } from './cleanInstruction';
import { parsePlatformFields } from './parsePlatformFields';

/** What an image's configuration tells (image-spec config.md). */
export interface ImageConfig {
  platform: Platform;
  /** Instructions in order; empty where they do not fit the layers. */
  history: HistoryStep[];
  labels: Readonly<Record<string, unknown>>;
}

/** Far more instructions than layers can be. */
const MAX_HISTORY = 2000;

/**
 * Reads the configuration of an image.
 *
 * @param layerCount - of its manifest
 * @throws StepFailure when it is none
 */
export function parseConfig(content: Buffer, layerCount: number): ImageConfig {
  const json = parseBoundedJson(content, 'The configuration of the image');
  const platform = parsePlatformFields(json);
  if (!platform) {
    throw badAnswer(
      'The configuration of the image does not say for which system and architecture it is.',
    );
  }
  const config = isObject(json.config) ? json.config : {};
  return {
    platform,
    history: parseHistory(json.history, layerCount),
    labels: isObject(config.Labels) ? config.Labels : {},
  };
}

function parseHistory(value: unknown, layerCount: number): HistoryStep[] {
  if (!Array.isArray(value) || value.length > MAX_HISTORY) return [];
  let layer = 0;
  const steps = value.map((step): HistoryStep => {
    const fields = isObject(step) ? step : {};
    const text = textOf(fields.created_by);
    const createdBy = text && cleanInstruction(text);
    return {
      ...(createdBy && { createdBy }),
      ...(fields.empty_layer !== true && { layer: layer++ }),
    };
  });
  // Which instruction made which layer would be a guess otherwise.
  return layer === layerCount ? steps : [];
}
