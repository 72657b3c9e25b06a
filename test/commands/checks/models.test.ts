import { cpSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModels } from '../../../commands/checks/models.ts';
import { modelFromFolder } from '../../../src/inference/from-folder.ts';
import { installModel } from '../../../src/inference/install.ts';
import { modelFolder } from '../../../src/inference/model-folder.ts';
import { linkRuntime, modelRuntime } from '../../harness/model-runtime.ts';
import { writeKeepModel } from '../../inference/tiny-model.ts';

const runtime = await modelRuntime('the check of models');

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-check-models-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe.skipIf(runtime === undefined)('the check of models', () => {
  it('says when there is none, that one is whole, and what is wrong with one that is not', async () => {
    expect(checkModels(home)).toMatchObject([{ status: 'skipped' }]);
    linkRuntime(runtime, home);
    const source = path.join(home, 'source');
    writeKeepModel(source, { keep: ['deadlock'], drop: [] });
    for (const name of ['first', 'second']) await installModel(home, modelFromFolder(source, { name }), () => {});
    const bare = path.join(home, 'bare');
    cpSync(modelFolder(home, 'first'), modelFolder(bare, 'first'), { recursive: true });
    expect(checkModels(bare)[0]).toMatchObject({
      status: 'warning',
      detail: `first: expected onnxruntime-node, found none; headroom models install ${source} fetches it`,
    });
    truncateSync(path.join(modelFolder(home, 'second'), 'model.onnx'), 10);
    expect(checkModels(home)).toMatchObject([
      { status: 'ok', detail: 'first is complete, and so is the runtime' },
      { status: 'warning', detail: expect.stringMatching(/^second: .*expected \d+ bytes, found 10$/) },
    ]);
  });
});
