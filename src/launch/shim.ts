import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { quote } from '../lib/shell/quote.ts';
import { writeOwnFile } from './own-file.ts';

/** How this installation is run: a program and the arguments before the user's. */
export type OwnCommand = { readonly program: string; readonly args: readonly string[] };

/** The command that runs this installation, built or straight from its sources. */
export function ownCommand(): OwnCommand {
  const here = fileURLToPath(import.meta.url);
  const extension = path.extname(here);
  const entry = path.join(path.dirname(here), '..', '..', 'bin', `headroom${extension}`);
  if (extension !== '.ts') return { program: process.execPath, args: [entry] };
  const loader = createRequire(import.meta.url).resolve('tsx');
  return { program: process.execPath, args: ['--import', loader, entry] };
}

/** The folder in which `writeShim` puts the command. */
export function shimFolder(home: string, command: OwnCommand = ownCommand()): string {
  const digest = createHash('sha256').update(JSON.stringify(shimTexts(home, command)));
  return path.join(home, 'shims', digest.digest('hex').slice(0, 16));
}

/**
 * Creates a folder with nothing but a `headroom` command for one installation and one state folder, and returns it. The
 * state folder is part of the command, since agents give their tools less than their own environment.
 * @throws {Error} the file system's error
 */
export function writeShim(home: string, command: OwnCommand = ownCommand()): string {
  const folder = shimFolder(home, command);
  for (const [name, text] of shimTexts(home, command)) writeOwnFile(path.join(folder, name), text, 0o700);
  return folder;
}

function shimTexts(home: string, { program, args }: OwnCommand): readonly (readonly [name: string, text: string])[] {
  const words = [program, ...args];
  if (process.platform === 'win32') {
    const line = words.map((word) => `"${word}"`).join(' ');
    return [['headroom.cmd', `@echo off\r\nset "HEADROOM_HOME=${home}"\r\n${line} %*\r\n`]];
  }
  const line = words.map(quote).join(' ');
  return [['headroom', `#!/bin/sh\nHEADROOM_HOME=${quote(home)}\nexport HEADROOM_HOME\nexec ${line} "$@"\n`]];
}
