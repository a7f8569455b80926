import { WrittenReference } from './inputForms';

/** What is built, where no pipeline tells; every text has been checked for its form. */
export interface BuildSettings {
  image: WrittenReference;
  /** The variant's reference, in the syntax of the pipeline. */
  variant?: string;
  /** Folder within the repository. */
  context: string;
  /** Path within the repository. */
  dockerfile: string;
  platforms: readonly string[];
  /** `NAME=value`. */
  buildArgs: readonly string[];
}
