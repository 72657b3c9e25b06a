import type { Above, AboveBlock, Decider, Decision, LeftAloneReason, OpenBlock } from '../model/decision.ts';
import type { EngineMethods } from './messages.ts';

/** Asks the engine's thread. */
export type Ask = <Method extends keyof EngineMethods>(
  method: Method,
  args: Parameters<EngineMethods[Method]>,
) => Promise<ReturnType<EngineMethods[Method]>>;

/** Output of fewer characters is hardly ever compared with what stands above. */
const shortText = 600;
/** Names of texts that are remembered as told; beyond these each is told again. */
const maxTold = 50_000;

/** The decider of the engine's thread, seen from the proxy's. */
export type Deciding = Decider & {
  /** The thread was started anew and knows no texts. */
  forget(): void;
};

/** Builds the decider that asks the thread. A call that takes the thread down is answered with its blocks left alone. */
export function createDeciding(ask: Ask, onNotice: (line: string) => void): Deciding {
  const told = new Set<string>();
  return {
    decide: (blocks, above = []) => decideOrLeaveAlone(ask, blocks, above, told, onNotice),
    forget: () => told.clear(),
  };
}

/** Asks the thread, which is told each text above once: it says when it has let go of some. */
async function decideBelow(
  ask: Ask,
  blocks: readonly OpenBlock[],
  above: readonly Above[],
  told: Set<string>,
): Promise<readonly Decision[]> {
  if (told.size > maxTold) told.clear();
  const spell = ({ readText, readPlace, ...block }: Above, known: boolean, wanted = true): readonly AboveBlock[] => {
    if (known || !wanted) return [{ ...block, place: '' }];
    const text = readText();
    if (text === undefined) return [];
    told.add(block.id);
    return [{ ...block, text, place: readPlace() }];
  };
  // Most output is too short to be compared with anything: the thread asks where this guess is wrong.
  const wanted = blocks.some(({ text }) => text.length >= shortText);
  const answer = await ask('decide', [blocks, above.flatMap((each) => spell(each, told.has(each.id), wanted))]);
  if ('decisions' in answer) return answer.decisions;
  // Requests of others may push out more meanwhile: the second time nothing is left to what the thread has kept.
  const complete = await ask('decide', [blocks, above.flatMap((each) => spell(each, false))]);
  if ('decisions' in complete) return complete.decisions;
  throw new Error('the engine does not take in what stands above');
}

/** A decision call that takes the thread down is answered by pinning its blocks as left alone in a new one. */
async function decideOrLeaveAlone(
  ask: Ask,
  blocks: readonly OpenBlock[],
  above: readonly Above[],
  told: Set<string>,
  onNotice: (line: string) => void,
): Promise<readonly Decision[]> {
  try {
    return await decideBelow(ask, blocks, above, told);
  } catch (error) {
    onNotice(`engine: ${(error as Error).message}; ${blocks.length} blocks are sent as they are`);
  }
  try {
    // What points at something that stands above keeps its form: names are enough for that.
    const names = above.map(({ readText: _, readPlace: __, ...block }) => ({ ...block, place: '' }));
    return await ask('leaveAlone', [blocks, 'error' satisfies LeftAloneReason, names]);
  } catch {
    return blocks.map((block) => ({
      key: '',
      reason: 'storeFailed',
      tool: block.call?.tool ?? 'unknown',
      tokensBefore: 0,
      tokensAfter: 0,
      durable: false,
    }));
  }
}
