// Sends a file with tus-js-client and prints the address of its upload: node tus.mjs FILE ENDPOINT TOKEN METADATA(JSON)
import { createReadStream, statSync } from "node:fs";
import { createRequire } from "node:module";

const tus = createRequire(import.meta.url)("tus-js-client");
const [file, endpoint, token, metadata] = process.argv.slice(2);
const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  chunkSize: 64 * 2 ** 20,
  uploadSize: statSync(file).size,
  retryDelays: Array(200).fill(200),
  headers: { Authorization: `Bearer ${token}` },
  metadata: JSON.parse(metadata),
  onShouldRetry: () => true,
  onError(error) {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess() {
    console.log(upload.url);
  },
});
upload.start();
