import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ProviderAdapter, RequestHead } from '../model/provider.ts';
import type { Connections } from './connections/connect.ts';
import type { ForwardParts } from './forward.ts';
import { headerMap } from './headers.ts';
import { callerFacts } from './record.ts';
import { requestHead, resolveTarget } from './upstreams.ts';
import { createConversation } from './websocket/conversation.ts';
import { refused, relayUpgrade } from './websocket/relay.ts';
import { finish } from './websocket/sockets.ts';

/** What handling an upgrade needs. */
export type UpgradeParts = {
  readonly forwarding: ForwardParts;
  readonly websocket: 'relay' | 'refuse';
  readonly connections: () => Promise<Connections>;
};

/** Relays a WebSocket upgrade, or refuses it if the settings say so. */
export async function handleUpgrade(
  parts: UpgradeParts,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): Promise<void> {
  if (parts.websocket === 'refuse') {
    socket.write(refused);
    finish(socket);
    return;
  }
  const { forwarding } = parts;
  const headers = headerMap(request.rawHeaders);
  const asked = requestHead(request.method ?? 'GET', request.url ?? '/', headers);
  const adapter = forwarding.adapters.find(({ matches }) => matches(asked.path));
  const target = resolveTarget(forwarding.state().table, asked, request.url ?? '/', adapter);
  const conversation = adapter && conversationFor(forwarding, adapter, asked, target.upstream);
  await relayUpgrade({
    socket,
    head,
    rawHeaders: request.rawHeaders,
    target,
    connect: async (origin) => (await parts.connections()).connect(origin),
    edit: async (message) => conversation?.edit(message),
    onText: (message) => conversation?.listen(message),
    errorBody: (message) => adapter?.errorBody(message) ?? JSON.stringify({ error: { message } }),
  });
  conversation?.close();
}

/** Follows the messages of one socket, unless this request or the whole proxy is a plain tunnel. */
function conversationFor(
  forwarding: ForwardParts,
  adapter: ProviderAdapter,
  head: RequestHead,
  upstream: string,
): ReturnType<typeof createConversation> | undefined {
  const state = forwarding.state();
  if (!state.optimize || head.headers.get('x-headroom-bypass')?.toLowerCase() === 'true') return undefined;
  const { session, project, demo, findOutputs } = state;
  const caller = callerFacts(head, state, forwarding.readCaller);
  const { pipeline, watcher, emit, readSession, onNotice } = forwarding;
  return createConversation({
    adapter,
    pipeline,
    watcher,
    emit,
    onNotice,
    findOutputs,
    facts: { upstream, session: readSession(head.headers) ?? session, project, demo, ...caller },
  });
}
