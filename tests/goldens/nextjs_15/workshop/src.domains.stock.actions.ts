import { asc, eq } from "drizzle-orm";

import { materials } from "@/db/_generated/schema";
import { withActor } from "@/db/client";
import type { Actor } from "@/lib/actor";
import type { Page } from "@/lib/browse";
import { AppError, forbidden, notFound, parse } from "@/lib/errors";
import { matching, orderOf, single } from "@/lib/rows";

import { materialSorting } from "./queries";
import {
  createMaterialInput,
  forecastStockInput,
  getMaterialInput,
  listMaterialsInput,
  type Material,
  materialOutput,
} from "./_generated/contract";

export async function createMaterial(input: unknown, actor: Actor): Promise<Material> {
  if (actor.role !== "admin") throw forbidden();
  const values = parse(createMaterialInput, input);
  return withActor(actor, async (tx) => {
    const row = single(await tx.insert(materials).values(values).returning());
    return materialOutput.parse(row);
  });
}

export async function listMaterials(input: unknown, actor: Actor | null): Promise<Page<Material>> {
  const { page, pageSize, sort = "id", ...filters } = parse(listMaterialsInput, input);
  const where = matching(filters.q, [materials.code]);
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select()
      .from(materials)
      .where(where)
      .orderBy(...orderOf(materialSorting, sort), asc(materials.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize);
    const total = await tx.$count(materials, where);
    return { items: rows.map((row) => materialOutput.parse(row)), total, page, pageSize };
  });
}

export async function getMaterial(input: unknown, actor: Actor | null): Promise<Material> {
  const { code } = parse(getMaterialInput, input);
  return withActor(actor, async (tx) => {
    const [row] = await tx.select().from(materials).where(eq(materials.code, code)).limit(1);
    if (row === undefined) throw notFound("Material");
    return materialOutput.parse(row);
  });
}

/** Not written yet: no rule covers the verb `forecast` *\/ ${x} */
export async function forecastStock(input: unknown, _actor: Actor): Promise<Material> {
  parse(forecastStockInput, input);
  throw new AppError(501, "not-implemented", "Forecast Stock is not available yet.");
}
