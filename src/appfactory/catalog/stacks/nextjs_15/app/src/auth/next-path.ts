export const nextPath = (value: unknown) =>
  typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : "/";
