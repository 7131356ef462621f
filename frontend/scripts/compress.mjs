// Lays a .br and a .gz beside everything that shrinks by it, so that the server
// only has to send bytes.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(html|js|mjs|css|svg|json|webmanifest)$/;

for (const name of readdirSync('dist', { recursive: true })) {
  const path = `dist/${name}`;
  if (name.startsWith('.') || !TEXT.test(name) || !statSync(path).isFile()) continue;
  const bytes = readFileSync(path);
  const options = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length
  };
  keep(`${path}.br`, brotliCompressSync(bytes, { params: options }), bytes);
  keep(`${path}.gz`, gzipSync(bytes, { level: 9 }), bytes);
}

function keep(path, smaller, bytes) {
  if (smaller.length < bytes.length) writeFileSync(path, smaller);
}
