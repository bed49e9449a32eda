import type { Metadata } from "next";

import { requireAdmin } from "@/auth";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";
import { StatTile } from "@/components/ui/primitives/stat-tile/StatTile";
import { countAuthors, countBooks } from "@/domains/catalog/queries";
import { countOrders } from "@/domains/sales/queries";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const actor = await requireAdmin();
  const [authors, books, orders] = await Promise.all([
    countAuthors(actor),
    countBooks(actor),
    countOrders(actor),
  ]);
  return (
    <div className="grid grid-cols-1 gap-8">
      <PageHeader title="Dashboard" />
      <div className="grid gap-8 sm:grid-cols-2 lg:grid-cols-3">
        <StatTile label="Authors" value={authors} />
        <StatTile label="Books" value={books} href="/admin/books" />
        <StatTile label="Orders" value={orders} />
      </div>
    </div>
  );
}
