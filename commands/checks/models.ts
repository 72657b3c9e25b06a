import { hasRuntime } from '../../src/inference/install-runtime.ts';
import { listModels } from '../../src/inference/model-folder.ts';
import { runtimePackage } from '../../src/inference/runtime.ts';
import type { Check } from './check.ts';

const name = 'models';

/** Whether each installed model is complete and can be run. A broken model affects nothing but its own use. */
export function checkModels(home: string): readonly Check[] {
  const models = listModels(home);
  if (models.length === 0)
    return [{ status: 'skipped', name, detail: 'none installed; prose is shortened by rules alone' }];
  const runtime = hasRuntime(home);
  return models.map((each): Check => {
    if ('trouble' in each) return { status: 'warning', name, detail: `${each.name}: ${each.trouble}` };
    if (runtime) return { status: 'ok', name, detail: `${each.name} is complete, and so is the runtime` };
    const hint = `headroom models install ${each.model.source} fetches it`;
    return { status: 'warning', name, detail: `${each.name}: expected ${runtimePackage.name}, found none; ${hint}` };
  });
}
