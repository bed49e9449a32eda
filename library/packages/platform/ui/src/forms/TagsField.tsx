"use client";

import { X } from "lucide-react";
import { useContext, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";

import { useHydrated } from "../lib/use-hydrated";
import { controlLook } from "./control-look";
import { Field, type BaseFieldProps } from "./Field";
import { FormContext, useFieldControl } from "./form-context";

export interface TagsFieldProps extends BaseFieldProps {
  /** The entries at first. */
  defaultValue?: readonly string[];
  /** What the browser may suggest while typing. */
  suggestions?: readonly string[];
  /** Name of the button that adds the typed text. */
  addLabel?: string;
  /** Name of the button that takes an entry out; the entry follows it. */
  removeLabel?: string;
}

/**
 * A list of short texts. Sends JSON: an array of strings. Without a script the control takes the entries
 * separated by commas, so the server should accept both.
 */
export function TagsField({
  defaultValue = [],
  suggestions = [],
  addLabel = "Add",
  removeLabel = "Remove",
  ...field
}: TagsFieldProps) {
  return (
    <Field {...field}>
      <TagsEditor
        defaultValue={defaultValue}
        suggestions={suggestions}
        addLabel={addLabel}
        removeLabel={removeLabel}
      />
    </Field>
  );
}

function readTags(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed.map(String);
  } catch {
    return splitTags(text);
  }
  return splitTags(text);
}

function splitTags(text: string): string[] {
  return text
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}

/** Sets the tags back when the form is. */
function useReset(
  input: RefObject<HTMLInputElement | null>,
  setTags: (tags: readonly string[]) => void,
  defaultValue: readonly string[],
) {
  useEffect(() => {
    const form = input.current?.form;
    const startOver = (event: Event) => {
      setTimeout(() => {
        if (!event.defaultPrevented) setTags(defaultValue);
      });
    };
    form?.addEventListener("reset", startOver);
    return () => form?.removeEventListener("reset", startOver);
  }, [input, setTags, defaultValue]);
}

function TagsEditor({
  defaultValue,
  suggestions,
  addLabel,
  removeLabel,
}: Required<Pick<TagsFieldProps, "defaultValue" | "suggestions" | "addLabel" | "removeLabel">>) {
  const { id, name, required, ...control } = useFieldControl();
  const hydrated = useHydrated();
  const { values } = useContext(FormContext);
  const [tags, setTags] = useState<readonly string[]>(
    () => readTags(values?.[name]) ?? defaultValue,
  );
  const input = useRef<HTMLInputElement>(null);

  useReset(input, setTags, defaultValue);

  const take = () => {
    const element = input.current;
    if (element === null || element.value.trim() === "") return;
    const added = splitTags(element.value).filter((tag) => !tags.includes(tag));
    setTags([...tags, ...new Set(added)]);
    element.value = "";
  };
  const add = () => {
    take();
    input.current?.focus();
  };
  const addOnEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== ",") return;
    event.preventDefault();
    add();
  };
  const remove = (tag: string) => {
    setTags(tags.filter((other) => other !== tag));
    input.current?.focus();
  };

  return (
    <div className="grid gap-2">
      <div className="flex gap-2">
        <input
          {...control}
          ref={input}
          id={id}
          name={hydrated ? undefined : name}
          defaultValue={hydrated ? undefined : tags.join(", ")}
          required={required && tags.length === 0}
          list={`${id}-suggestions`}
          onKeyDown={addOnEnter}
          onBlur={take}
          className={controlLook}
        />
        <button
          type="button"
          onClick={add}
          className="min-h-11 shrink-0 rounded-md border border-input px-4 font-semibold hover:bg-secondary"
        >
          {addLabel}
        </button>
      </div>
      <datalist id={`${id}-suggestions`}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
      {tags.length > 0 && <TagList tags={tags} removeLabel={removeLabel} onRemove={remove} />}
      {hydrated && <input type="hidden" name={name} value={JSON.stringify(tags)} />}
    </div>
  );
}

function TagList({
  tags,
  removeLabel,
  onRemove,
}: {
  tags: readonly string[];
  removeLabel: string;
  onRemove: (tag: string) => void;
}) {
  return (
    <ul className="flex flex-wrap gap-2">
      {tags.map((tag) => (
        <li
          key={tag}
          className="flex items-center rounded-md bg-secondary pl-3 text-sm font-medium text-secondary-foreground"
        >
          {tag}
          <button
            type="button"
            aria-label={`${removeLabel} ${tag}`}
            onClick={() => onRemove(tag)}
            className="grid size-8 place-items-center rounded-md hover:text-destructive"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        </li>
      ))}
    </ul>
  );
}
