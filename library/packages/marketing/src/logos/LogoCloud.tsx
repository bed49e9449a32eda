export interface Logo {
  /** Whose it is; set as a word when there is no picture. */
  name: string;
  /** Address of the picture. */
  imageUrl?: string;
  /** Where it leads. */
  href?: string;
}

export interface LogoCloudProps {
  /** The logos in order. */
  items: readonly Logo[];
  /** The words before them. */
  title?: string;
}

/** Whom one is in company with. */
export function LogoCloud({ items, title = "As told in" }: LogoCloudProps) {
  return (
    <section className="border-y">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-12 gap-y-5 px-5 py-8 sm:px-8 lg:px-12">
        <h2 className="font-sans text-sm font-normal tracking-normal text-muted-foreground">
          {title}
        </h2>
        <ul className="flex flex-wrap items-center gap-x-10 gap-y-4">
          {items.map((logo) => (
            <li key={logo.name}>
              {logo.href === undefined ? (
                <Mark {...logo} />
              ) : (
                <a href={logo.href} rel="noopener" className="hover:text-primary">
                  <Mark {...logo} />
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Mark({ name, imageUrl }: Logo) {
  if (imageUrl === undefined)
    return (
      <span className="font-display text-2xl leading-none font-semibold tracking-tight">
        {name}
      </span>
    );
  return (
    <picture>
      <img src={imageUrl} alt={name} loading="lazy" className="h-8 w-auto" />
    </picture>
  );
}
