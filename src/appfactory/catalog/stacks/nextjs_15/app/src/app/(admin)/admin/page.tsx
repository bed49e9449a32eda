import type { Metadata } from "next";

import { requireAdmin } from "@/auth";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";

export const metadata: Metadata = { title: "Overview" };

export default async function AdminPage() {
  await requireAdmin();
  return <PageHeader title="Overview" />;
}
