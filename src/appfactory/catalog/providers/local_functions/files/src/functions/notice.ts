/** A message about an event for the people who run the app: what happened, and the values, one a line. */
export function notice(title: string, data: Record<string, unknown>): string {
  const lines = Object.entries(data).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return [title, ...lines].join("\n");
}

/**
 * Posts the message to an incoming webhook, as Slack, Mattermost and others have them (`{ "text": … }`). Without an address the event is only
 * logged, and by its name alone: the values may be personal.
 */
export async function announce(
  address: string | undefined,
  title: string,
  data: Record<string, unknown>,
): Promise<{ announced: boolean }> {
  process.stdout.write(
    `${JSON.stringify({ level: "info", event: title, fields: Object.keys(data) })}\n`,
  );
  if (!address) return { announced: false };
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: notice(title, data) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`The webhook answered ${response.status}`);
  return { announced: true };
}
