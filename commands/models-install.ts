import { statSync } from 'node:fs';
import { type KnownModel, knownModels, modelHub } from '../providers/hub.ts';
import { environmentValues } from '../src/config/resolve.ts';
import type { Get } from '../src/inference/download.ts';
import { modelFromFolder } from '../src/inference/from-folder.ts';
import { modelFromHub, type Repository } from '../src/inference/hub.ts';
import { installModel, type OnProgress } from '../src/inference/install.ts';
import { hasRuntime, installRuntime } from '../src/inference/install-runtime.ts';
import type { InstalledModel } from '../src/inference/model-folder.ts';
import { HeadroomError } from '../src/model/errors.ts';
import type { Dispatch } from '../src/proxy/dispatch.ts';
import { connectionsOutside } from './outside.ts';
import { showProgress } from './ui/progress.ts';

/** Options of the command line besides the source. */
export type InstallChoice = { readonly name?: string; readonly file?: string; readonly offline?: boolean };

/**
 * Installs a model from `source`, after the runtime if that is missing.
 * @throws {HeadroomError} with one line that says what was expected and found
 */
export async function installFrom(home: string, source: string, choice: InstallChoice): Promise<InstalledModel> {
  const variables = environmentValues([modelHub.endpointVariable, modelHub.offlineVariable]);
  const offline = choice.offline === true || /^(1|true|yes|on)$/i.test(variables[modelHub.offlineVariable] ?? '');
  const endpoint = (variables[modelHub.endpointVariable] ?? modelHub.url).replace(/\/+$/, '');
  const isFolder = statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;
  const fromHub = isFolder ? undefined : readSource(source, endpoint);
  if (offline && fromHub !== undefined) {
    throw new HeadroomError('usage', `offline: expected a folder to install from, found ${JSON.stringify(source)}`);
  }
  const progress = await showProgress();
  try {
    if (!hasRuntime(home)) {
      progress.say('fetching the runtime with npm');
      await installRuntime(home, offline);
    }
    progress.say(source);
    const installed =
      fromHub === undefined
        ? await installModel(home, modelFromFolder(source, choice), progress.amount)
        : await throughHub(home, source, fromHub, choice, progress.amount);
    progress.done(installed.name);
    return installed;
  } catch (error) {
    progress.failed();
    throw error;
  }
}

async function throughHub(
  home: string,
  source: string,
  { repository, known, file }: Named,
  choice: InstallChoice,
  onProgress: OnProgress,
): Promise<InstalledModel> {
  const { createDispatch } = await import('../src/proxy/dispatch.ts');
  const dispatch = createDispatch(await connectionsOutside());
  const wanted = choice.file ?? file;
  const tokenizer = known?.tokenizer;
  try {
    const model = await modelFromHub(getThrough(dispatch), repository, {
      source,
      name: choice.name ?? known?.name ?? (repository.id.split('/').at(-1) as string),
      files: wanted === undefined ? (known?.files ?? []) : [wanted],
      tokenizer: tokenizer && {
        endpoint: repository.endpoint,
        id: tokenizer.repository,
        revision: tokenizer.revision,
      },
    });
    return await installModel(home, model, onProgress);
  } finally {
    await dispatch.close();
  }
}

/** A model on a hub, as a source names it. */
type Named = { readonly repository: Repository; readonly known?: KnownModel; readonly file?: string };

/**
 * Reads a known name, `owner/name`, `owner/name@revision`, or the URL of a repository or of a file in one.
 * @throws {HeadroomError} `usage` for anything else
 */
export function readSource(source: string, endpoint: string): Named {
  const named = knownModels.find(({ name }) => name === source);
  const known = (id: string) => named ?? knownModels.find(({ repository }) => repository === id);
  if (named !== undefined) {
    return { repository: { endpoint, id: named.repository, revision: named.revision }, known: named };
  }
  const short = /^([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(source);
  if (short !== null && !source.startsWith('.')) {
    const [, id, revision] = short as unknown as [string, string, string | undefined];
    return { repository: { endpoint, id, revision: revision ?? known(id)?.revision ?? 'main' }, known: known(id) };
  }
  if (/^https?:\/\//.test(source) && URL.canParse(source)) {
    const { origin, pathname } = new URL(source);
    const [owner, name, kind, revision, ...file] = pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    if (owner !== undefined && name !== undefined && (kind === undefined || /^(tree|blob|resolve)$/.test(kind))) {
      const id = `${owner}/${name}`;
      const repository = { endpoint: origin, id, revision: revision ?? known(id)?.revision ?? 'main' };
      return { repository, known: known(id), file: file.length > 0 && kind !== 'tree' ? file.join('/') : undefined };
    }
  }
  throw new HeadroomError(
    'usage',
    `expected a folder, ${knownModels.map(({ name }) => name).join(', ')}, OWNER/NAME or a URL, found ${JSON.stringify(source)}`,
  );
}

/** Fetches the way requests are forwarded: HTTP proxies included. */
function getThrough(dispatch: Dispatch): Get {
  return async (url, headers, signal) => {
    const { origin, pathname, search } = new URL(url);
    const answer = await dispatch.send({
      ...{ origin, path: pathname + search, method: 'GET', body: undefined, signal },
      headers: Object.entries(headers).flat(),
    });
    // Tearing down an unread body reports an error, which is of no interest.
    answer.body.on('error', () => {});
    const at = (name: string) =>
      answer.headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name);
    return {
      status: answer.status,
      body: answer.body,
      header: (name) => (at(name) < 0 ? undefined : answer.headers[at(name) + 1]),
    };
  };
}
