"use server";

import { revalidatePath } from "next/cache";

import { requireActor } from "@/auth";
import type { FormState } from "@/components/ui/forms/form-state";
import { formError, readForm } from "@/lib/form";

import { cancelReservation, createReservation } from "./actions";

export async function createReservationForm(_state: FormState, data: FormData): Promise<FormState> {
  try {
    const actor = await requireActor();
    const input = readForm(data, { partySize: "integer", time: "datetime", tableId: "text" });
    await createReservation(input, actor);
  } catch (error) {
    return formError(error, data);
  }
  revalidatePath("/bookings", "layout");
  return { status: "success" };
}

export async function cancelReservationForm(_state: FormState, data: FormData): Promise<FormState> {
  try {
    const actor = await requireActor();
    const input = readForm(data, { id: "text" });
    await cancelReservation(input, actor);
  } catch (error) {
    return formError(error, data);
  }
  revalidatePath("/bookings", "layout");
  return { status: "success" };
}
