import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { requireAdmin } from "@/auth";
import { ActionForm } from "@/components/ui/forms/ActionForm";
import { DecimalField } from "@/components/ui/forms/DecimalField";
import { HiddenField } from "@/components/ui/forms/HiddenField";
import { TextField } from "@/components/ui/forms/TextField";
import { Breadcrumbs } from "@/components/ui/patterns/navigation/Breadcrumbs";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";
import { SubmitButton } from "@/components/ui/primitives/buttons/SubmitButton";
import { updateBookForm } from "@/domains/catalog/form-actions";
import { findBook } from "@/domains/catalog/queries";

export const metadata: Metadata = { title: "Edit book" };

type Props = { params: Promise<{ id: string }> };

export default async function ManageBooksEditPage({ params }: Props) {
  const { id } = await params;
  const actor = await requireAdmin();
  const row = await findBook(id, actor);
  if (!row) notFound();
  return (
    <div className="grid grid-cols-1 gap-8">
      <PageHeader
        title="Edit book"
        above={
          <Breadcrumbs
            items={[
              { label: "Manage Books", href: "/admin/books" },
              { label: row.title, href: `/admin/books/${row.id}` },
              { label: "Edit" },
            ]}
          />
        }
      />
      <ActionForm
        action={updateBookForm}
        successHref="/admin/books"
        aria-label="Edit book"
        className="max-w-xl"
      >
        <HiddenField name="id" value={row.id} />
        <TextField name="title" label="Title" maxLength={200} defaultValue={row.title} />
        <DecimalField name="price" label="Price" min={0} defaultValue={row.price} />
        <SubmitButton className="justify-self-start">Save</SubmitButton>
      </ActionForm>
    </div>
  );
}
