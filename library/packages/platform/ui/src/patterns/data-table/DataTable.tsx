import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { isValidElement, type ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { Link } from "../../primitives/link/Link";
import { DateTimeText } from "../../primitives/time/DateTimeText";
import { StatusBadge } from "../badge/StatusBadge";
import { EmptyState } from "../empty-state/EmptyState";
import { rowLink, sortLink, type TableSort } from "./sort-link";

export interface DataTableColumn {
  /** The key of the rows that it shows. */
  key: string;
  /** Its heading. */
  header: string;
  /** How its values are shown; numbers stand to the right. */
  kind?: "text" | "number" | "date" | "time" | "datetime" | "boolean" | "status" | "json";
  /** Whether its heading is a link that sorts by it. */
  sortable?: boolean;
}

/** One row: a value or an element for each column's key. */
export type DataTableRow = Readonly<Record<string, unknown>>;

export interface DataTableProps {
  /** What the table lists, for everyone. */
  caption: string;
  /** The columns in order; the first one names the row. */
  columns: readonly DataTableColumn[];
  /** The rows in order. */
  rows: readonly DataTableRow[];
  /** Key of the rows whose value tells them apart. */
  rowKey?: string;
  /** Where the first column leads, with placeholders, e.g. `/bookings/{id}`. */
  rowHref?: string;
  /** Where a sortable heading leads, e.g. `/bookings?sort={key}&direction={direction}`. */
  sortHref?: string;
  /** What the rows are sorted by now. */
  sort?: TableSort;
  /** Whether the caption is for assistive technology only. */
  captionHidden?: boolean;
  /** Title of what is shown in place of no rows. */
  emptyTitle?: string;
  /** What is shown for a value that isn't there. */
  emptyValue?: string;
  /** Words for true and false. */
  booleanLabels?: { true: string; false: string };
  /** Language of dates and numbers, as a BCP 47 tag. */
  locale?: string;
  /** Heading of the column of `rowActions`. */
  actionsLabel?: string;
  /** What can be done with each row, by its row key. */
  rowActions?: Readonly<Record<string, ReactNode>>;
  /** Classes that override the wrapper's own. */
  className?: string;
}

/**
 * Rows and columns; on a phone each row becomes a card of labelled values. The roles are spelt out because a browser drops
 * a table's meaning when CSS changes its display.
 */
export function DataTable({
  caption,
  columns,
  rows,
  rowKey = "id",
  rowHref,
  sortHref,
  sort,
  captionHidden = false,
  emptyTitle = "Nothing here yet",
  emptyValue = "–",
  booleanLabels = { true: "Yes", false: "No" },
  locale = "en",
  actionsLabel = "Actions",
  rowActions,
  className,
}: DataTableProps) {
  if (rows.length === 0) return <EmptyState title={emptyTitle} />;
  const wording = { emptyValue, booleanLabels, locale };
  return (
    <div className={classNames("sm:overflow-x-auto", className)}>
      <table
        role="table"
        className="w-full border-collapse text-left text-[0.9375rem] max-sm:block"
      >
        <caption
          className={captionHidden ? "sr-only" : "pb-3 text-left font-display text-xl max-sm:block"}
        >
          {caption}
        </caption>
        <TableHead columns={columns} sort={sort} sortHref={sortHref}>
          {rowActions !== undefined && actionsLabel}
        </TableHead>
        <tbody role="rowgroup" className="max-sm:grid max-sm:gap-3">
          {rows.map((row, index) => {
            const id = String(row[rowKey] ?? index);
            return (
              <tr
                key={id}
                role="row"
                className="border-b hover:bg-muted max-sm:block max-sm:rounded-md max-sm:border max-sm:bg-card max-sm:px-4 max-sm:py-2 max-sm:hover:bg-card"
              >
                {columns.map((column, position) => (
                  <Cell
                    key={column.key}
                    column={column}
                    position={position}
                    row={row}
                    href={
                      position === 0 && rowHref !== undefined ? rowLink(rowHref, row) : undefined
                    }
                    wording={wording}
                  />
                ))}
                {rowActions !== undefined && (
                  <td
                    role="cell"
                    className="px-3 py-1.5 text-right last:pr-0 max-sm:block max-sm:px-0 max-sm:py-2"
                  >
                    {rowActions[id]}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface TableHeadProps extends Pick<DataTableProps, "columns" | "sort" | "sortHref"> {
  /** The heading of what can be done, false if nothing can. */
  children: string | false;
}

function TableHead({ columns, sort, sortHref, children }: TableHeadProps) {
  return (
    <thead
      role="rowgroup"
      className={classNames(
        "border-b-2 border-foreground max-sm:block",
        sortHref === undefined ? "max-sm:sr-only" : "max-sm:border-b-0 max-sm:pb-2",
      )}
    >
      <tr role="row" className="max-sm:flex max-sm:flex-wrap max-sm:gap-2">
        {columns.map((column) => (
          <ColumnHeading key={column.key} column={column} sort={sort} sortHref={sortHref} />
        ))}
        {children !== false && (
          <th
            role="columnheader"
            scope="col"
            className="px-3 py-2 text-right font-semibold last:pr-0 max-sm:sr-only"
          >
            {children}
          </th>
        )}
      </tr>
    </thead>
  );
}

interface CellProps {
  column: DataTableColumn;
  position: number;
  row: DataTableRow;
  href: string | undefined;
  wording: Wording;
}

function Cell({ column, position, row, href, wording }: CellProps) {
  const value = showValue(row[column.key], column, wording);
  return (
    <td role="cell" className={cellLook(column, position)}>
      <span
        aria-hidden="true"
        className={classNames(
          "text-sm text-muted-foreground sm:hidden",
          position === 0 && "hidden",
        )}
      >
        {column.header}
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {href === undefined ? value : <Link href={href}>{value}</Link>}
      </span>
    </td>
  );
}

function cellLook(column: DataTableColumn, position: number): string {
  return classNames(
    "px-3 py-3 align-baseline first:pl-0 last:pr-0 max-sm:flex max-sm:items-baseline max-sm:justify-between max-sm:gap-6 max-sm:px-0 max-sm:py-1.5 max-sm:text-right",
    position === 0 && "font-medium max-sm:text-left max-sm:text-base",
    column.kind === "number" && "tabular-nums sm:text-right",
    (column.kind === "date" || column.kind === "time" || column.kind === "datetime") &&
      "tabular-nums sm:whitespace-nowrap",
  );
}

interface ColumnHeadingProps {
  column: DataTableColumn;
  sort: TableSort | undefined;
  sortHref: string | undefined;
}

function ColumnHeading({ column, sort, sortHref }: ColumnHeadingProps) {
  const links = column.sortable === true && sortHref !== undefined;
  const sorted = sort?.key === column.key ? sort.direction : undefined;
  const Arrow = sorted === undefined ? ChevronsUpDown : sorted === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={sorted === undefined ? undefined : sorted === "asc" ? "ascending" : "descending"}
      className={classNames(
        "px-3 py-2 font-semibold first:pl-0 last:pr-0 max-sm:p-0",
        column.kind === "number" && "sm:text-right",
        !links && "max-sm:sr-only",
      )}
    >
      {links ? (
        <Link
          href={sortLink(sortHref, column.key, sort)}
          variant="quiet"
          className="inline-flex items-center gap-1.5 max-sm:min-h-11 max-sm:rounded-md max-sm:border max-sm:px-3"
        >
          {column.header}
          <Arrow
            aria-hidden="true"
            className={classNames("size-3.5", sorted === undefined && "text-muted-foreground")}
          />
        </Link>
      ) : (
        column.header
      )}
    </th>
  );
}

interface Wording {
  emptyValue: string;
  booleanLabels: { true: string; false: string };
  locale: string;
}

function showValue(
  value: unknown,
  column: DataTableColumn,
  { emptyValue, booleanLabels, locale }: Wording,
): ReactNode {
  if (value === null || value === undefined || value === "") return emptyValue;
  if (isValidElement(value)) return value;
  if (typeof value === "boolean") return booleanLabels[value ? "true" : "false"];
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  switch (column.kind) {
    case "date":
      // A day has no zone: told in UTC it stays the day that it is.
      return <DateTimeText value={text} show="date" locale={locale} timeZone="UTC" />;
    case "datetime":
      return <DateTimeText value={text} locale={locale} />;
    case "status":
      return <StatusBadge status={text} />;
    case "number":
      return typeof value === "number" ? value.toLocaleString(locale) : text;
    default:
      return text;
  }
}
