import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { requireAdmin } from "@/auth";
import { StatusBadge } from "@/components/ui/patterns/badge/StatusBadge";
import { ConfirmAction } from "@/components/ui/patterns/confirm-action/ConfirmAction";
import { DescriptionList } from "@/components/ui/patterns/description-list/DescriptionList";
import { Breadcrumbs } from "@/components/ui/patterns/navigation/Breadcrumbs";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";
import { SecondaryButton } from "@/components/ui/primitives/buttons/SecondaryButton";
import { Link } from "@/components/ui/primitives/link/Link";
import { DateTimeText } from "@/components/ui/primitives/time/DateTimeText";
import { deleteBookForm } from "@/domains/catalog/form-actions";
import { authorLabels, bookLabels, findBook } from "@/domains/catalog/queries";

export const metadata: Metadata = { title: "Book" };

type Props = { params: Promise<{ id: string }> };

export default async function ManageBooksDetailPage({ params }: Props) {
  const { id } = await params;
  const actor = await requireAdmin();
  const row = await findBook(id, actor);
  if (!row) notFound();
  const authorNames = await authorLabels([row.authorId], actor);
  const bookNames = await bookLabels([row.sequelOf], actor);
  return (
    <div className="grid grid-cols-1 gap-8">
      <PageHeader
        title={row.title}
        above={
          <Breadcrumbs
            items={[{ label: "Manage Books", href: "/admin/books" }, { label: row.title }]}
          />
        }
        actions={
          <>
            <SecondaryButton href={`/admin/books/${row.id}/edit`}>Edit</SecondaryButton>
            <ConfirmAction
              action={deleteBookForm}
              label="Delete"
              title="Delete this book?"
              fields={{ id: row.id }}
              successHref="/admin/books"
            />
          </>
        }
      />
      <DescriptionList
        items={[
          { term: "Title", value: row.title },
          { term: "Author", value: authorNames[row.authorId] },
          {
            term: "Sequel of",
            value: row.sequelOf && (
              <Link href={`/admin/books/${row.sequelOf}`}>{bookNames[row.sequelOf]}</Link>
            ),
          },
          { term: "Price", value: row.price },
          { term: "Tags", value: row.tags.join(", ") },
          {
            term: "Published",
            value: row.published && (
              <DateTimeText value={row.published} show="date" timeZone="UTC" />
            ),
          },
          {
            term: "Details",
            value: (
              <code className="whitespace-pre-wrap">{JSON.stringify(row.details, null, 2)}</code>
            ),
          },
          { term: "Condition", value: <StatusBadge status={row.condition} /> },
          { term: "Class", value: row.class },
        ]}
      />
    </div>
  );
}
