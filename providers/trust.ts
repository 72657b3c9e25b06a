import type { TrustVariables } from '../src/model/outside.ts';

/**
 * The variables by which agents, their tools and their runtimes find a company's certificates: OpenSSL, Node, Codex,
 * Python's requests, curl; and the client certificate of Claude Code.
 */
export const trustVariables: TrustVariables = {
  files: ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CODEX_CA_CERTIFICATE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  folders: ['SSL_CERT_DIR'],
  clients: [
    {
      certificate: 'CLAUDE_CODE_CLIENT_CERT',
      key: 'CLAUDE_CODE_CLIENT_KEY',
      passphrase: 'CLAUDE_CODE_CLIENT_KEY_PASSPHRASE',
    },
  ],
};
