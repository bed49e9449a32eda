import type { Metadata } from "next";

import { requireActor } from "@/auth";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";

export const metadata: Metadata = { title: "New thing" };

export default async function NewThingPage() {
  await requireActor();
  return <PageHeader title="New thing" />;
}
