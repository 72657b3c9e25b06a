#!/usr/bin/env node
// Plays Claude Code: asks its base URL once, and reports the outcome.
const answer = await fetch(`${process.env.ANTHROPIC_BASE_URL}/v1/messages`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': 'none', 'anthropic-version': '2023-06-01' },
  body: JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 100,
    stream: true,
    messages: [{ role: 'user', content: 'hello' }],
  }),
});
const text = await answer.text();
console.log(`(a stand-in for claude, whose request was answered with ${answer.status} and ${text.length} characters)`);
