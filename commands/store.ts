import { Command } from 'commander';
import { HeadroomError } from '../src/model/errors.ts';
import type { Settings } from '../src/model/settings.ts';
import { openStore } from '../src/store/open.ts';
import { holdsDatabase, openReadOnly } from '../src/store/read-only.ts';
import { settingsFrom } from './options.ts';
import { showNotices } from './ui/errors.ts';
import { formatBytes, formatCount, formatCounted } from './ui/numbers.ts';
import { printJson, printLine } from './ui/output.ts';

type StoreFlags = { readonly clear?: boolean; readonly olderThan?: string; readonly json?: boolean };

/** `headroom store`: shows what is stored, or drops originals. */
export function storeCommand(): Command {
  return new Command('store')
    .description('Show what is stored, or drop originals; decisions about them stay.')
    .option('--clear', 'drop every original')
    .option('--older-than <days>', 'drop originals that are older, for example 30d')
    .option('--json', 'as JSON')
    .action(async (flags: StoreFlags) => {
      const days = flags.olderThan === undefined ? undefined : parseDays(flags.olderThan);
      if (flags.clear && days !== undefined) {
        throw new HeadroomError('usage', 'expected --clear or --older-than, found both');
      }
      const { home, settings, notices } = await settingsFrom({});
      showNotices(notices);
      const kept = holdsDatabase(home);
      const dropping = flags.clear || days !== undefined;
      const dropped = dropping ? (kept ? drop(home, settings, days) : 0) : undefined;
      await show(home, settings, { json: flags.json ?? false, kept, dropped });
    });
}

/** Drops originals, and reports how many. */
function drop(home: string, settings: Settings, days: number | undefined): number {
  const store = openStore({
    folder: home,
    maxBytes: settings.storeMaxBytes,
    maxDays: settings.storeMaxDays,
    onNotice: (line) => showNotices([line]),
  });
  try {
    return days === undefined ? store.clear() : store.dropOlderThan(days);
  } finally {
    store.close();
  }
}

async function show(
  home: string,
  settings: Settings,
  { json, kept, dropped }: { readonly json: boolean; readonly kept: boolean; readonly dropped: number | undefined },
): Promise<void> {
  const empty = { originals: 0, originalBytes: 0, fileBytes: 0, decisions: 0, requests: 0 };
  const size = kept ? sizeOf(home) : empty;
  const { storeMaxBytes, storeMaxDays } = settings;
  if (json) return printJson({ folder: home, dropped, ...size, storeMaxBytes, storeMaxDays });
  if (dropped !== undefined) await printLine(`dropped    ${formatCounted(dropped, 'original')}`);
  await printLine(`folder     ${home}`);
  await printLine(`originals  ${formatCount(size.originals)}, ${formatBytes(size.originalBytes)} as they are kept`);
  await printLine(`decisions  ${formatCount(size.decisions)}`);
  await printLine(`requests   ${formatCount(size.requests)}`);
  await printLine(`file       ${formatBytes(size.fileBytes)}`);
  await printLine(`cap        ${formatBytes(storeMaxBytes)} or ${storeMaxDays} days, oldest first`);
}

function sizeOf(home: string): ReturnType<ReturnType<typeof openReadOnly>['size']> {
  const store = openReadOnly(home);
  try {
    return store.size();
  } finally {
    store.close();
  }
}

function parseDays(text: string): number {
  const match = /^(\d{1,6})\s*d?$/i.exec(text.trim());
  if (match === null) {
    throw new HeadroomError(
      'usage',
      `--older-than: expected a number of days such as 30d, found ${JSON.stringify(text)}`,
    );
  }
  return Number(match[1]);
}
