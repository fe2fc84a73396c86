// The only place of these tests that waits for time to pass.

const LIMIT = 30e3;
const STEP = 20;

/** Waits until something is so, and returns what came of it. */
export async function until(what, holds, limit = LIMIT) {
  const end = Date.now() + limit;
  for (;;) {
    const result = await holds();
    if (result) return result;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}
