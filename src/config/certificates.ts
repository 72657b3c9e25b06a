import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Largest file that is searched for certificates, in bytes: system bundles have some hundred thousand. */
const maxFileBytes = 16 * 1024 * 1024;

/**
 * The certificates of a file, or of the files of a folder, in PEM, each once; other text is skipped.
 * @throws {Error} the file system's error for the place itself
 */
export async function certificatesAt(place: string): Promise<readonly string[]> {
  if (!(await stat(place)).isDirectory()) return certificatesOf(place);
  const found = new Set<string>();
  for (const name of (await readdir(place)).sort()) {
    // Such a folder may have dangling links and other files.
    const certificates = await certificatesOf(path.join(place, name)).catch(() => []);
    for (const each of certificates) found.add(each);
  }
  return [...found];
}

async function certificatesOf(file: string): Promise<readonly string[]> {
  const found = await stat(file);
  if (!found.isFile() || found.size > maxFileBytes) return [];
  return certificatesIn((await readFile(file)).toString('latin1'));
}

function certificatesIn(text: string): readonly string[] {
  const certificates = new Set<string>();
  for (let at = text.indexOf(begin); at !== -1; at = text.indexOf(begin, at + 1)) {
    const kind = /^((?:X509 |TRUSTED )?CERTIFICATE)-----/.exec(text.slice(at + begin.length, at + 48))?.[1];
    if (kind === undefined) continue;
    const last = `-----END ${kind}-----`;
    const end = text.indexOf(last, at);
    if (end === -1) break;
    const pem = asPem(text.slice(at, end + last.length));
    if (pem !== undefined) certificates.add(pem);
    at = end;
  }
  return [...certificates];
}

const begin = '-----BEGIN ';

/** A certificate in the one spelling that all readers take; `undefined` for anything else. */
function asPem(certificate: string): string | undefined {
  try {
    return new X509Certificate(certificate).toString();
  } catch {
    return undefined;
  }
}
