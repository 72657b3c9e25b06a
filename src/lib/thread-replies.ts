import type { ThreadReply } from './serve-thread.ts';

/** A call whose answer is still to come. */
export type Pending = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

/** Passes a thread's reply to the waiting call, by its number; a notice goes to `onNotice`, an event is ignored. */
export function settleReply(pending: Map<number, Pending>, reply: ThreadReply, onNotice: (line: string) => void): void {
  if ('notice' in reply) {
    onNotice(reply.notice);
    return;
  }
  if ('event' in reply) return;
  const waiting = pending.get(reply.id);
  pending.delete(reply.id);
  if ('error' in reply) waiting?.reject(new Error(reply.error));
  else waiting?.resolve(reply.value);
}
