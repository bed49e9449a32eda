import { describe, expect, it } from "vitest";

import { differences } from "./check-openapi.mjs";

describe("differences", () => {
  it("finds none between equal documents", () => {
    expect(
      differences({ paths: { "/a": [1, { b: null }] } }, { paths: { "/a": [1, { b: null }] } }),
    ).toEqual([]);
  });

  it("points at what changed, is missing, or was added", () => {
    const generated = { paths: { "/a/{id}": { get: 1 } }, tags: ["x"] };
    const served = { paths: { "/a/{id}": { get: 2 }, "/b": {} }, tags: ["x", "y"] };
    expect(differences(generated, served)).toEqual([
      { path: "/paths/~1a~1{id}/get", generated: "1", served: "2" },
      { path: "/paths/~1b", generated: "nothing", served: "{}" },
      { path: "/tags/1", generated: "nothing", served: '"y"' },
    ]);
    expect(differences({ a: [] }, { a: {} })).toHaveLength(1);
  });
});
