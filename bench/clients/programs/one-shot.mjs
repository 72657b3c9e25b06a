// A user's script without any library: different questions under one system prompt, each in a request of its own.
import { readFileSync } from 'node:fs';

const { model, system, questions } = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'));

for (const question of questions) {
  const response = await fetch(`${process.env.ANTHROPIC_BASE_URL}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': process.env.ANTHROPIC_API_KEY,
    },
    body: JSON.stringify({ model, max_tokens: 1024, system, messages: [{ role: 'user', content: question }] }),
  });
  const answer = await response.json();
  console.log(response.status, answer.content[0].text);
}
