import path from 'node:path';
import { text } from 'node:stream/consumers';
import { within } from '../lib/time-limit.ts';
import { HeadroomError } from '../model/errors.ts';
import { chooseModelFiles, chooseTokenizerFiles } from './choose-files.ts';
import { type Checksum, download, type Get, open, stalledMs } from './download.ts';
import type { ModelSource } from './install.ts';

/** A repository of models, at a revision. */
export type Repository = {
  /** Base URL of the hub, without a slash at its end. */
  readonly endpoint: string;
  /** Owner and name, with a slash between them. */
  readonly id: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
};

/** What to take from a repository. */
export type HubChoice = {
  readonly name: string;
  readonly source: string;
  /** Paths of ONNX files, the first that exists is taken; empty for any. */
  readonly files: readonly string[];
  /** Where the tokenizer is, when it is not beside the model. */
  readonly tokenizer?: Repository;
};

/** A file of a repository. */
type Entry = { readonly path: string; readonly bytes: number; readonly checksum: Checksum };

type Listed = { readonly repository: Repository; readonly entries: readonly Entry[] };

/**
 * A model from a hub that speaks the Hugging Face protocol. Revisions are resolved to commits first, so that a resumed
 * download gets the same bytes.
 * @throws {HeadroomError} `upstream` or `not-found`
 */
export async function modelFromHub(get: Get, repository: Repository, choice: HubChoice): Promise<ModelSource> {
  const model = await list(get, repository);
  const tokenizer = choice.tokenizer === undefined ? model : await list(get, choice.tokenizer);
  const paths = (listed: Listed) => listed.entries.map((entry) => entry.path);
  const chosen = chooseModelFiles(paths(model), choice.files);
  const files = [
    ...chosen.map((file) => [model, file] as const),
    ...chooseTokenizerFiles(paths(tokenizer)).map((file) => [tokenizer, file] as const),
  ];
  return {
    name: choice.name,
    source: choice.source,
    revision: model.repository.revision,
    model: path.posix.basename(chosen[0] as string),
    files: files.map(([listed, file]) => ({
      name: path.posix.basename(file),
      put: (to, onProgress) => {
        const { bytes, checksum } = listed.entries.find((entry) => entry.path === file) as Entry;
        const { endpoint, id, revision } = listed.repository;
        const url = `${endpoint}/${id}/resolve/${revision}/${file.split('/').map(encodeURIComponent).join('/')}`;
        return download(get, { url, to, bytes, checksum }, onProgress);
      },
    })),
  };
}

async function list(get: Get, repository: Repository): Promise<Listed> {
  const { endpoint, id, revision } = repository;
  const api = `${endpoint}/api/models/${id}`;
  const { sha } = (await readJson(get, `${api}/revision/${encodeURIComponent(revision)}`)) as { sha?: unknown };
  if (typeof sha !== 'string' || !/^[\w.-]+$/.test(sha)) {
    throw new HeadroomError('upstream', `${api}: expected a commit, found ${JSON.stringify(sha) ?? 'none'}`);
  }
  const tree = await readJson(get, `${api}/tree/${sha}?recursive=true`);
  const entries = Array.isArray(tree) ? tree.flatMap(readEntry) : [];
  return { repository: { endpoint, id, revision: sha }, entries };
}

/** Large files have the SHA-256 of their bytes, others that of git: SHA-1 over a header and the bytes. */
function readEntry(value: unknown): readonly Entry[] {
  const entry = value as Partial<{ type: string; path: string; size: number; oid: string; lfs: { oid?: string } }>;
  if (entry.type !== 'file' || typeof entry.path !== 'string' || typeof entry.size !== 'number') return [];
  const large = entry.lfs?.oid?.replace(/^sha256:/, '');
  const checksum: Checksum | undefined =
    large !== undefined ? { sha256: large } : entry.oid !== undefined ? { gitSha1: entry.oid } : undefined;
  return checksum === undefined ? [] : [{ path: entry.path, bytes: entry.size, checksum }];
}

async function readJson(get: Get, url: string): Promise<unknown> {
  const body = await within(stalledMs, async (signal) => text((await open(get, url, {}, signal)).body)).catch(
    (cause: unknown) => {
      if (cause instanceof HeadroomError) throw cause;
      throw new HeadroomError('upstream', `${url}: expected an answer, found ${(cause as Error).message}`, { cause });
    },
  );
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new HeadroomError('upstream', `${url}: expected JSON, found ${JSON.stringify(body.slice(0, 60))}`, { cause });
  }
}
