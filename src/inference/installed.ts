import path from 'node:path';
import { createModelClient, type ModelClient } from './client.ts';
import type { ModelTask } from './messages.ts';
import { findModel } from './model-folder.ts';

/**
 * Tokens that each kind of model may run in one request. The large classifier takes about half a second for a thousand
 * on two cores, and the request waits; the small embedding model a tenth of that.
 */
const budgets: Readonly<Record<ModelTask, number>> = { keep: 4096, embed: 32_768 };

/** Milliseconds for one answer, the opening of the model included: far more than a budget takes on a slow machine. */
const deadlineMs = 60_000;

/**
 * The installed model for a task; `undefined` when there is none. It is looked up once: models that are installed later
 * are used by later processes, so that one process never changes its decisions.
 * @param onTrouble called with one line when the model cannot be used; work continues without it
 */
export function openInstalled(
  home: string,
  task: ModelTask,
  onTrouble: (line: string) => void,
): ModelClient | undefined {
  try {
    const folder = findModel(home, task);
    if (folder === undefined) return undefined;
    const tell = (line: string) => onTrouble(`model ${path.basename(folder)}: ${line}; going on without it`);
    return createModelClient({ home, folder, budget: budgets[task], deadlineMs, onTrouble: tell });
  } catch (error) {
    onTrouble(`models: ${(error as Error).message}; going on without any`);
    return undefined;
  }
}
