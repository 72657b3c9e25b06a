/** An error body as clients of OpenAI's APIs understand it. */
export function openaiError(message: string): string {
  return JSON.stringify({ error: { message, type: 'api_error', param: null, code: null } });
}
