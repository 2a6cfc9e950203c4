/** Shorter waits need no notice. */
const quietMs = 1000;

/** Says on stderr what is being done if it takes more than a second. */
export async function withProgress<Value>(what: string, work: Promise<Value>): Promise<Value> {
  const notice = setTimeout(() => process.stderr.write(`${what} …\n`), quietMs);
  try {
    return await work;
  } finally {
    clearTimeout(notice);
  }
}
