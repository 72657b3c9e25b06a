const lockFile =
  /(?:^|[\\/])(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lockb?|Cargo\.lock|Gemfile\.lock|Podfile\.lock|composer\.lock|poetry\.lock|pdm\.lock|uv\.lock|Pipfile\.lock|flake\.lock|mix\.lock|pubspec\.lock|deno\.lock|Package\.resolved|packages\.lock\.json|go\.sum|go\.work\.sum|gradle\.lockfile|conan\.lock)$/i;
const generatedFile =
  /(?:[.-]min\.(?:js|css|mjs|cjs|html)|\.(?:js|css|mjs|cjs|ts)\.map|\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.g\.(?:dart|cs)|\.freezed\.dart|\.designer\.cs|\.generated\.\w+|[._]gen\.go|_generated\.\w+|\.snap|\.bundle\.js)$/i;
const vendoredFolder =
  /(?:^|[\\/])(?:node_modules|bower_components|vendor|third[_-]party|site-packages|\.venv|venv|__generated__|\.yarn|\.next|\.nuxt)[\\/]/i;

/** What generated a file; `undefined` for files that people write. */
export function madeByMachine(path: string): 'lock file' | 'generated file' | 'vendored file' | undefined {
  if (lockFile.test(path)) return 'lock file';
  if (generatedFile.test(path)) return 'generated file';
  return vendoredFolder.test(path) ? 'vendored file' : undefined;
}
