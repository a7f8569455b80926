import { digestFrom } from './digest';

const instruction = /^([A-Z]+) (.*)$/s;
const named = new Set([
  'ADD',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'RUN',
  'STOPSIGNAL',
  'USER',
  'WORKDIR',
]);

/** An instruction in two parts; undefined when it is none of a Dockerfile. */
export function partsOf(
  text: string,
): { name: string; rest: string } | undefined {
  const [, name, rest] = instruction.exec(text) ?? [];
  return name !== undefined && named.has(name) ? { name, rest } : undefined;
}

/** The instruction as BuildKit writes it into the history of an image. */
export function createdByBuildKit(text: string): string {
  const parts = partsOf(text);
  switch (parts?.name) {
    case 'RUN':
      return `RUN /bin/sh -c ${parts.rest} # buildkit`;
    case 'ADD':
    case 'COPY':
      return `${text} # buildkit`;
    case 'EXPOSE':
      return `EXPOSE map[${parts.rest}/tcp:{}]`;
    default:
      return text;
  }
}

/** The instruction as the builder before BuildKit writes it: what it copied by a checksum of the content. */
export function createdByDocker(text: string, contentDigest: string): string {
  const parts = partsOf(text);
  switch (parts?.name) {
    case undefined:
      return text;
    case 'RUN':
      return `/bin/sh -c ${parts.rest}`;
    case 'ADD':
    case 'COPY': {
      const target = parts.rest.split(' ').at(-1);
      const checksum = digestFrom('copied', contentDigest).slice(7);
      return `/bin/sh -c #(nop) ${parts.name} dir:${checksum} in ${target} `;
    }
    default:
      return `/bin/sh -c #(nop)  ${text}`;
  }
}
