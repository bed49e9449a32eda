import { describe, expect, it } from "vitest";

import type { EnvironmentVariable } from "@/_generated/environment";
import { appEnvironment, env, environmentProblems } from "@/lib/env";

const key: EnvironmentVariable = {
  name: "MAIL_KEY",
  description: "Key of the mail service.",
  requiredInProduction: true,
  secret: true,
  standIn: "mail_stand_in",
  pattern: "^live_\\w+$",
};
const database: EnvironmentVariable = {
  ...key,
  name: "DATABASE_URL",
  standIn: "",
  pattern: "^postgres://",
};
const standIns: EnvironmentVariable = {
  ...key,
  name: "STAND_IN_URL",
  requiredInProduction: false,
  standIn: "http://localhost:4010",
  pattern: "",
};

describe("appEnvironment", () => {
  it.each([
    [{}, "development"],
    [{ NODE_ENV: "production" }, "production"],
    [{ NODE_ENV: "test" }, "test"],
    [{ NODE_ENV: "production", APP_ENV: "preview" }, "preview"],
    [{ NODE_ENV: "development", APP_ENV: "produktion" }, "production"],
  ])("of %j is %s", (source, expected) => {
    expect(appEnvironment(source)).toBe(expected);
  });
});

describe("env", () => {
  it("gives stand-ins outside production only", () => {
    expect(env("APP_URL", { NODE_ENV: "development" })).toMatch(/^http:\/\/localhost/);
    expect(() => env("APP_URL", { NODE_ENV: "production" })).toThrow(/APP_URL/);
    expect(env("STAND_IN_URL", { NODE_ENV: "production" })).toBe("");
  });
});

describe("environmentProblems", () => {
  const production = { NODE_ENV: "production" };

  it("finds nothing when all is there", () => {
    expect(
      environmentProblems({ ...production, MAIL_KEY: "live_1", DATABASE_URL: "postgres://db" }, [
        key,
        database,
        standIns,
      ]),
    ).toEqual([]);
    expect(
      environmentProblems({ DATABASE_URL: "postgres://db" }, [key, database, standIns]),
    ).toEqual([]);
  });

  it.each([
    ["a missing key", {}, /MAIL_KEY is not set/],
    ["a stand-in", { MAIL_KEY: "mail_stand_in" }, /MAIL_KEY holds the stand-in/],
    ["a key that is none", { MAIL_KEY: "hunter2" }, /MAIL_KEY does not look right/],
  ])("refuses %s in production, without repeating it", (_, values, problem) => {
    const [found, ...others] = environmentProblems({ ...production, ...values }, [key]);
    expect(found).toMatch(problem);
    expect(others).toEqual([]);
    expect(found).not.toContain("hunter2");
  });

  it("refuses to talk to stand-ins in production", () => {
    expect(
      environmentProblems({ ...production, STAND_IN_URL: "http://localhost:9" }, [standIns]),
    ).toHaveLength(1);
  });

  it("asks in development for what has no stand-in", () => {
    expect(environmentProblems({}, [key, database])).toEqual([
      expect.stringContaining("DATABASE_URL"),
    ]);
  });
});
