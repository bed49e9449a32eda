import "server-only";

import { environmentVariables, type EnvironmentVariable } from "@/_generated/environment";

export type VariableName = (typeof environmentVariables)[number]["name"];
export type AppEnvironment = "development" | "test" | "preview" | "production";
type Source = Readonly<Record<string, string | undefined>>;

const environments: readonly AppEnvironment[] = ["development", "test", "preview", "production"];

/** `APP_ENV`, or what `NODE_ENV` makes of it. A value that is not known counts as production, so that a typing error opens nothing. */
export function appEnvironment(source: Source = process.env): AppEnvironment {
  if (source.APP_ENV) return environments.find((known) => known === source.APP_ENV) ?? "production";
  return environments.find((known) => known === source.NODE_ENV) ?? "development";
}

export const isProduction = (source: Source = process.env) =>
  appEnvironment(source) === "production";

/** The variable's value; outside production its stand-in if it is not set, and empty if it has none. Throws if it is required and not there. */
export function env(name: VariableName, source: Source = process.env): string {
  const variable: EnvironmentVariable | undefined = environmentVariables.find(
    (candidate) => candidate.name === name,
  );
  const value = source[name]?.trim() || (isProduction(source) ? "" : (variable?.standIn ?? ""));
  if (value === "" && variable?.requiredInProduction)
    throw new Error(`${name} is not set: ${variable.description}`);
  return value;
}

/** What keeps the app from starting, one sentence for each variable; empty if nothing does. No sentence holds a value. */
export function environmentProblems(
  source: Source = process.env,
  variables: readonly EnvironmentVariable[] = environmentVariables,
): string[] {
  return variables.flatMap((variable) =>
    problemsOf(variable, source[variable.name]?.trim() ?? "", isProduction(source)),
  );
}

function problemsOf(variable: EnvironmentVariable, value: string, production: boolean): string[] {
  const { name, description, standIn, pattern, requiredInProduction } = variable;
  if (value === "") {
    const missing = requiredInProduction && (production || standIn === "");
    return missing ? [`${name} is not set: ${description}`] : [];
  }
  if (production && name === "STAND_IN_URL")
    return [`${name} must not be set in production: the app would talk to a stand-in.`];
  if (production && standIn !== "" && value === standIn)
    return [`${name} holds the stand-in that development uses. ${description}`];
  // Stand-ins need not look like the real thing.
  if (pattern !== "" && value !== standIn && !new RegExp(pattern).test(value))
    return [`${name} does not look right: it should match ${pattern}. ${description}`];
  return [];
}
