import { hashAt } from '../lib/prefix-hash.ts';
import type { BreakpointStore, PlannedRequest } from '../model/breakpoints.ts';

/** How many of a program's latest requests are compared with a new one. */
const recentRequests = 64;
/** How many older ones with an outstanding outcome are settled per new request. */
const openRequests = 200;
/** Limits of known requests and of the bytes of their hashes; beyond them, the earliest are dropped. */
const mostRequests = 2000;
const mostHashBytes = 32 * 1024 * 1024;

/** Planned requests, found by number, by their program, and by their ends. */
export type RequestTable = Pick<BreakpointStore, 'recent' | 'endingWith' | 'get' | 'remove'> & {
  /** Adds a request, or replaces the one with its number. */
  put(request: PlannedRequest): void;
  /** The requests of the same conversation that an answered one extends, except itself. */
  extendedBy(request: PlannedRequest): readonly PlannedRequest[];
};

type Group = { readonly all: Map<number, PlannedRequest>; readonly byEnd: Map<string, Set<number>> };

/** Builds an empty table. What it is asked costs no more than one walk over the requests of one program. */
export function createRequestTable(): RequestTable {
  const requests = new Map<number, PlannedRequest>();
  const groups = new Map<string, Group>();
  let hashBytes = 0;
  const groupOf = ({ program, upstream }: Pick<PlannedRequest, 'program' | 'upstream'>) =>
    groups.get(groupName(program, upstream));
  const remove = (id: number) => {
    const request = requests.get(id);
    if (request === undefined) return;
    requests.delete(id);
    hashBytes -= request.hashes.length;
    const group = groupOf(request);
    const end = endOf(request);
    group?.all.delete(id);
    group?.byEnd.get(end)?.delete(id);
    if (group?.byEnd.get(end)?.size === 0) group.byEnd.delete(end);
    if (group?.all.size === 0) groups.delete(groupName(request.program, request.upstream));
  };
  const endingWith: RequestTable['endingWith'] = (program, upstream, hashes) => {
    const group = groupOf({ program, upstream });
    if (group === undefined) return [];
    const ids = hashes.flatMap((hash) => [...(group.byEnd.get(textOf(hash)) ?? [])]);
    return [...new Set(ids)].map((id) => group.all.get(id) as PlannedRequest);
  };
  return {
    get: (id) => requests.get(id),
    remove,
    endingWith,
    put(request) {
      const known = requests.get(request.id);
      // In its place if it ends as before, so that the oldest are still dropped first.
      if (known !== undefined && endOf(known) !== endOf(request)) remove(request.id);
      hashBytes += request.hashes.length - (requests.get(request.id)?.hashes.length ?? 0);
      requests.set(request.id, request);
      const name = groupName(request.program, request.upstream);
      const group = groups.get(name) ?? { all: new Map(), byEnd: new Map() };
      groups.set(name, group);
      group.all.set(request.id, request);
      const end = endOf(request);
      group.byEnd.set(end, (group.byEnd.get(end) ?? new Set()).add(request.id));
      for (const [id] of requests) {
        if (requests.size <= mostRequests && hashBytes <= mostHashBytes) break;
        if (id !== request.id) remove(id);
      }
    },
    recent(program, upstream, openBefore) {
      const all = [...(groupOf({ program, upstream })?.all.values() ?? [])];
      all.sort((a, b) => b.time - a.time || b.id - a.id);
      const isOpen = ({ open, parts, begun }: PlannedRequest) => open || parts.length > 0 || !begun;
      const older = all.slice(recentRequests).filter((each) => each.time < openBefore && isOpen(each));
      return [...all.slice(0, recentRequests), ...older.slice(-openRequests)];
    },
    extendedBy(request) {
      if (!request.begun) return [];
      const ends = request.ends.slice(0, -1).map((block) => hashAt(request.hashes, block));
      const found = endingWith(request.program, request.upstream, ends);
      return found.filter(({ id, begun, conversation }) => {
        return id !== request.id && begun && conversation === request.conversation;
      });
    },
  };
}

function groupName(program: string, upstream: string): string {
  return `${program}\0${upstream}`;
}

/** The hash at the end of the newest user message, as a key. */
function endOf({ hashes, ends }: PlannedRequest): string {
  return textOf(hashAt(hashes, ends.at(-1) ?? 0));
}

/** Bytes as a string, one character each. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
