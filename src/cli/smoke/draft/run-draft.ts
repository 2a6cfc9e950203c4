import { basename } from 'node:path';
import { parseDocument } from 'yaml';
import { isJsonObject } from '../../../hook/json.ts';
import { formatFileError } from '../../../wording/file-error.ts';
import { CliError } from '../../command/cli-error.ts';
import { readEdited } from '../../command/read-edited.ts';
import { writeOutput } from '../../command/write-output.ts';
import type { Draft } from './draft.ts';
import { draftFromCurl } from './draft-curl.ts';
import { draftFromHar } from './draft-har.ts';
import { draftFromOpenApi } from './draft-openapi.ts';
import { writeDraft } from './write-draft.ts';

type DraftFlags = { from?: string; fromCurl?: string; output?: string };

/** Drafts a suite, and writes it to stdout or a file. */
export function runDraft({ from, fromCurl, output }: DraftFlags): void {
  const text =
    fromCurl === undefined
      ? writeDraft(draftFrom(readSource(from ?? '')), basename(from ?? ''))
      : writeDraft(draftFromCurl(fromCurl), 'a curl command');
  if (output === undefined) process.stdout.write(text);
  else writeOutput(output, text);
}

function readSource(file: string): string {
  try {
    return readEdited(file);
  } catch (cause) {
    throw new CliError(`${file} cannot be read: ${formatFileError(cause)}`, {
      next: 'pass the path of an OpenAPI document, of a script with curl, or of a HAR file',
      cause,
    });
  }
}

/** What it is shows in its content. */
function draftFrom(text: string): Draft {
  const isScript = /^\s*(?:[#$]|\w*curl\b|.*\/curl\b)/.test(text) || /^\s*curl\b/m.test(text);
  const document = isScript && !/^\s*[{]|^openapi:/m.test(text) ? undefined : readDocument(text);
  if (isJsonObject(document)) {
    if ('openapi' in document || 'swagger' in document) return draftFromOpenApi(document);
    if (isJsonObject(document['log']) && 'entries' in document['log']) return draftFromHar(document);
  }
  if (isScript) return draftFromCurl(text);
  throw new CliError('the file is neither OpenAPI, nor a HAR recording, nor curl commands', {
    next: 'greenlight smoke --help shows examples',
  });
}

function readDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const document = parseDocument(text, { logLevel: 'silent' });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  }
}
