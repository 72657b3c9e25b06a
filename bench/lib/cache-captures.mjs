// Requests that a real program sent, from the captures.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seconds } from './cache-programs.mjs';

/** The simulated provider of the captures answered at once. */
const atOnce = 20;

/**
 * A capture's requests, in its own order.
 * @param folder the captures
 * @param between time between two requests in milliseconds; the captured times by default
 */
export function capturedRequests(folder, file, between) {
  const lines = gunzipSync(readFileSync(path.join(folder, file))).toString();
  const captured = lines.split('\n').filter((line) => line !== '');
  return captured.map((line, index) => {
    const { t, body, headers } = JSON.parse(line);
    const at = between === undefined ? Date.parse(t) : index * between;
    const [, userAgent = ''] = headers.find(([name]) => name.toLowerCase() === 'user-agent') ?? [];
    const times =
      between === undefined ? { begins: atOnce, ends: 2 * atOnce } : { begins: seconds(2), ends: seconds(8) };
    return { at, ...times, model: body.model, body, userAgent };
  });
}
