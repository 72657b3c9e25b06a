import * as tls from 'node:tls';
import { certificatesAt } from './certificates.ts';

/** Where systems keep their certificate files; the places that Go searches (crypto/x509/root_linux.go). */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The certificates that the system trusts, in PEM: through the runtime if it can read them (Node from 22.15 on), else
 * from the system's own bundle; none if it has no such file.
 */
export async function systemRoots(places: readonly string[] = bundles): Promise<readonly string[]> {
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'system') => readonly string[] };
  if (getCACertificates !== undefined) return getCACertificates('system');
  for (const place of places) {
    const certificates = await certificatesAt(place).catch(() => []);
    if (certificates.length > 0) return certificates;
  }
  return [];
}
