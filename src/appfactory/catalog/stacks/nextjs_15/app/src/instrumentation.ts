/** Runs once when the server starts: an app that lacks its keys, or holds stand-ins for them in production, must not come up. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build")
    return;
  const { appEnvironment, environmentProblems } = await import("@/lib/env");
  const problems = environmentProblems();
  if (problems.length === 0) return;
  console.error(
    `The environment is not complete (APP_ENV is ${appEnvironment()}):\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
  );
  if (appEnvironment() !== "development") process.exit(1);
}
