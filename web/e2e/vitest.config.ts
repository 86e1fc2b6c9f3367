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
const tests = process.env.CORNER_E2E_MEASURE ? ["measure/**/*.measure.ts"] : ["instruments/**/*.test.ts", "tests/**/*.e2e.ts"];

export default defineConfig({
  test: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: [...tests, ...rehearsals],
    // Two cores carry four browsers at most: nothing of ours runs beside them.
    fileParallelism: false,
    maxConcurrency: 1,
    sequence: { sequencer: ByName },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ["default", fileURLToPath(new URL("./reporter.ts", import.meta.url))],
  },
});
