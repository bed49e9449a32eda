import type { Metadata } from "next";

import { currentActor } from "@/auth";
import { DataTable } from "@/components/ui/patterns/data-table/DataTable";
import { PageHeader } from "@/components/ui/patterns/page-header/PageHeader";
import { Pagination } from "@/components/ui/patterns/pagination/Pagination";
import { SearchBox } from "@/components/ui/patterns/search-box/SearchBox";
import { authorLabels, bookLabels, browseBooks } from "@/domains/catalog/queries";
import { browseHref, browseRequest, type SearchParameters } from "@/lib/browse";

export const metadata: Metadata = { title: "Books" };

const columns = [
  { key: "title", header: "Title", sortable: true },
  { key: "authorId", header: "Author" },
  { key: "sequelOf", header: "Sequel of" },
  { key: "price", header: "Price", kind: "number", sortable: true },
  { key: "tags", header: "Tags" },
  { key: "published", header: "Published", kind: "date", sortable: true },
] as const;

type Props = { searchParams: Promise<SearchParameters> };

export default async function BooksPage({ searchParams }: Props) {
  const actor = await currentActor();
  const request = browseRequest(await searchParams);
  const books = await browseBooks(request, actor);
  const authorNames = await authorLabels(
    books.items.map((row) => row.authorId),
    actor,
  );
  const bookNames = await bookLabels(
    books.items.map((row) => row.sequelOf),
    actor,
  );
  return (
    <div className="mx-auto grid grid-cols-1 gap-8 w-full max-w-7xl px-5 py-10 sm:px-8 lg:px-12">
      <PageHeader title="Books" />
      <SearchBox action="/books" label="Search books" defaultValue={request.search} />
      <DataTable
        caption="Books"
        captionHidden
        columns={columns}
        rows={books.items.map((row) => ({
          ...row,
          authorId: authorNames[row.authorId],
          sequelOf: row.sequelOf && bookNames[row.sequelOf],
          tags: row.tags.join(", "),
        }))}
        rowHref="/books/{id}"
        sortHref={browseHref("/books", request, { sort: "{key}", direction: "{direction}" })}
        sort={
          request.sort ? { key: request.sort, direction: request.direction ?? "asc" } : undefined
        }
        emptyTitle={request.search ? "Nothing matches your search" : "No books yet"}
      />
      <Pagination
        page={books.page}
        pageCount={Math.ceil(books.total / books.pageSize)}
        href={browseHref("/books", request, { page: "{page}" })}
      />
    </div>
  );
}
