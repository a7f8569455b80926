// `docker build` before BuildKit wrote every instruction as a shell command,
// those that run nothing with a comment `#(nop)`; BuildKit appends its name.
const NOTHING_RUN = /^\/bin\/sh -c #\(nop\) +/;
const SHELL = /^(?:RUN )?(?:\|\d+ .*? )?\/bin\/sh -c (?=\S)/;
const BUILDKIT = / # buildkit$/;

/** The instruction of an image's history as its Dockerfile has it. */
export function instructionWords(createdBy: string): string {
  const line = createdBy
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .replace(BUILDKIT, '');
  return NOTHING_RUN.test(line)
    ? line.replace(NOTHING_RUN, '')
    : line.replace(SHELL, 'RUN ');
}
