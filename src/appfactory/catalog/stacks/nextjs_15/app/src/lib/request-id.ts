/** The id under which a request is found in the logs: the proxy's, if it sent one that is safe to repeat, else a new one. */
export function requestId(headers: Headers): string {
  const given = headers.get("x-request-id") ?? "";
  return /^[\w.:-]{8,128}$/.test(given) ? given : crypto.randomUUID();
}
