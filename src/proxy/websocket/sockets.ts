import type { Duplex } from 'node:stream';

/** Milliseconds that the other side gets to close its half after ours is closed. */
const graceMs = 1_000;

/** How many early bytes of a client are kept until the upstream has answered. */
const maxEarlyBytes = 1024 * 1024;

/** Watches a client that waits. */
export type Held = {
  /** Resolves when the client has left. */
  readonly left: Promise<undefined>;
  /** Stops watching; returns what the client has sent meanwhile. The socket is paused. */
  release(): Buffer;
};

/** Reads a client's socket before the upstream is connected, so that its leaving is noticed and no byte is lost. */
export function hold(client: Duplex, head: Buffer): Held {
  const early: Buffer[] = head.length > 0 ? [head] : [];
  let bytes = head.length;
  let leave: () => void;
  const left = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined);
  });
  const onData = (chunk: Buffer) => {
    early.push(chunk);
    bytes += chunk.length;
    if (bytes > maxEarlyBytes) client.pause();
  };
  const onLeave = () => leave();
  client.on('error', () => {});
  client.on('data', onData).on('end', onLeave).on('close', onLeave);
  return {
    left,
    release() {
      client.off('data', onData).off('end', onLeave).off('close', onLeave);
      client.pause();
      return Buffer.concat(early);
    },
  };
}

/** Writes and waits until more may be written. A socket that is closed takes nothing and does not fail. */
export function send(socket: Duplex, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (!socket.writable || socket.write(bytes)) {
      resolve();
      return;
    }
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

/**
 * Closes our half of a connection after everything that was written to it, and the whole of it when the other side does
 * not follow. Further data is read and dropped: closing a connection with unread bytes resets it, and a reset can take
 * away what was sent last.
 */
export function finish(socket: Duplex): void {
  if (socket.destroyed || socket.writableEnded) return;
  if (socket.readableFlowing !== true && socket.listenerCount('readable') === 0) socket.resume();
  socket.end(() => destroyLater(socket));
}

/** Closes a connection whose other party is gone: politely, but not at the peer's pace. */
export function abandon(socket: Duplex): void {
  if (socket.destroyed) return;
  socket.end();
  destroyLater(socket);
}

function destroyLater(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), graceMs);
  socket.once('close', () => clearTimeout(timer));
}

/** Resolves when a socket is closed, at once if it is already. */
export function closed(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
