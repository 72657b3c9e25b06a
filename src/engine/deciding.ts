import type { Above, AboveBlock, Decider, Decision, LeftAloneReason, OpenBlock } from '../model/decision.ts';
import type { EngineMethods } from './messages.ts';

/** Asks the engine's thread. */
export type Ask = <Method extends keyof EngineMethods>(
  method: Method,
  args: Parameters<EngineMethods[Method]>,
) => Promise<ReturnType<EngineMethods[Method]>>;

/** Output of fewer characters is hardly ever compared with earlier texts. */
const shortText = 600;
/** How many texts are remembered as passed; beyond these, each is passed again. */
const maxTold = 50_000;

/** The decider of the engine's thread, as the proxy's thread sees it. */
export type Deciding = Decider & {
  /** The thread was restarted and knows no texts. */
  forget(): void;
};

/**
 * Builds the decider that asks the thread. A call that crashes the thread is answered with its blocks left as they are.
 */
export function createDeciding(ask: Ask, onNotice: (line: string) => void): Deciding {
  const told = new Set<string>();
  return {
    decide: (blocks, above = []) => decideOrLeaveAlone(ask, blocks, above, told, onNotice),
    forget: () => told.clear(),
  };
}

/** Asks the thread, which is passed each earlier text once: it says when it has dropped some. */
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
  // Most output is too short to be compared with anything: the thread asks if this guess is wrong.
  const wanted = blocks.some(({ text }) => text.length >= shortText);
  const answer = await ask('decide', [blocks, above.flatMap((each) => spell(each, told.has(each.id), wanted))]);
  if ('decisions' in answer) return answer.decisions;
  // Other requests may push out more meanwhile: the second time every text is passed.
  const complete = await ask('decide', [blocks, above.flatMap((each) => spell(each, false))]);
  if ('decisions' in complete) return complete.decisions;
  throw new Error('the engine does not accept the earlier texts');
}

/** If a call crashes the thread, a new thread pins its blocks as left as they are. */
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
    // A pointer to an earlier text keeps its form, for which names are enough.
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
