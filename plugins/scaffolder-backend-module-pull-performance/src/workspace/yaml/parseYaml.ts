import { InputError } from '@backstage/errors';
import { Composer, Document, Lexer, LineCounter, Parser } from 'yaml';
import type { CST, ParsedNode } from 'yaml';
import { showPath } from '../safePath';

/** Deeper than any manifest or workflow; the library's recursion ends the whole process at some thousand levels. */
const MAX_DEPTH = 100;
const MAX_ALIASES = 100;
const MAX_DOCUMENTS = 500;

/** A document as the library read it, with the places of all nodes. */
export type ParsedDocument = Document.Parsed<ParsedNode>;

function refuse(name: string, line: number, why: string): never {
  throw new InputError(
    `The file ${showPath(name)} cannot be read as YAML: line ${line}: ${why}`,
  );
}

/** The tokens of a text; throws before they are nested too deeply. */
function* boundedTokens(
  text: string,
  name: string,
  lines: LineCounter,
): Generator<CST.Token> {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) {
      refuse(
        name,
        lines.lineStarts.length,
        `nested deeper than ${MAX_DEPTH} levels`,
      );
    }
  }
  yield* parser.end();
}

/**
 * The documents of a YAML text with their nodes' places.
 *
 * @param name - the file's path, for errors
 * @throws InputError with the line when it is no valid YAML, nested too deeply, or holds too many documents
 */
export function parseYaml(text: string, name: string): ParsedDocument[] {
  const lines = new LineCounter();
  const composer = new Composer<ParsedNode>({
    keepSourceTokens: true,
    merge: true,
    // The library's warnings would go to the console.
    logLevel: 'error',
  });
  const documents: ParsedDocument[] = [];
  for (const document of composer.compose(boundedTokens(text, name, lines))) {
    const [error] = document.errors;
    if (error) {
      refuse(name, lines.linePos(error.pos[0]).line, error.message);
    }
    documents.push(document);
    if (documents.length > MAX_DOCUMENTS) {
      const { line } = lines.linePos(document.range[0]);
      refuse(name, line, `more than ${MAX_DOCUMENTS} documents`);
    }
  }
  return documents;
}

/**
 * The plain value of a document.
 *
 * @throws InputError when its aliases unfold to too much, or name no anchor
 */
export function valueOf(document: ParsedDocument, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new InputError(
      `The file ${showPath(
        name,
      )} cannot be read as YAML: its aliases unfold to too much or name no anchor`,
      error,
    );
  }
}

/**
 * The plain values of all documents of a YAML text.
 *
 * @throws InputError as {@link parseYaml} and {@link valueOf}
 */
export function readYaml(text: string, name: string): unknown[] {
  return parseYaml(text, name).map(document => valueOf(document, name));
}
