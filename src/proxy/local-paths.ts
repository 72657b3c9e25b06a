/** Whether a request is for one of our own routes. The path has no query string. */
export function isLocalRoute(method: string, path: string): boolean {
  if (method === 'GET') return path === '/health' || path === '/stats' || path.startsWith('/v1/retrieve/');
  return method === 'POST' && path === '/v1/compress';
}
