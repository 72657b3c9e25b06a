import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Environment } from '../model/launch.ts';
import type { ClientCertificate, Trust, TrustVariables } from '../model/outside.ts';
import { certificatesAt } from './certificates.ts';
import { systemRoots } from './system-roots.ts';

/**
 * Reads the certificates and the client certificate that an environment names. An unusable one is left out and reported
 * in `problems`: connections that need it fail by themselves, and the others must not.
 * @param folder where relative paths start
 */
export async function readTrust(variables: TrustVariables, env: Environment, folder: string): Promise<Trust> {
  const problems: string[] = [];
  const found = new Set<string>();
  const take = async (variable: string, place: string) => {
    try {
      const certificates = await certificatesAt(path.resolve(folder, place));
      if (certificates.length === 0) throw new Error('none');
      for (const each of certificates) found.add(each);
    } catch (error) {
      problems.push(`${variable}: expected certificates at ${place}, found ${reasonOf(error)}`);
    }
  };
  for (const variable of variables.files) {
    const file = env[variable];
    if (file) await take(variable, file);
  }
  for (const variable of variables.folders) {
    for (const each of (env[variable] ?? '').split(path.delimiter).filter((place) => place !== '')) {
      await take(variable, each);
    }
  }
  const client = await readClient(variables.clients, env, folder, problems);
  return { certificates: [...found], client, problems, system: systemRoots };
}

async function readClient(
  clients: TrustVariables['clients'],
  env: Environment,
  folder: string,
  problems: string[],
): Promise<ClientCertificate | undefined> {
  const names = clients.find(({ certificate }) => env[certificate]);
  if (names === undefined) return undefined;
  const { [names.certificate]: certificateFile = '', [names.passphrase]: passphrase } = env;
  // One file may contain both.
  const keyFile = env[names.key] || certificateFile;
  try {
    const certificate = await readFile(path.resolve(folder, certificateFile), 'utf8');
    const key = await readFile(path.resolve(folder, keyFile), 'utf8');
    createSecureContext({ cert: certificate, key, passphrase });
    return { certificate, key, ...(passphrase ? { passphrase } : {}) };
  } catch (error) {
    const what = `a certificate in ${certificateFile} with its key in ${keyFile}`;
    problems.push(`${names.certificate}: expected ${what}, found ${reasonOf(error)}`);
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
