import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { embedTexts } from './embed.ts';
import { scoreUnits } from './keep.ts';
import type { Answer, ModelThreadData, Question } from './messages.ts';
import { type OpenModel, openModel } from './model.ts';

async function answerTo(model: OpenModel, question: Question): Promise<Answer> {
  if (question.task !== model.task) {
    return { error: `expected a model for ${question.task}, found one for ${model.task}`, unusable: true };
  }
  return question.task === 'keep' ? scoreUnits(model, question) : embedTexts(model, question);
}

/** Runs a model in a thread of its own, since the runtime blocks the thread that it runs in. One question at a time. */
function serve(port: MessagePort, { home, folder, signal }: ModelThreadData): void {
  const opening = openModel(home, folder);
  opening.catch(() => {}); // Reported with the first answer.
  const reply = (answer: Answer) => {
    port.postMessage(answer);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  port.on('message', async (question: Question) => {
    let unusable = true;
    try {
      const model = await opening;
      unusable = false;
      reply(await answerTo(model, question));
    } catch (error) {
      reply({ error: error instanceof Error ? error.message : String(error), unusable });
    }
  });
}

if (parentPort !== null) serve(workerData.port as MessagePort, workerData as ModelThreadData);
