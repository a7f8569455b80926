/**
 * What an image's history tells of the instruction that made a layer.
 *
 * @public
 */
export interface Instruction {
  /** As a Dockerfile has it, in one line: `RUN npm ci`, `COPY . /app`. Values of build arguments are left out: some hold secrets. */
  text: string;
  /** The command line of a `RUN`. */
  command?: string;
  /** Whether all of it is visible. A here-document or a cut text hides the rest. */
  isWhole: boolean;
}

/** Histories may hold whole scripts; what is longer is cut. */
const longestHistory = 8_192;

/** `/bin/sh -c `, `/bin/bash -o pipefail -c `: what builders put before a command. */
const shell =
  /(?:^| )\/\S{0,40}\/(?:ba|da|a|z)?sh (?:-[a-z]{1,8} |pipefail |errexit |nounset ){1,6}/;
/** `|2 A=1 B=x y `: the build arguments of a `RUN`. */
const buildArguments = /^\|\d{1,4} /;
/** `COPY dir:<hash> in /app`, or without the hash where somebody took it away: the classic builder names the content, not the source. */
const hashedSource = /\b(?:file|dir|multi)(?::[0-9a-f]{8,128})? in /g;

/**
 * Reads `created_by` of an image's history, as BuildKit, the classic builder of Docker, Buildah and Kaniko write it.
 *
 * @remarks
 * Mounts are not part of what BuildKit and Docker write (`runCommandString` in BuildKit's `dockerfile2llb`), so the absence of
 * `--mount` says nothing.
 *
 * @public
 */
export function parseInstruction(createdBy: string): Instruction {
  const cut = createdBy.length > longestHistory;
  const line = createdBy
    .slice(0, longestHistory)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const isWhole = !cut && !line.endsWith('…') && !line.includes('<<');
  const plain = line.replace(/ ?# buildkit$/, '');
  const isRun = /^RUN /i.test(plain);
  const rest = isRun ? plain.slice('RUN '.length).trimStart() : plain;

  const found = shell.exec(rest);
  const isShell = found?.index === 0;
  if (buildArguments.test(rest) && found) {
    return run(rest.slice(found.index + found[0].length), isWhole);
  }
  if (buildArguments.test(rest)) {
    // Without a shell it cannot be told where the values end.
    return { text: 'RUN …', isWhole: false };
  }
  if (isShell) {
    const command = rest.slice(found[0].length);
    const noOperation = /^#\(nop\) +/.exec(command);
    return noOperation
      ? {
          text: command
            .slice(noOperation[0].length)
            .replace(hashedSource, '… '),
          isWhole,
        }
      : run(command, isWhole);
  }
  return isRun
    ? run(rest, isWhole)
    : { text: rest.replace(hashedSource, '… '), isWhole };
}

function run(command: string, isWhole: boolean): Instruction {
  return { text: `RUN ${command.trim()}`, command: command.trim(), isWhole };
}
