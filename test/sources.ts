import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** A source file: its path from the root with `/`, its text, and the modules that it imports. */
export type Source = { readonly path: string; readonly text: string; readonly imports: readonly string[] };

/** Every TypeScript file of the program itself. */
export function sources(folders: readonly string[] = ['bin', 'commands', 'providers', 'src']): readonly Source[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readSource(`${folder}/${name.split(path.sep).join('/')}`)),
  );
}

function readSource(file: string): Source {
  const text = readFileSync(path.join(root, file), 'utf8');
  const specifiers = Array.from(
    text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(?:new URL\()?'([^']+)'/g),
    (match) => match[1] as string,
  );
  const imports = specifiers.map((specifier) =>
    specifier.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)) : specifier,
  );
  return { path: file, text, imports };
}
