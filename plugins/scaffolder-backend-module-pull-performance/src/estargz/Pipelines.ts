import { Candidate } from './chooseCandidate';
import { WrittenReference } from './inputForms';

/** Where a build runs. */
export type CiKind = 'github' | 'azure-pipelines' | 'gitlab' | 'script';

/** What is added at a place. */
export interface AddOptions {
  image: WrittenReference;
  /** The variant's reference as the user gave it, with `{sha}` for the commit. */
  tag?: string;
  platforms: readonly string[];
}

/** A place of a pipeline behind which the variant can be built. */
export interface PipelinePlace extends Candidate {
  /**
   * The text of the pipeline's file with what builds the variant.
   *
   * @throws InputError where that cannot be added safely
   */
  add(options: AddOptions): { text: string; notes: string[] };
}

/** One kind of pipeline: how its files are called, and where they push images. */
export interface Pipelines {
  kind: CiKind;
  /** For people. */
  name: string;
  isFile(path: string): boolean;
  /** What can be edited, for errors. */
  looksFor: string;
  /** @throws InputError with the line when the text is no valid YAML */
  places(options: {
    file: string;
    text: string;
    image: WrittenReference;
    /** Whether the user named this file. */
    isNamed: boolean;
  }): PipelinePlace[];
}
