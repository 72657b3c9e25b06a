// A program that changes one file: `writer.mjs MODULE FILE TEXT` writes the text, without TEXT it deletes the file.
// MODULE is the built `replace.js`: a compiler at each of some sixty starts would take a minute.
const [module, file, text] = process.argv.slice(2);
const { replaceFile } = await import(module);
const bytes = text === undefined ? undefined : Buffer.from(text);
try {
  const { outcome } = await replaceFile(file, () => ({ bytes }));
  process.stdout.write(outcome);
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
