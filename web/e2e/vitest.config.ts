import { fileURLToPath } from "node:url";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** Files run one after another in the order of their names: instruments first, then the numbered tests. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}

/** Proof that the browser instruments themselves hear right: slow, needed when they or the browsers change. */
const rehearsals = process.env.CORNER_E2E_REHEARSE ? ["instruments/**/*.rehearsal.ts"] : [];

/** Measurements judge nothing and take long: they run when they are asked for, and alone. */
const measurements = process.env.CORNER_E2E_MEASURE !== undefined;

/** What counts neither samples nor milliseconds: mostly it waits, or draws. */
const patient = ["6-hostile", "8-pictures", "9-host", "a-moderation", "c-corner", "e-product"].map((name) => `tests/${name}.e2e.ts`);

const alone = measurements ? ["measure/**/*.measure.ts"] : ["instruments/**/*.test.ts", "tests/**/*.e2e.ts", ...rehearsals];

export default defineConfig({
  test: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    maxConcurrency: 1,
    sequence: { sequencer: ByName },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    setupFiles: [fileURLToPath(new URL("./instruments/last-look.ts", import.meta.url))],
    reporters: ["default", fileURLToPath(new URL("./reporter.ts", import.meta.url))],
    projects: [
      // Two cores carry four browsers at most: nothing of ours runs beside those who listen.
      { extends: true, test: { name: "alone", include: alone, exclude: patient, maxWorkers: 1, sequence: { groupOrder: 0 } } },
      ...(measurements ? [] : [{ extends: true as const, test: { name: "side by side", include: patient, maxWorkers: 2, sequence: { groupOrder: 1 } } }]),
    ],
  },
});
