import type { Metadata } from "next";

import { requireAdmin } from "@/auth";
import { ActionForm } from "@/components/ui/forms/ActionForm";
import { DecimalField } from "@/components/ui/forms/DecimalField";
import { SelectField } from "@/components/ui/forms/SelectField";
import { TagsField } from "@/components/ui/forms/TagsField";
import { TextField } from "@/components/ui/forms/TextField";
import { Breadcrumbs } from "@/components/ui/patterns/navigation/Breadcrumbs";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";
import { SubmitButton } from "@/components/ui/primitives/buttons/SubmitButton";
import { createBookForm } from "@/domains/catalog/form-actions";
import { authorOptions } from "@/domains/catalog/queries";

export const metadata: Metadata = { title: "New book" };

export default async function ManageBooksNewPage() {
  const actor = await requireAdmin();
  const authorChoices = await authorOptions(actor);
  return (
    <div className="grid grid-cols-1 gap-8">
      <PageHeader
        title="New book"
        above={
          <Breadcrumbs
            items={[{ label: "Manage Books", href: "/admin/books" }, { label: "New book" }]}
          />
        }
      />
      <ActionForm
        action={createBookForm}
        successHref="/admin/books"
        aria-label="New book"
        className="max-w-xl"
      >
        <TextField name="title" label="Title" required maxLength={200} />
        <SelectField name="authorId" label="Author" required options={authorChoices} />
        <DecimalField name="price" label="Price" required min={0} />
        <TagsField name="tags" label="Tags" />
        <SelectField
          name="condition"
          label="Condition"
          required
          options={[
            { value: "NEW", label: "New" },
            { value: "GOOD", label: "Good" },
            { value: "WORN", label: "Worn" },
          ]}
        />
        <SubmitButton className="justify-self-start">Create Book</SubmitButton>
      </ActionForm>
    </div>
  );
}
