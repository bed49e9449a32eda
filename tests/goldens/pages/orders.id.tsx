import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { requireActor } from "@/auth";
import { StatusBadge } from "@/components/ui/patterns/badge/StatusBadge";
import { ConfirmAction } from "@/components/ui/patterns/confirm-action/ConfirmAction";
import { DescriptionList } from "@/components/ui/patterns/description-list/DescriptionList";
import { Breadcrumbs } from "@/components/ui/patterns/navigation/Breadcrumbs";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";
import { Link } from "@/components/ui/primitives/link/Link";
import { DateTimeText } from "@/components/ui/primitives/time/DateTimeText";
import { bookLabels } from "@/domains/catalog/queries";
import { cancelOrderForm } from "@/domains/sales/form-actions";
import { findOrder } from "@/domains/sales/queries";

export const metadata: Metadata = { title: "Order" };

type Props = { params: Promise<{ id: string }> };

export default async function OrdersDetailPage({ params }: Props) {
  const { id } = await params;
  const actor = await requireActor();
  const row = await findOrder(id, actor);
  if (!row) notFound();
  const bookNames = await bookLabels([row.bookId], actor);
  return (
    <div className="grid grid-cols-1 gap-8">
      <PageHeader
        title="Order"
        above={<Breadcrumbs items={[{ label: "Orders", href: "/orders" }, { label: "Order" }]} />}
        actions={
          <>
            {["OPEN", "PAID", "SHIPPED"].includes(row.status) && (
              <ConfirmAction
                action={cancelOrderForm}
                label="Cancel order"
                title="Cancel order?"
                fields={{ id: row.id }}
              />
            )}
          </>
        }
      />
      <DescriptionList
        items={[
          {
            term: "Book",
            value: <Link href={`/books/${row.bookId}`}>{bookNames[row.bookId]}</Link>,
          },
          { term: "Quantity", value: row.quantity },
          { term: "Placed at", value: <DateTimeText value={row.placedAt} /> },
          { term: "Status", value: <StatusBadge status={row.status} /> },
        ]}
      />
    </div>
  );
}
