import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { answerLine } from './mcp-server.ts';
import { partOf } from './originals.ts';
import { fetchOriginal } from './retrieve.ts';
import { print } from './ui/output.ts';
import { packageVersion } from './version.ts';

/** `headroom mcp`: the retrieval tool over the Model Context Protocol, until stdin ends. */
export function mcpCommand(): Command {
  return new Command('mcp').description('Serve originals as an MCP tool on stdin and stdout.').action(async () => {
    const version = packageVersion();
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue;
      const answer = answerLine(
        line,
        ({ hash, ...part }) => partOf(fetchOriginal(hash), part).toString('utf8'),
        version,
      );
      if (answer !== undefined) await print(`${answer}\n`);
    }
  });
}
