// Calls of the contract's HTTP interface. The token lives in this module's memory and nowhere else.

const PREFIX = "/api/v1/agent";
let token = "";

/** What the server said that it can't do: `status` of HTTP, `error` as the interface has it. */
export class Refusal extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export function useToken(given) {
  token = given;
}

export async function call(path, document = null, signal = null) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const body = document === null ? {} : { method: "POST", body: JSON.stringify(document) };
  if (document !== null) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(PREFIX + path, { ...body, headers, signal, cache: "no-store", credentials: "omit" });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Refusal(0, { code: "no-server", message: "The server can't be reached.", detail: "Is it still running?" });
  }
  const text = await answer.text();
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    said = { success: false, error: { code: "no-json", message: `The server answered ${answer.status}.`, detail: text.slice(0, 200) } };
  }
  if (!answer.ok) throw new Refusal(answer.status, said.error ?? { code: "refused", message: `The server answered ${answer.status}.`, detail: "" });
  return said;
}

/** A key by which the server knows a request again. `crypto.randomUUID` is there on secure origins only. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
