import { PriceTag } from "@appfactory/commerce/pricing/PriceTag";
import { Section } from "@appfactory/ui/primitives/section/Section";

export interface Dish {
  /** What it is called. */
  name: string;
  /** What is in it. */
  description?: string;
  /** What it costs, in whole units of the currency. */
  price: number | string;
  /** Short marks, e.g. "vegan". */
  marks?: readonly string[];
}

export interface Course {
  /** What the dishes have in common. */
  title: string;
  /** The dishes in order. */
  dishes: readonly Dish[];
}

export interface MenuListProps {
  /** The courses in order. */
  courses: readonly Course[];
  /** Heading of the menu. */
  title?: string;
  /** A sentence below the heading. */
  intro?: string;
  /** Currency of all prices, as an ISO 4217 code. */
  currency?: string;
  /** Language of the prices, as a BCP 47 tag. */
  locale?: string;
  /** The line at the end, e.g. on service and allergies. */
  note?: string;
}

/** A menu as it is printed: courses, dishes, dots that lead to the price. */
export function MenuList({
  courses,
  title = "Menu",
  intro,
  currency = "EUR",
  locale = "en",
  note,
}: MenuListProps) {
  return (
    <Section title={title} intro={intro}>
      <div className="gap-x-16 md:columns-2">
        {courses.map((course) => (
          <div key={course.title} className="mb-12 break-inside-avoid">
            <h3 className="border-b-2 border-foreground pb-2 text-2xl italic">{course.title}</h3>
            <ul className="mt-4 grid gap-5">
              {course.dishes.map((dish) => (
                <li key={dish.name}>
                  <div className="flex items-baseline gap-2">
                    <span className="font-display text-lg leading-snug">{dish.name}</span>
                    <span
                      aria-hidden="true"
                      className="min-w-6 flex-1 border-b-2 border-dotted border-input"
                    />
                    <PriceTag
                      amount={dish.price}
                      currency={currency}
                      locale={locale}
                      size="small"
                    />
                  </div>
                  {dish.description !== undefined && (
                    <p className="max-w-[48ch] pr-12 text-[0.9375rem] text-muted-foreground">
                      {dish.description}
                    </p>
                  )}
                  {dish.marks !== undefined && (
                    <p className="text-sm text-success italic">{dish.marks.join(", ")}</p>
                  )}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {note !== undefined && (
        <p className="mt-6 border-t pt-4 text-sm text-muted-foreground">{note}</p>
      )}
    </Section>
  );
}
