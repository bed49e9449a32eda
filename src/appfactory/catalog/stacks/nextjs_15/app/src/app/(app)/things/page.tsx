import type { Metadata } from "next";

import { requireActor } from "@/auth";
import { EmptyState } from "@/components/ui/patterns/empty-state/EmptyState";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";

export const metadata: Metadata = { title: "Things" };

export default async function ThingsPage() {
  await requireActor();
  return (
    <>
      <PageHeader title="Things" />
      <EmptyState title="No things yet" description="This page belongs to the template only." />
    </>
  );
}
