import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HeadroomError } from '../model/errors.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';

/** The dependencies of the local routes. */
export type LocalParts = {
  readonly version: string;
  readonly startedAt: number;
  /** Required in `x-headroom-token` by every route except `/health`; `undefined` if none is required. */
  readonly token: string | undefined;
  /** How the store of this proxy is now, as `/health` reports it. */
  readonly store: () => object;
  /** A `usage` error that it throws is answered with 400. */
  readonly stats: (query: Readonly<Record<string, string>>) => Promise<object>;
  readonly original: (handle: string) => Promise<Uint8Array | undefined>;
  readonly compress: (body: JsonObject) => Promise<JsonObject>;
};

/** The largest body of `POST /v1/compress`, in bytes. */
const maxCompressBytes = 64 * 1024 * 1024;

/** The routes that are answered here instead of upstream. Loopback, Host and Origin were checked before. */
export function createLocalRoutes(parts: LocalParts): Hono {
  const app = new Hono();
  app.get('/health', (context) => {
    const uptime = Math.round((Date.now() - parts.startedAt) / 1000);
    const { version } = parts;
    return context.json({ service: 'headroom', version, pid: process.pid, uptime, store: parts.store() });
  });
  app.use('*', async (context, next) => {
    if (parts.token === undefined || sameToken(context.req.header('x-headroom-token') ?? '', parts.token)) {
      await next();
      return;
    }
    return context.json({ error: 'expected the token of this proxy in x-headroom-token' }, 401);
  });
  app.get('/stats', async (context) => context.json(await parts.stats(context.req.query())));
  app.get('/v1/retrieve/:hash', async (context) => {
    const handle = context.req.param('hash').replace(/^hash=/, '');
    const original = /^[0-9a-f]{24}$/.test(handle) ? await parts.original(handle) : undefined;
    if (original === undefined) return context.json({ error: `no original is kept under ${handle}` }, 404);
    return context.json({ hash: handle, original_content: Buffer.from(original).toString('utf8') });
  });
  app.post('/v1/compress', bodyLimit({ maxSize: maxCompressBytes }), async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    if (!isJsonObject(body) || !Array.isArray(body.messages)) {
      return context.json({ error: 'expected a JSON object with a messages array' }, 400);
    }
    return context.json(await parts.compress(body));
  });
  app.onError((error, context) => {
    const asked = error instanceof HeadroomError && error.code === 'usage';
    return context.json({ error: error.message }, asked ? 400 : 500);
  });
  return app;
}

function sameToken(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
