import { asc } from "drizzle-orm";

import { messages } from "@/db/_generated/schema";
import { withActor } from "@/db/client";
import type { Actor } from "@/lib/actor";
import type { Page } from "@/lib/browse";
import { forbidden, parse } from "@/lib/errors";
import { orderOf, texts } from "@/lib/rows";
import { dispatch, record } from "@/lib/side-effects";

import { messageSorting } from "./queries";
import {
  listMessagesInput,
  type Message,
  messageOutput,
  sendMessageInput,
  type sendMessageUncheckedInput,
} from "./_generated/contract";

export async function sendMessage(
  input: unknown,
  actor: Actor | null,
  schema: typeof sendMessageInput | typeof sendMessageUncheckedInput = sendMessageInput,
): Promise<Message> {
  const values = parse(schema, input);
  const { output, events } = await withActor(actor, async (tx) => {
    const row = { id: crypto.randomUUID(), createdAt: new Date(), ...values };
    await tx.insert(messages).values(row);
    const output = messageOutput.parse(row);
    const events: string[] = [];
    if (values.email) {
      events.push(
        await record(tx, {
          kind: "send-email",
          template: "message-received",
          to: values.email,
          data: texts(output),
        }),
      );
    }
    return { output, events };
  });
  for (const event of events) await dispatch(event);
  return output;
}

export async function listMessages(input: unknown, actor: Actor): Promise<Page<Message>> {
  if (actor.role !== "admin") throw forbidden();
  const { page, pageSize, sort = "-createdAt" } = parse(listMessagesInput, input);
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select()
      .from(messages)
      .orderBy(...orderOf(messageSorting, sort), asc(messages.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize);
    const total = await tx.$count(messages);
    return { items: rows.map((row) => messageOutput.parse(row)), total, page, pageSize };
  });
}
